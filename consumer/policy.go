package consumer

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// StartPolicy says where a partition starts that has no stored offset. The zero value is Earliest.
type StartPolicy struct {
	which   int64 // as Kafka's ListOffsets names it; 0 is the log's start
	offsets map[int32]int64
	stored  bool
}

// The policies that need no argument. They are named after the values of auto.offset.reset in Kafka's consumer, where
// StoredOnly is called none.
var (
	// Earliest starts at the log's start.
	Earliest = StartPolicy{}
	// Latest starts at the log's end.
	Latest = StartPolicy{which: logEnd}
	// StoredOnly starts nowhere but at what is stored: a group that has not begun is an error.
	StoredOnly = StartPolicy{stored: true}
)

// StartAt starts at the first record whose timestamp is the time or later, to the millisecond; at the log's end if there
// is none.
func StartAt(t time.Time) StartPolicy { return StartPolicy{which: max(t.UnixMilli(), 1)} }

// StartExactly starts at the offsets given by partition. A partition without one is an error, and so is one beyond its log's end.
func StartExactly(offsets map[int32]int64) StartPolicy { return StartPolicy{offsets: offsets} }

// String names the policy, as the settings have it.
func (s StartPolicy) String() string {
	switch {
	case s.stored:
		return "stored"
	case s.offsets != nil:
		var pairs []string
		for _, id := range slices.Sorted(maps.Keys(s.offsets)) {
			pairs = append(pairs, fmt.Sprintf("%d=%d", id, s.offsets[id]))
		}
		return strings.Join(pairs, ",")
	case s.which == 0:
		return "earliest"
	case s.which == logEnd:
		return "latest"
	}
	return time.UnixMilli(s.which).UTC().Format(time.RFC3339Nano)
}

// resolve returns where the policy starts partitions of a group that has not begun.
func (s StartPolicy) resolve(ctx context.Context, t *topic, partitions []Partition) (map[Partition]int64, error) {
	switch {
	case s.stored:
		return nil, fmt.Errorf("start %v: %w", partitions, ErrNotStored)
	case s.offsets != nil:
		starts := make(map[Partition]int64, len(partitions))
		for _, p := range partitions {
			offset, ok := s.offsets[p.ID]
			if !ok {
				return nil, fmt.Errorf("start %v: no offset is given for it, and none is stored", p)
			}
			if offset < 0 {
				return nil, fmt.Errorf("start %v at %d: want an offset, which is 0 or more", p, offset)
			}
			starts[p] = offset
		}
		return starts, t.reach(ctx, partitions, starts)
	case s.which == 0:
		return t.bounds(ctx, partitions, logStart)
	case s.which == logEnd:
		return t.bounds(ctx, partitions, logEnd)
	}
	// The ends come first: a record that arrives between the two is then found by its time, or lies behind the end.
	ends, err := t.bounds(ctx, partitions, logEnd)
	if err != nil {
		return nil, err
	}
	starts, err := t.bounds(ctx, partitions, s.which)
	for _, p := range partitions {
		if starts[p] == None {
			starts[p] = ends[p]
		}
	}
	return starts, err
}

// reach refuses offsets beyond the ends of the logs. Those below a log's start are what a loss is told by.
func (t *topic) reach(ctx context.Context, partitions []Partition, offsets map[Partition]int64) error {
	ends, err := t.bounds(ctx, partitions, highWatermark)
	for _, p := range partitions {
		if err == nil && offsets[p] > ends[p] {
			err = fmt.Errorf("start %v at %d: its log ends at %d", p, offsets[p], ends[p])
		}
	}
	return err
}

// Cause says why records cannot be read.
type Cause string

// The causes.
const (
	Retention  Cause = "retention"  // the log begins behind the next offset
	Truncation Cause = "truncation" // the log ends before the next offset, or was written anew from an earlier one on
	Recreation Cause = "recreation" // the topic was deleted and created again
	Divergence Cause = "divergence" // the log goes on with records of an earlier leader than that of those which were read
)

// Loss is records that this consumer will never see: those of Missing. After a truncation they are the ones it saw, and
// others have their offsets now or will have; after a recreation it is not known how many there were, and Until is None. After a
// divergence it is not known from where on the log has others, and From is None.
type Loss struct {
	Missing Range
	// Cause is one of Retention, Truncation, Recreation and Divergence.
	Cause Cause
	// Resume is where the log goes on; after a divergence it is the next offset, as nothing tells a lower one.
	Resume int64
}

// String tells the loss in words.
func (l Loss) String() string {
	missing := l.Missing.String()
	if l.Missing.Until == None {
		missing = fmt.Sprintf("%v from %d on", l.Missing.Partition, l.Missing.From)
	}
	if l.Missing.From == None {
		missing = fmt.Sprintf("%v below %d, from where is not known,", l.Missing.Partition, l.Missing.Until)
	}
	return fmt.Sprintf("%s is not in the log (%s), which goes on at %d", missing, l.Cause, l.Resume)
}

// LossPolicy decides what becomes of a loss: nil lets the partition go on at Loss.Resume, an error ends the consumer. It
// is asked before anything is stored, and again if the consumer dies before that.
type LossPolicy func(Loss) error

// Fail is the LossPolicy that ends the consumer, so that somebody looks.
func Fail(l Loss) error { return &LossError{l} }

// Resume is the LossPolicy that goes on. Hooks.Loss and the log tell of the loss.
func Resume(Loss) error { return nil }
