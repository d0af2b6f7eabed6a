package metrics

import (
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/onceover/onceover/consumer"
)

// TestMetrics tells a short life of a consumer and reads what is measured of it.
func TestMetrics(t *testing.T) {
	registry := prometheus.NewRegistry()
	m := New(registry, "g", "t")
	handler := m.Handler(registry, 0)
	get := func(path string) (int, string) {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		body, _ := io.ReadAll(w.Result().Body)
		return w.Code, string(body)
	}
	if code, body := get("/health"); code != 503 || body != "starting\n" {
		t.Errorf("health before the start: %d %q", code, body)
	}
	h, p := m.Hooks(), consumer.Partition{Topic: "t", ID: 3}
	h.Assign(map[consumer.Partition]consumer.Position{p: {Offset: 5}})
	h.Plan(nil, map[consumer.Partition]int64{p: 100})
	expect := func(when, want string) {
		t.Helper()
		if _, body := get("/metrics"); !strings.Contains(body, "\n"+want+"\n") {
			t.Errorf("%s: no %s in\n%s", when, want, body)
		}
	}
	expect("once the ends are known", `direct_lag_records{group="g",partition="3",topic="t"} 95`)
	c := consumer.Commit{Ranges: []consumer.Range{{Partition: p, From: 5, Until: 40}}}
	h.BatchStart(c, spanOf(consumer.Record{Partition: p, Timestamp: time.Now().Add(-time.Hour)}))
	expect("while a batch is written", `direct_uncommitted_batches{group="g",topic="t"} 1`)
	h.Output(consumer.Batch{Commit: c, Results: make([]consumer.Result, 35)}, time.Second)
	h.Commit(c, time.Millisecond, 1, 2)
	h.DeadLetter(consumer.DeadLetter{})
	h.Loss(consumer.Loss{Missing: consumer.Range{Partition: p, From: 40, Until: 47}, Cause: consumer.Retention})
	h.Loss(consumer.Loss{Missing: consumer.Range{Partition: p, From: 47, Until: consumer.None}, Cause: consumer.Recreation})
	h.Conflict(consumer.ErrFenced)
	h.Fenced(consumer.ErrFenced)
	m.ZooKeeperWrite()
	code, body := get("/metrics")
	for _, want := range []string{
		`direct_lag_records{group="g",partition="3",topic="t"} 60`,
		`direct_lag_seconds{group="g",partition="3",topic="t"} 3600`,
		`direct_stored_offset{group="g",partition="3",topic="t"} 40`,
		`direct_log_end_offset{group="g",partition="3",topic="t"} 100`,
		`direct_uncommitted_batches{group="g",topic="t"} 2`,
		`direct_assigned_partitions{group="g",topic="t"} 1`,
		`direct_planned_batches_total{group="g",topic="t"} 1`,
		`direct_records_total{group="g",topic="t"} 35`,
		`direct_dead_letters_total{group="g",topic="t"} 1`,
		`direct_commits_total{group="g",topic="t"} 1`,
		`direct_batch_seconds_sum{group="g",topic="t"} 1`,
		`direct_losses_total{cause="retention",group="g",topic="t"} 1`,
		`direct_losses_total{cause="recreation",group="g",topic="t"} 1`,
		`direct_lost_offsets_total{cause="retention",group="g",partition="3",topic="t"} 7`,
		`direct_last_loss_from_offset{cause="retention",group="g",partition="3",topic="t"} 40`,
		`direct_last_loss_until_offset{cause="retention",group="g",partition="3",topic="t"} 47`,
		`direct_last_loss_until_offset{cause="recreation",group="g",partition="3",topic="t"} -1`,
		`direct_fencings_total{group="g",topic="t"} 1`,
		`direct_commit_conflicts_total{group="g",topic="t"} 1`,
		`direct_zookeeper_writes_total{group="g",topic="t"} 1`,
		`direct_stored_partitions_total{group="g",topic="t"} 1`,
	} {
		if code != 200 || !strings.Contains(body, "\n"+want) {
			t.Errorf("no %s in\n%s", want, body)
		}
	}
	if code, body := get("/health"); code != 200 || !strings.HasPrefix(body, "running; last progress ") {
		t.Errorf("health: %d %q", code, body)
	}
	h.BatchStart(c, spanOf(consumer.Record{Partition: p, Timestamp: time.Now().Add(time.Hour)}))
	h.Commit(consumer.Commit{Ranges: []consumer.Range{{Partition: p, From: 40, Until: 41}}}, 0, 1, 0)
	if _, body := get("/metrics"); !strings.Contains(body, `direct_lag_seconds{group="g",partition="3",topic="t"} 0`) {
		t.Error("a record of the future has an age")
	}
	h.Commit(consumer.Commit{Ranges: []consumer.Range{{Partition: p, From: 41, Until: 100}}}, 0, 1, 0)
	if _, body := get("/metrics"); !strings.Contains(body, `direct_lag_seconds{group="g",partition="3",topic="t"} 0`) {
		t.Error("a consumer that has read everything lags in time")
	}
	h.BatchStart(c, nil)
	h.Revoke(nil)
	h.Assign(map[consumer.Partition]consumer.Position{p: {Offset: 30}})
	expect("in the next generation", `direct_uncommitted_batches{group="g",topic="t"} 0`)
	if _, body := get("/metrics"); strings.Contains(body, "direct_lag_records{") {
		t.Error("the lag is told by an end of the generation before")
	}
	h.Idle(map[consumer.Partition]int64{p: 100})
	expect("in the next generation", `direct_lag_records{group="g",partition="3",topic="t"} 70`)
}

func spanOf(r consumer.Record) []consumer.Span { return []consumer.Span{{First: r, Last: r}} }
