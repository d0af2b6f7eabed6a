package metrics

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// health is whether the consumer gets on with what there is to do.
type health struct {
	mu      sync.Mutex
	last    time.Time // that offsets were stored, or partitions assigned
	since   time.Time // when the oldest batch that waits could first be worked on
	waiting int       // batches that are read and not stored
	asked   time.Time // when the brokers were asked for what they have not answered yet, zero if there is nothing
}

// assigned tells that the consumer knows where its partitions go on.
func (h *health) assigned() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last = time.Now()
}

// revoked tells that no batch waits any more.
func (h *health) revoked() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.waiting, h.asked = 0, time.Time{}
}

// ask tells that the brokers are asked for a batch, and idle that they have none.
func (h *health) ask()  { h.asks(time.Now()) }
func (h *health) idle() { h.asks(time.Time{}) }

func (h *health) asks(since time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked = since
}

// silence is for how long the brokers have not answered, in seconds.
func (h *health) silence() float64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.asked.IsZero() {
		return 0
	}
	return time.Since(h.asked).Seconds()
}

// read tells of a batch.
func (h *health) read() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.waiting == 0 {
		h.since = time.Now()
	}
	h.waiting++
	h.asked = time.Time{}
}

// stored tells of batches.
func (h *health) stored(batches int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last, h.waiting = time.Now(), h.waiting-batches
	h.since = h.last
}

// status is what /health answers.
func (h *health) status(limit time.Duration) (code int, text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	progress := "last progress " + h.last.UTC().Format(time.RFC3339)
	switch {
	case h.last.IsZero():
		return http.StatusServiceUnavailable, "starting"
	case limit > 0 && h.waiting > 0 && time.Since(h.since) > limit:
		return http.StatusServiceUnavailable, "stuck; " + progress
	case limit > 0 && !h.asked.IsZero() && time.Since(h.asked) > limit:
		return http.StatusServiceUnavailable, "stuck, brokers do not answer; " + progress
	}
	return http.StatusOK, "running; " + progress
}

// Handler serves /metrics, and /health: 200 once the consumer knows where its partitions go on, 503 before; and 503 while
// a batch that was read has waited for longer than the limit without any offsets being stored, or brokers have not
// answered for longer. A limit of 0 is none. A consumer with nothing to read is healthy.
func (m *Metrics) Handler(gatherer prometheus.Gatherer, limit time.Duration) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(gatherer, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) {
		code, text := m.health.status(limit)
		w.WriteHeader(code)
		fmt.Fprintln(w, text)
	})
	return mux
}
