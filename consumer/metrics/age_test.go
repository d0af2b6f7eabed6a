package metrics

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/onceover/onceover/consumer"
)

// TestAge asks how far a consumer lags in time: by the first record that is not stored, whose age grows while nothing
// moves.
func TestAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		registry := prometheus.NewRegistry()
		m := New(registry, "g", "t")
		h, p := m.Hooks(), consumer.Partition{Topic: "t"}
		expect := func(when, want string) {
			t.Helper()
			w := httptest.NewRecorder()
			m.Handler(registry, 0).ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
			_, after, _ := strings.Cut(w.Body.String(), "\ndirect_lag_seconds{group=\"g\",partition=\"0\",topic=\"t\"} ")
			if got, _, _ := strings.Cut(after, "\n"); got != want {
				t.Errorf("%s: %q seconds, want %q", when, got, want)
			}
		}
		made := func(offset int64, ago time.Duration) consumer.Record {
			return consumer.Record{Partition: p, Offset: offset, Timestamp: time.Now().Add(-ago)}
		}
		plan := func(end int64) { h.Plan(nil, map[consumer.Partition]int64{p: end}) }
		begin := func(records ...consumer.Record) {
			h.BatchStart(consumer.Commit{}, []consumer.Span{{First: records[0], Last: records[len(records)-1]}})
		}
		commit := func(until int64) {
			h.Commit(consumer.Commit{Ranges: []consumer.Range{{Partition: p, Until: until}}}, 0, 1, 0)
		}
		h.Assign(map[consumer.Partition]consumer.Position{p: {Offset: 5}})
		expect("before the end is known", "")
		h.Idle(map[consumer.Partition]int64{p: 5})
		expect("when nothing was found to read", "0")
		time.Sleep(time.Hour)
		expect("with nothing to read", "0")
		plan(9)
		time.Sleep(time.Second)
		expect("before the records are read", "1")
		begin(made(5, 40*time.Second), made(6, 30*time.Second))
		expect("with a batch under way", "40")
		begin(made(7, 20*time.Second))
		time.Sleep(time.Minute)
		expect("with another behind it, and stuck", "100")
		commit(7)
		expect("once the first is stored", "80")
		commit(8)
		expect("with the last record unread", "80")
		time.Sleep(time.Minute)
		expect("still", "140")
		begin(made(8, -time.Hour))
		expect("with a record of the future", "0")
		commit(9)
		expect("with everything stored", "0")
		plan(10)
		begin(consumer.Record{Partition: p, Offset: 9, Timestamp: time.UnixMilli(-1)})
		expect("with a record that has no time", "")
		plan(11)
		h.Revoke(nil)
		expect("once it was given back", "")
		h.Assign(nil)
		expect("without the partition", "")
	})
}

// TestRebalance measures how long the consumer had no partitions.
func TestRebalance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		registry := prometheus.NewRegistry()
		m := New(registry, "g", "t")
		h := m.Hooks()
		for i, want := range []float64{2, 5} {
			time.Sleep(time.Duration(2+i) * time.Second)
			h.Assign(nil)
			time.Sleep(time.Hour)
			h.Revoke(nil)
			w := httptest.NewRecorder()
			m.Handler(registry, 0).ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
			line := fmt.Sprintf("\ndirect_rebalance_seconds_sum{group=\"g\",topic=\"t\"} %v\n", want)
			if !strings.Contains(w.Body.String(), line) {
				t.Errorf("no %s in\n%s", line, w.Body)
			}
		}
	})
}
