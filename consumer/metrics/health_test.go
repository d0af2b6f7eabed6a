package metrics

import (
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/onceover/onceover/consumer"
)

// TestHealth asks whether a consumer is stuck: it is while a batch waits for longer than the limit and nothing is stored,
// and never for want of records.
func TestHealth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		registry := prometheus.NewRegistry()
		m := New(registry, "g", "t")
		handler, h := m.Handler(registry, time.Minute), m.Hooks()
		expect := func(when string, code int, text string) {
			t.Helper()
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequest("GET", "/health", nil))
			if w.Code != code || !strings.HasPrefix(w.Body.String(), text) {
				t.Errorf("%s: %d %q, want %d %q", when, w.Code, w.Body, code, text)
			}
		}
		expect("before the start", 503, "starting\n")
		h.Assign(nil)
		time.Sleep(time.Hour)
		expect("with nothing to read", 200, "running; last progress 2000-01-01T00:00:00Z\n")
		h.Plan(nil, nil)
		h.Plan(nil, nil)
		time.Sleep(time.Minute)
		expect("with two batches for a minute", 200, "running; ")
		time.Sleep(time.Second)
		expect("for longer", 503, "stuck; last progress 2000-01-01T00:00:00Z\n")
		h.Commit(consumer.Commit{}, 0, 1, 0)
		expect("with one stored", 200, "running; last progress 2000-01-01T01:01:01Z\n")
		time.Sleep(2 * time.Minute)
		expect("with the other late", 503, "stuck; ")
		h.Commit(consumer.Commit{}, 0, 1, 0)
		time.Sleep(2 * time.Minute)
		expect("with both stored", 200, "running; ")
		h.ReadStart()
		time.Sleep(2 * time.Minute)
		expect("with silent brokers", 503, "stuck, brokers do not answer; ")
		h.Idle(nil)
		expect("with an answer, and nothing to read", 200, "running; ")
		h.ReadStart()
		h.Plan(nil, nil)
		h.Commit(consumer.Commit{}, 0, 1, 0)
		time.Sleep(2 * time.Minute)
		expect("with a batch, and nothing asked since", 200, "running; ")
		h.Plan(nil, nil)
		h.ReadStart()
		h.Revoke(nil)
		time.Sleep(2 * time.Minute)
		expect("without partitions", 200, "running; ")
	})
}
