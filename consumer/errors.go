package consumer

import (
	"errors"
	"fmt"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

// ErrFenced says that somebody else wrote the offsets that this consumer works on. The consumer that gets it has lost
// its place and must stop.
var ErrFenced = errors.New("fenced by another writer of these offsets")

// ErrRecreated says that the topic was deleted and created again: its offsets now count other records.
var ErrRecreated = errors.New("topic was deleted and created again")

// OutOfRangeError says that a partition's log does not have the offsets that come next. Below the log's start they were
// removed by retention; above its end the log was truncated, or it is the log of another topic of the same name.
type OutOfRangeError struct {
	// Missing is the range that lies between the offset to read next and the log.
	Missing Range
	// Start and End are the bounds of the log, End exclusive.
	Start, End int64
}

// Error names the missing range and the log's bounds.
func (e *OutOfRangeError) Error() string {
	return fmt.Sprintf("offsets %v are out of range: the log spans [%d, %d)", e.Missing, e.Start, e.End)
}

// retriable reports whether asking again, perhaps another broker, can help. Anything that is not Kafka's answer is a
// broken connection or a lost broker, and can.
func retriable(err error) bool {
	if code, ok := errors.AsType[*kerr.Error](err); ok {
		return code.Retriable
	}
	_, outOfRange := errors.AsType[*OutOfRangeError](err)
	return !outOfRange && !errors.Is(err, ErrRecreated) && !errors.Is(err, kgo.ErrClientClosed)
}
