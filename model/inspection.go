package model

const (
	none   = -1 // no such position; of incarnations, a client from outside the world
	nobody = -2 // no incarnation has delivered yet
)

// An inspection walks the story of one log once and keeps what the checkers need to know just before each step. Indexes are dense indexes
// of the log's records.
type inspection struct {
	h    *History
	log  *Log
	base int // the group's first record

	first  int // the step that shows the group's first record where the policy leaves it open, or none
	sought int // the newest step of the group by which an incarnation began to read, or none

	// What is known once the walk is over.
	end     int // the record that the group would go on from
	carried int // one behind the records that an offset of the topic's predecessor covers

	stores        []store           // the offsets stored so far
	tenures       map[int32]*tenure // incarnation -> what it has done here
	newest        map[string]newest // process -> its newest incarnation that was active here
	lastDelivery  []int32           // record -> its newest delivery as a position in log.Steps, or none
	before        map[int32]int32   // delivery of a record that had been delivered -> the delivery before it
	takenBack     map[int]int       // record -> the newest Undone step
	times         []int32           // record -> deliveries so far, without those that were taken back
	passed        []int32           // record -> what first put it out of reach: a position in stores, or takenAt, or none
	passedUntil   int               // below it every record has been passed
	trimmedUntil  int               // below it every record has been deleted from the log
	trimmed       int64             // the offset at which the log starts
	cuts          int               // how often the log has been truncated
	reports       []int             // record -> reports that begin with it, less those that end before it; nil where reports are not read
	reach         int               // one behind the highest record delivered
	lastDeliverer int32
	rewound       [2]int // records that an operator sent the group back over: from, until

	findings []finding
	open     map[findingKey]int // the newest finding of each key, which the next record may extend
}

func inspect(h *History, l *Log) *inspection {
	in := &inspection{
		h: h, log: l, tenures: map[int32]*tenure{}, newest: map[string]newest{}, lastDeliverer: nobody,
		lastDelivery: filled(len(l.Records), none), passed: filled(len(l.Records), none), times: make([]int32, len(l.Records)),
		open: map[findingKey]int{}, before: map[int32]int32{}, takenBack: map[int]int{},
	}
	if h.Config.LossReport != nil {
		in.reports = make([]int, len(l.Records)+1)
	}
	in.findStart()
	for i := range l.Steps {
		in.step(i)
	}
	in.end = in.final()
	if l.carried >= 0 {
		in.carried = l.index(l.carried, 0)
	}
	in.checkLoss()
	in.checkStuck()
	return in
}

// step judges one step by what was before it, and then lets it take place.
func (in *inspection) step(i int) {
	switch s := &in.log.Steps[i]; s.Kind {
	case Trimmed:
		in.trim(i)
	case Compacted:
		in.take(int(s.Record), i)
	case Truncated:
		in.truncate(i)
	case Reported:
		in.checkReport(i)
	case Fetched:
		if in.h.belongs(s.Incarnation) {
			in.sought = i
		}
	case Stored:
		in.checkZombie(i, ZombieCommit)
		in.checkRegression(i)
		in.checkCommitAhead(i)
		in.store(i)
	case Delivered:
		in.checkZombie(i, ZombieOutput)
		in.checkOrder(i)
		t := in.begin(i)
		in.checkDuplicate(i, t)
		in.deliver(i, t)
	case Undone:
		in.undo(i)
	}
}

func filled(n int, value int32) []int32 {
	s := make([]int32, n)
	for i := range s {
		s[i] = value
	}
	return s
}
