package consumer

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// TestRetry tells the pauses of attempts that fail, and that a gain in between starts them again.
func TestRetry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []error
		r := retry{first: 200 * time.Millisecond, longest: time.Second, limit: 3 * time.Second}
		r.tell = func(cause error) { told = append(told, cause) }
		cause := errors.New("cause")
		fails := func(context.Context) error { return cause }
		var pauses []time.Duration
		for attempt := 1; ; attempt++ {
			before := time.Now()
			err := r.attempt(t.Context(), fails)
			if attempt == 4 {
				r.gain()
			}
			if err := r.wait(t.Context(), err); err != nil {
				if !errors.Is(err, cause) {
					t.Errorf("error %v", err)
				}
				break
			}
			pauses = append(pauses, time.Since(before)/time.Millisecond)
		}
		if diff := cmp.Diff([]time.Duration{200, 400, 800, 200, 400, 800, 800, 400, 200}, pauses); diff != "" {
			t.Error(diff)
		}
		if len(told) != 2 {
			t.Errorf("told of %v, want the first failure and the one after the gain", told)
		}
	})
}

// TestSilence asks that an attempt which is never answered ends with the limit, and not after it.
func TestSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := retry{first: time.Second, longest: time.Second, limit: 10 * time.Second, tell: func(error) {}}
		began := time.Now()
		silent := func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		}
		fails := func(context.Context) error { return errors.New("refused") }
		for _, try := range []func(context.Context) error{fails, fails, silent} {
			err := r.wait(t.Context(), r.attempt(t.Context(), try))
			if err != nil && (time.Since(began) != 10*time.Second || err.Error() != "give up after 10s: refused") {
				t.Errorf("ended after %v: %v", time.Since(began), err)
			}
		}
		if time.Since(began) != 10*time.Second {
			t.Errorf("took %v, want the limit", time.Since(began))
		}
	})
}

// TestSilentBroker asks one that takes requests and never answers: the consumer ends with its own limit, and does not
// wait for those of the client.
func TestSilentBroker(t *testing.T) {
	for _, key := range []kmsg.Key{kmsg.Metadata, kmsg.ListOffsets, kmsg.Fetch} {
		cluster, client := newTopic(t, 1)
		fill(t, client, 1, 0, 3)
		cluster.ControlKey(int16(key), func(kmsg.Request) (kmsg.Response, error, bool) {
			cluster.KeepControl()
			return nil, nil, true
		})
		c := config(client, newMemory())
		c.RetryTimeout = 50 * time.Millisecond
		if err := Run(t.Context(), c); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "give up after ") {
			t.Errorf("%v is not answered: error %v", key.Name(), err)
		}
	}
}
