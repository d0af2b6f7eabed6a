package consumer

import (
	"context"
	"fmt"
	"time"
)

// retry spaces the attempts of something that keeps failing, and ends them when nothing was gained for too long.
type retry struct {
	first, longest, limit time.Duration

	delay time.Duration
	since time.Time // the first failure after the last gain
}

// gain says that an attempt gained something: the count starts again.
func (r *retry) gain() { r.delay, r.since = 0, time.Time{} }

// wait sleeps before the next attempt after cause. It returns cause once the limit is reached, and the context's error
// when that ends first.
func (r *retry) wait(ctx context.Context, cause error) error {
	if r.since.IsZero() {
		r.since = time.Now()
	}
	if spent := time.Since(r.since); spent >= r.limit {
		return fmt.Errorf("give up after %v: %w", spent, cause)
	}
	r.delay = min(max(2*r.delay, r.first), r.longest)
	return sleep(ctx, r.delay)
}

// sleep waits for d, or until the context ends.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
