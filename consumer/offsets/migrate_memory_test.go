package offsets

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/onceover/onceover/consumer"
)

// shelf is what a store in memory holds for all processes.
type shelf map[consumer.Partition]placed

type placed struct {
	consumer.Position
	writes int
}

// handle is one process's store on a shelf. Each Load and each Store takes effect at once, and something else may come
// before and after it.
type handle struct {
	shelf shelf
	known map[consumer.Partition]int
	// turn lets others run, and does not return to a process that crashes. Its error is the request's.
	turn func() error
}

func (h *handle) Load(_ context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	if err := h.turn(); err != nil {
		return nil, err
	}
	held := map[consumer.Partition]consumer.Position{}
	for _, p := range partitions {
		at, ok := h.shelf[p]
		if h.known[p] = at.writes; ok {
			held[p] = at.Position
		}
	}
	return held, h.turn()
}

func (h *handle) Store(_ context.Context, c consumer.Commit) error {
	if err := h.turn(); err != nil {
		return err
	}
	for _, r := range c.Ranges {
		at, ok := h.shelf[r.Partition]
		if !ok {
			at.Offset = consumer.None
		}
		known, loaded := h.known[r.Partition]
		if !loaded {
			return fmt.Errorf("store %v: not loaded", r)
		}
		if known != at.writes || r.From != at.Offset {
			return fmt.Errorf("store %v over %d: %w", r, at.Offset, consumer.ErrFenced)
		}
	}
	for _, r := range c.Ranges {
		h.known[r.Partition]++
		h.shelf[r.Partition] = placed{consumer.Position{Offset: r.Until, Epoch: r.Epoch, TopicID: c.TopicID}, h.known[r.Partition]}
	}
	return h.turn()
}

// process is something that runs in turns.
type process struct {
	next func() (struct{}, bool)
	stop func()
}

var errCrash, errRequest = errors.New("crash"), errors.New("connection reset by peer")

// begin starts a process. Its requests fail when fails says so.
func begin(fails func() bool, body func(turn func() error)) process {
	next, stop := iter.Pull(func(yield func(struct{}) bool) {
		defer func() {
			if err := recover(); err != nil && err != errCrash {
				panic(err)
			}
		}()
		body(func() error {
			if !yield(struct{}{}) {
				panic(errCrash)
			}
			if fails() {
				return errRequest
			}
			return nil
		})
	})
	return process{next, stop}
}
