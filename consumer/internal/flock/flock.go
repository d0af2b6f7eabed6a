// Package flock keeps processes apart that use one file, by the lock of that name which Unix has.
package flock

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// ErrTaken says that somebody else has the lock.
var ErrTaken = errors.New("another process has the lock")

// pause is how long Wait waits before it tries again.
const pause = 10 * time.Millisecond

// Wait takes the lock as Try does, and waits for it as long as the context allows. The error is ErrTaken and the context's
// cause then.
func Wait(ctx context.Context, f *os.File) error {
	for {
		err := Try(f)
		if !errors.Is(err, ErrTaken) {
			return err
		}
		t := time.NewTimer(pause)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return fmt.Errorf("%w: %w", err, context.Cause(ctx))
		}
	}
}
