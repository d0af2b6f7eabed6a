// Package retry is how the sinks try a batch again, those of them that may.
//
// It promises at most Attempts of them, and none after an error that says that none can help.
package retry

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/onceover/onceover/consumer"
)

// Attempts is how often a sink writes one batch before the batch fails.
const Attempts = 5

// FirstPause is the pause before the second attempt. It doubles from one attempt to the next.
const FirstPause = 200 * time.Millisecond

// Final is an error that no further attempt can change.
type Final struct{ Err error }

func (f Final) Error() string { return f.Err.Error() }

func (f Final) Unwrap() error { return f.Err }

// Later is an error after which the other side wants to be left alone for a while.
type Later struct {
	Err  error
	Wait time.Duration
}

func (l Later) Error() string { return l.Err.Error() }

func (l Later) Unwrap() error { return l.Err }

// Do writes until it succeeds, with pauses. A sink that was fenced does not try again.
func Do(ctx context.Context, pause time.Duration, write func() error) error {
	for attempt := 1; ; attempt++ {
		err := write()
		if err == nil || errors.Is(err, consumer.ErrFenced) {
			return err
		}
		if _, ok := errors.AsType[Final](err); ok {
			return err
		}
		if attempt == Attempts {
			return fmt.Errorf("give up after %d attempts: %w", attempt, err)
		}
		wait := pause
		if l, ok := errors.AsType[Later](err); ok {
			wait = max(wait, l.Wait)
		}
		t := time.NewTimer(wait)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return fmt.Errorf("%w: %w", ctx.Err(), err)
		}
		pause *= 2
	}
}
