package sinks

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/onceover/onceover/consumer"
)

// How often a sink writes one batch, where that is safe, before the batch fails; and the pause before the second
// attempt, which doubles.
const (
	maxAttempts = 5
	firstPause  = 200 * time.Millisecond
)

// attempts writes until it succeeds, with pauses. A sink that was fenced does not try again.
func attempts(ctx context.Context, pause time.Duration, write func() error) error {
	for attempt := 1; ; attempt++ {
		err := write()
		if err == nil || errors.Is(err, consumer.ErrFenced) {
			return err
		}
		if attempt == maxAttempts {
			return fmt.Errorf("give up after %d attempts: %w", attempt, err)
		}
		t := time.NewTimer(pause)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return fmt.Errorf("%w: %w", ctx.Err(), err)
		}
		pause *= 2
	}
}
