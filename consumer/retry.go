package consumer

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// retry spaces the attempts of something that keeps failing, and ends them when nothing was gained for too long.
type retry struct {
	first, longest, limit time.Duration
	tell                  func(cause error) // of the first failure after a gain

	delay time.Duration
	since time.Time // the start of the first attempt after the last gain
	cause error     // of the last failure since then that was more than silence
}

// attempt tries once, for as long as the limit leaves: who is asked may never answer.
func (r *retry) attempt(ctx context.Context, try func(context.Context) error) error {
	r.begin()
	ctx, cancel := context.WithDeadline(ctx, r.since.Add(r.limit))
	defer cancel()
	return try(ctx)
}

// begin begins to count, unless it has begun since the last gain.
func (r *retry) begin() {
	if r.since.IsZero() {
		r.since = time.Now()
	}
}

// gain says that an attempt gained something: the count starts again.
func (r *retry) gain() { r.delay, r.since, r.cause = 0, time.Time{}, nil }

// wait sleeps before the next attempt after an attempt's cause, for half of what the limit leaves at most. Once no more is left
// than the first pause, it returns the cause: the last that says more than that the limit cut an attempt off. When the context
// ends first, it returns its error.
func (r *retry) wait(ctx context.Context, cause error) error {
	if r.cause == nil || !errors.Is(cause, context.DeadlineExceeded) {
		r.cause = cause
	}
	r.begin() // where the attempt gained something, and failed as well
	spent := time.Since(r.since)
	left := r.limit - spent
	if left <= r.first { // another pause would leave no time for an answer
		return fmt.Errorf("give up after %v: %w", spent, r.cause)
	}
	if r.delay == 0 && ctx.Err() == nil {
		r.tell(cause)
	}
	r.delay = min(max(2*r.delay, r.first), r.longest)
	return sleep(ctx, min(r.delay, max(r.first, left/2)))
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
