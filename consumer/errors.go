package consumer

import (
	"errors"
	"fmt"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

// ErrFenced says that somebody else wrote the offsets that this consumer works on, or owns its partitions. The consumer
// that gets it has lost its place and must stop.
var ErrFenced = errors.New("fenced by another writer of these offsets")

// ErrNotStored says that nothing is stored for a group that is to start from what is stored.
var ErrNotStored = errors.New("no offset is stored")

// ErrRecreated says that the topic was deleted and created again: its offsets now count other records.
var ErrRecreated = errors.New("topic was deleted and created again")

// LossError is a loss on which Config.OnLoss ended the consumer.
type LossError struct{ Loss }

// Error names what is missing.
func (e *LossError) Error() string { return "offsets are lost: " + e.Loss.String() }

// lossesError is what a reader met in the partitions' logs. Nothing was decided on it.
type lossesError []Loss

func (e lossesError) Error() string { return fmt.Sprint([]Loss(e)) }

// retriable reports whether asking again, perhaps another broker, can help. Anything that is not Kafka's answer is a
// broken connection or a lost broker, and can.
func retriable(err error) bool {
	if code, ok := errors.AsType[*kerr.Error](err); ok {
		return code.Retriable
	}
	_, loss := errors.AsType[lossesError](err)
	return !loss && !errors.Is(err, ErrRecreated) && !errors.Is(err, kgo.ErrClientClosed)
}
