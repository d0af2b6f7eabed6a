package scenarios

import (
	"math/rand/v2"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/trace"
)

// Bounds of one case, in virtual time.
const (
	faultsMax    = 60 * time.Second  // then everything is healed
	drainMax     = 120 * time.Second // then the consumer is stuck
	settle       = 2 * time.Second
	stopMax      = 30 * time.Second
	restartAfter = 200 * time.Millisecond
)

// A Case is one run to make: everything that it depends on beside the scenario and the programs.
type Case struct {
	Index    int             `json:"index"`
	Seed     uint64          `json:"seed"`
	Schedule faults.Schedule `json:"schedule"`
}

// DrawCase makes the case of that index for a run with that seed.
func (s Scenario) DrawCase(seed uint64, index int) Case {
	source := rand.NewPCG(seed, uint64(index))
	c := Case{Index: index, Seed: source.Uint64()}
	c.Schedule = s.column(index).draw(faults.Seeded(source))
	return c
}

// An Outcome is what came of one case.
type Outcome struct {
	Case    Case
	Column  string // the name of the scenario's column, where it has columns
	Hash    string // of the trace
	Verdict model.Verdict
	Counts  []faults.Count
	Missed  []faults.Fault // requested, never delivered
	Time    time.Duration  // virtual
	Events  uint64
	Notes   []string            // what Inspect or the prediction says
	Shown   bool                // a broken consumer showed its anomaly
	Finding *Finding            // of a scenario that expects something
	Args    map[string][]string // what each incarnation was started with, by its id ("consumer#2"), without the program's name
	History *model.History
	Trace   *trace.Log
}

// Vacuous reports whether faults were requested and none was delivered: such a run shows nothing. One of which a part was
// delivered shows what a shorter schedule would; how much of a row that is, the counts of its faults tell.
func (o Outcome) Vacuous() bool {
	delivered := 0
	for _, c := range o.Counts {
		delivered += c.Delivered
	}
	return len(o.Case.Schedule.Faults) > 0 && delivered == 0
}

// Good reports whether the case is as promised: for a broken consumer, as predicted.
func (o Outcome) Good() bool { return o.Verdict.Holds && len(o.Notes) == 0 }

// Run runs one case on a copy of the stage. An error is a fault of the harness, never a finding about the consumer.
func (s *Stage) Run(sc Scenario, c Case) (Outcome, error) {
	out, err := s.runAlone(sc, c)
	column := sc.column(c.Index)
	if err != nil || column.Broken == nil {
		return out, err
	}
	out.foretell(column.Broken)
	err = s.besideTwin(column, &out)
	return out, err
}

// besideTwin adds to the outcome of a broken consumer what its correct twin makes of the same case.
func (s *Stage) besideTwin(column Scenario, out *Outcome) error {
	twin, err := s.run(column, column.Broken.Twin, out.Case, 0)
	if err != nil {
		return err
	}
	for _, a := range twin.Verdict.Anomalies {
		out.Notes = append(out.Notes, "the correct twin is not clean under this schedule: "+a.String())
	}
	out.Hash += twin.Hash
	return nil
}

// runAlone runs a case without the correct twin of a broken consumer, and without what was foretold of that.
func (s *Stage) runAlone(sc Scenario, c Case) (Outcome, error) {
	column := sc.column(c.Index)
	out, err := s.run(column, column.Consumer, c, behindOf(column))
	if len(sc.Columns) > 0 {
		out.Column = column.Name
	}
	return out, err
}

func (s *Stage) run(sc Scenario, consumer Consumer, c Case, behind int64) (Outcome, error) {
	t, err := s.newTrial(sc, consumer, c, behind)
	if err != nil {
		return Outcome{}, err
	}
	defer t.close()
	t.play(nil)
	return t.outcome()
}
