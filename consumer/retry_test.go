package consumer

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestRetry tells the pauses of attempts that fail, and that a gain in between starts them again.
func TestRetry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := retry{first: 200 * time.Millisecond, longest: time.Second, limit: 3 * time.Second}
		cause := errors.New("cause")
		var pauses []time.Duration
		for attempt := 1; ; attempt++ {
			before := time.Now()
			if err := r.wait(t.Context(), cause); err != nil {
				if !errors.Is(err, cause) {
					t.Errorf("error %v", err)
				}
				break
			}
			pauses = append(pauses, time.Since(before)/time.Millisecond)
			if attempt == 3 {
				r.gain()
			}
		}
		if diff := cmp.Diff([]time.Duration{200, 400, 800, 200, 400, 800, 1000, 1000}, pauses); diff != "" {
			t.Error(diff)
		}
	})
}
