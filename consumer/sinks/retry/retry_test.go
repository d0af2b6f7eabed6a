package retry

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/onceover/onceover/consumer"
)

// TestDo fails in each way, and tells how often it was tried and how long that took.
func TestDo(t *testing.T) {
	odd := errors.New("odd")
	for _, c := range []struct {
		name  string
		fails []error
		tries int
		took  time.Duration
		want  error
	}{
		{"at once", nil, 1, 0, nil},
		{"the third time", []error{odd, odd}, 3, 3 * FirstPause, nil},
		{"never", []error{odd, odd, odd, odd, odd, odd}, 5, 15 * FirstPause, odd},
		{"finally", []error{odd, fmt.Errorf("write: %w", Final{odd})}, 2, FirstPause, odd},
		{"fenced", []error{fmt.Errorf("write: %w", consumer.ErrFenced)}, 1, 0, consumer.ErrFenced},
		{"later", []error{fmt.Errorf("write: %w", Later{odd, time.Minute}), Later{odd, 0}}, 3, time.Minute + 2*FirstPause, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began, tries := time.Now(), 0
				err := Do(t.Context(), FirstPause, func() error {
					tries++
					if tries <= len(c.fails) {
						return c.fails[tries-1]
					}
					return nil
				})
				if took := time.Since(began); tries != c.tries || took != c.took || !errors.Is(err, c.want) {
					t.Errorf("error %v after %d tries and %v", err, tries, took)
				}
			})
		})
	}
}

// TestDoEnds ends while it waits.
func TestDoEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	odd := errors.New("odd")
	err := Do(ctx, time.Hour, func() error { cancel(); return odd })
	if !errors.Is(err, odd) || !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
