package consumer

import (
	"context"
	"errors"
	"fmt"
	"testing"
)

// causing is a store that is called off, and says why, once it has a stop.
type causing struct {
	*memory
	stop context.CancelCauseFunc
}

func (s *causing) Load(ctx context.Context, ps []Partition) (map[Partition]Position, error) {
	if s.stop == nil {
		return s.memory.Load(ctx, ps)
	}
	s.stop(errors.New("the host is going down"))
	return nil, context.Cause(ctx)
}

// TestStopCause tells the consumer to stop, and why, while it waits for somebody who passes on that: it stops as told.
func TestStopCause(t *testing.T) {
	_, client := newTopic(t, 1)
	ctx, stop := context.WithCancelCause(t.Context())
	config := config(client, newMemory())
	config.Store = &causing{newMemory(), stop}
	if err := Run(ctx, config); err != nil {
		t.Errorf("error %v", err)
	}
}

// TestStopFails has a batch fail after the consumer was told to stop, with the very error that the stop has: its results are not
// there, and nobody may take that for an orderly end.
func TestStopFails(t *testing.T) {
	_, client := newTopic(t, 1)
	fill(t, client, 1, 0, 5)
	ctx, stop := context.WithCancel(t.Context())
	config := config(client, newMemory())
	config.Process = func(Record) ([]byte, error) {
		stop()
		return nil, fmt.Errorf("ask the bank: %w", ctx.Err())
	}
	if err := Run(ctx, config); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// TestStopBehindLoss passes a loss over, and is told to stop when it looks where to go on: that is an orderly end, whatever ended the
// loop before.
func TestStopBehindLoss(t *testing.T) {
	_, client := newTopic(t, 1)
	fill(t, client, 1, 0, 5)
	ctx, stop := context.WithCancelCause(t.Context())
	m := newMemory()
	m.offsets[Partition{"t", 0}] = 9
	config := config(client, m)
	config.OnLoss = func(Loss) error {
		config.Store.(*causing).stop = stop
		return nil
	}
	config.Store = &causing{memory: m}
	if err := Run(ctx, config); err != nil || ctx.Err() == nil {
		t.Errorf("error %v, stopped: %v", err, ctx.Err())
	}
}

// TestConflict has the store refuse what somebody else has changed: that is told as a conflict, and then as the end; and
// any other error as neither.
func TestConflict(t *testing.T) {
	for _, refusal := range []error{ErrFenced, errors.New("broken")} {
		_, client := newTopic(t, 1)
		fill(t, client, 1, 0, 5)
		m := newMemory()
		var told []string
		c := config(client, m)
		c.Hooks.Conflict = func(error) { told = append(told, "conflict") }
		c.Hooks.Fenced = func(error) { told = append(told, "fenced") }
		m.onStore = func(ranges []Range) error {
			if ranges[0].From != None {
				return refusal
			}
			return nil
		}
		err := Run(t.Context(), c)
		if want := refusal == ErrFenced; !errors.Is(err, refusal) || want != (len(told) == 2) || want && told[0] != "conflict" {
			t.Errorf("%v: told %v, error %v", refusal, told, err)
		}
	}
}
