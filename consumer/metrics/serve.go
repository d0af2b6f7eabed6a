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
	h.waiting = 0
}

// read tells of a batch.
func (h *health) read() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.waiting == 0 {
		h.since = time.Now()
	}
	h.waiting++
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
	}
	return http.StatusOK, "running; " + progress
}

// Handler serves /metrics, and /health: 200 once the consumer knows where its partitions go on, 503 before; and 503 while
// a batch that was read has waited for longer than the limit without any offsets being stored. A limit of 0 is none. A
// consumer with nothing to read is healthy.
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
