//go:build !wasip1

package direct

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/metrics"
)

// measure serves measurements of the consumer, if that is wanted.
func (w *wiring) measure(c *consumer.Config) error {
	if w.Metrics.Listen == "" {
		return nil
	}
	listener, err := net.Listen("tcp", w.Metrics.Listen)
	if err != nil {
		return fmt.Errorf("metrics.listen: %w", err)
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m := metrics.New(registry, w.Group, w.Topic)
	server := &http.Server{Handler: m.Handler(registry, w.Metrics.StuckAfter), ReadHeaderTimeout: 5 * time.Second}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			w.log.Error("metrics are no longer served", "error", err)
		}
	}()
	w.closing(func() { server.Close() })
	w.log.Info("serving metrics", "address", listener.Addr().String())
	c.Hooks, w.onWrite = m.Hooks(), m.ZooKeeperWrite
	return nil
}
