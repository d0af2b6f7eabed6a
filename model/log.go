package model

import (
	"fmt"
	"slices"
)

// A Partition names one log. A topic that is deleted and created again has another id, and so other logs.
type Partition struct {
	Topic   string
	TopicID string
	Number  int
}

// String is topic/number.
func (p Partition) String() string { return fmt.Sprintf("%s/%d", p.Topic, p.Number) }

// A Record is one visible record of a log.
type Record struct {
	Offset     int64
	Identity   string
	Event      int32 // the append, as a position in History.Events
	Deliveries int32 // effects that revealed it, without those that a power loss took back
	Effects    int32 // the visible ones of them
	place      int32 // the first key that an overwriting effect put it to, from 1; 0 for none, or vacated
}

// A StepKind is what a step of a partition's story is.
type StepKind uint8

const (
	Delivered StepKind = iota // an effect revealed a record
	Undone                    // a power loss took back what a delivery had left in a file
	Stored                    // the group's offset store took an offset
	Trimmed                   // the log's start moved
	Compacted                 // a record was superseded by a later one of its key
	Truncated                 // the log's end moved back
	Reported                  // the consumer said that records are lost
	Fetched                   // under Latest: an incarnation asked for records for the first time
	Asked                     // under Latest: an incarnation was told for the first time where the log ends
)

// A Step is one thing that happened to a partition.
type Step struct {
	Kind        StepKind
	Visible     bool  // Delivered: the sink did not absorb it; Undone: nor had it
	Removed     bool  // Stored: the offset was deleted
	Malformed   bool  // Stored: what was written is not an offset
	Disagrees   bool  // Stored: it is one, and its record says another; Malformed, too
	Restored    bool  // Stored: by a backup
	Lost        bool  // Stored: by a power loss
	Operator    bool  // Stored: by an operator
	Event       int32 // position in History.Events
	Incarnation int32 // position in History.Incarnations, or -1
	Record      int32 // Delivered, Undone, Compacted: dense index of the record; Reported: position in Log.reports
	Pair        int32 // Delivered: the Undone step that takes it back, or 0; Undone: the delivery; positions in Log.Steps
	Offset      int64 // Stored, Fetched: next offset to read; Trimmed: first offset that is left; Truncated: first one that is not
}

// A Log is the story of one partition: its visible records in the order in which they were appended, and what happened to it in order of the
// trace. That is the order of offsets, too, except that a log which was truncated gets offsets again.
type Log struct {
	Partition
	Records []Record
	Steps   []Step

	born    int32  // the event that it came into being by
	gone    int32  // the event that its topic was created anew by, or -1
	carried int64  // offset that was stored for the topic's predecessor when this log came into being, or -1
	former  *Log   // of the topic that had the name before
	stored  bool   // an offset of it was
	shrunk  bool   // records were deleted, compacted or cut off
	told    bool   // the newest offset that was stored, or carried, says of which topic it is
	mark    string // of the newest commit
	reports []LossReport
	cuts    []cut
}

// lastStored is the offset that the group's store holds at the end of the log's story, or -1.
func (l *Log) lastStored() int64 {
	for _, s := range slices.Backward(l.Steps) {
		switch {
		case s.Kind != Stored || s.Malformed:
		case s.Removed:
			return -1
		default:
			return s.Offset
		}
	}
	return l.carried
}
