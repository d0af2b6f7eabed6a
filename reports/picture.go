package reports

import (
	"fmt"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/scenarios"
)

// A Picture is what can be drawn of one case: who lived when, who asked whom for what, what was written and stored, and what
// was found. It is made where the trace is, and small enough to be sent and kept. Times are virtual nanoseconds, steps are
// positions in the trace from 1, and lanes are positions in Lanes.
type Picture struct {
	Scenario   string      `json:"scenario"`
	Case       int         `json:"case"`
	Minimal    bool        `json:"minimal,omitempty"` // the case was made small
	Hash       string      `json:"hash"`
	End        int64       `json:"end"`
	Lanes      []Lane      `json:"lanes"`
	Operations []Operation `json:"operations"`
	Marks      []Mark      `json:"marks"`
	Faults     []Band      `json:"faults,omitempty"`
	Logs       []LogStory  `json:"logs"`
	Found      []Found     `json:"found,omitempty"` // the gravest first
	Timeline   string      `json:"timeline"`
	Remarks    []string    `json:"remarks,omitempty"` // what is left out
}

// The roles of lanes, from top to bottom.
const (
	laneSource  = "source"  // Kafka
	laneProcess = "process" // an incarnation of the consumer, or of somebody beside it
	laneService = "service" // where offsets and results go
)

// A Lane is an incarnation, or a service.
type Lane struct {
	ID      string  `json:"id"`
	Role    string  `json:"role"`
	Version string  `json:"version,omitempty"` // of the program, with its name
	Start   uint64  `json:"start,omitempty"`   // the step at which it began
	End     uint64  `json:"end,omitempty"`     // the step at which it ended; 0 where it did not
	Zombie  uint64  `json:"zombie,omitempty"`  // the step from which on there was a successor; 0 where it was never superseded
	Pauses  []Pause `json:"pauses,omitempty"`
}

// A Pause is a time in which an incarnation was not scheduled; Until is 0 if it never went on.
type Pause struct {
	From  uint64 `json:"from"`
	Until uint64 `json:"until,omitempty"`
}

// What an operation was for.
const (
	forOther    = "other"
	forFetch    = "fetch"
	forStore    = "store"
	forWrite    = "write"
	forAbsorbed = "absorbed" // written again, and the sink absorbed it
	forAgain    = "again"    // written again
)

// An Operation is what one incarnation asked of a service. Times are -1 for a stage that it did not come to.
type Operation struct {
	Step     uint64 `json:"step"`
	Last     uint64 `json:"last"` // the step of its newest stage
	From     int    `json:"from"` // lane
	To       int    `json:"to"`   // lane; equal to From for what it does to its own files
	Op       string `json:"op"`
	Detail   string `json:"detail,omitempty"`
	For      string `json:"for"`
	Does     string `json:"does,omitempty"`  // what it wrote or stored, in words
	Label    string `json:"label,omitempty"` // the same, as short as can be
	Received int64  `json:"received"`
	Applied  int64  `json:"applied"`
	Answered int64  `json:"answered"`
	Key      bool   `json:"key,omitempty"`   // it is evidence of what was found
	Fault    int    `json:"fault,omitempty"` // the number of the fault that struck it, 0 for none
}

// isCut reports whether its client never got an answer.
func (o Operation) isCut() bool { return o.Answered < 0 }

// state says how far it came.
func (o Operation) state() string {
	switch {
	case o.Answered >= 0 && o.Applied < 0:
		return "refused"
	case o.Answered >= 0:
		return "answered"
	case o.Applied >= 0:
		return "applied, and never answered"
	}
	return "received, and never applied"
}

// A Mark is something that happened to a lane.
type Mark struct {
	Step uint64 `json:"step"`
	Time int64  `json:"time"`
	Lane int    `json:"lane"`
	Kind string `json:"kind"` // start, exit, crash, pause, resume, signal, deadlock or incident
	Text string `json:"text"`
}

// A Band is a fault that was delivered. Until is 0 where it was over at once, or never.
type Band struct {
	Number int    `json:"number"`
	Text   string `json:"text"`
	From   uint64 `json:"from"`
	Until  uint64 `json:"until,omitempty"`
	Time   int64  `json:"time"`           // when it began
	Over   int64  `json:"over,omitempty"` // when it ended
}

// A LogStory is what happened to one partition.
type LogStory struct {
	Name   string        `json:"name"`
	Ends   []Point       `json:"ends"`             // offsets behind the newest record
	Stored []Point       `json:"stored,omitempty"` // next offsets to read; -1 where the stored one was removed
	Writes []Write       `json:"writes,omitempty"`
	Ledger *model.Ledger `json:"ledger,omitempty"`
}

// A Point is the value of an offset from a step on.
type Point struct {
	Step  uint64 `json:"step"`
	Value int64  `json:"value"`
}

// A Write is a run of offsets whose results were written one after another.
type Write struct {
	Step  uint64 `json:"step"`
	Last  uint64 `json:"last"`
	Who   string `json:"who"`
	From  int64  `json:"from"`
	Until int64  `json:"until"`
	For   string `json:"for"` // write, again or absorbed
}

// A Found is an anomaly.
type Found struct {
	Fingerprint string     `json:"fingerprint"`
	Kind        model.Kind `json:"kind"`
	Log         string     `json:"log"`
	From        int64      `json:"from"`
	Until       int64      `json:"until"`
	Records     int        `json:"records"`
	Step        uint64     `json:"step"`
	Explain     string     `json:"explain"`
	Permitted   bool       `json:"permitted,omitempty"`
	Absorbed    bool       `json:"absorbed,omitempty"`
}

// Bounds of a picture.
const (
	lanesMax      = 24
	operationsMax = 3000
	logsMax       = 6
	pointsMax     = 600
	foundMax      = 60
)

// NewPicture draws what came of one case of a scenario.
func NewPicture(s scenarios.Scenario, o scenarios.Outcome) *Picture {
	p := &painter{
		Picture: Picture{Scenario: s.Name, Case: o.Case.Index, Hash: o.Hash, End: int64(o.Time)},
		teller:  newTeller(o), lanes: map[string]int{}, evidence: map[uint64]bool{},
	}
	p.found(o.Verdict)
	p.drawLanes()
	p.drawEvents()
	p.drawLogs(o.Verdict)
	p.Timeline = string(Timeline(s, o))
	return &p.Picture
}

// leave notes what is left out, if anything is.
func (p *painter) leave(n int, what string) {
	if n > 0 {
		p.Remarks = append(p.Remarks, fmt.Sprintf("%d more %s are left out of this picture", n, what))
	}
}
