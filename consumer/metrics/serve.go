package metrics

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// health is when the consumer last did something.
type health struct {
	mu   sync.Mutex
	last time.Time
}

func (h *health) progress() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last = time.Now()
}

// Handler serves /metrics, and /health: 200 once the consumer knows where its partitions go on, 503 before. Both tell
// when offsets were last stored; how long that may be, whoever asks knows best.
func (m *Metrics) Handler(gatherer prometheus.Gatherer) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(gatherer, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) {
		m.health.mu.Lock()
		last := m.health.last
		m.health.mu.Unlock()
		if last.IsZero() {
			w.WriteHeader(http.StatusServiceUnavailable)
			fmt.Fprintln(w, "starting")
			return
		}
		fmt.Fprintf(w, "running; last progress %s\n", last.UTC().Format(time.RFC3339))
	})
	return mux
}
