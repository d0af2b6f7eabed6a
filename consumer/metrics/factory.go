package metrics

import "github.com/prometheus/client_golang/prometheus"

// factory makes and registers measurements.
type factory struct{ registry prometheus.Registerer }

func (f factory) add(c prometheus.Collector) { f.registry.MustRegister(c) }

func (f factory) gauge(name, help string) prometheus.Gauge {
	g := prometheus.NewGauge(prometheus.GaugeOpts{Namespace: "direct", Name: name, Help: help})
	f.add(g)
	return g
}

// gaugeOf asks for the value whenever somebody looks.
func (f factory) gaugeOf(name, help string, value func() float64) {
	f.add(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "direct", Name: name, Help: help}, value))
}

func (f factory) gauges(name, help string, labels ...string) *prometheus.GaugeVec {
	g := prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: "direct", Name: name, Help: help}, labels)
	f.add(g)
	return g
}

func (f factory) counter(name, help string) prometheus.Counter {
	c := prometheus.NewCounter(prometheus.CounterOpts{Namespace: "direct", Name: name, Help: help})
	f.add(c)
	return c
}

func (f factory) counters(name, help string, labels ...string) *prometheus.CounterVec {
	c := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "direct", Name: name, Help: help}, labels)
	f.add(c)
	return c
}

// histogram has buckets from a millisecond to so many seconds.
func (f factory) histogram(name, help string, most float64) prometheus.Histogram {
	h := prometheus.NewHistogram(prometheus.HistogramOpts{
		Namespace: "direct", Name: name, Help: help, Buckets: prometheus.ExponentialBucketsRange(0.001, most, 12),
	})
	f.add(h)
	return h
}
