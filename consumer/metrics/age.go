package metrics

import (
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/onceover/onceover/consumer"
)

// ages measures how old the first record is that is not stored, of each partition. It is worked out whenever somebody
// asks, so that it grows while the consumer is stuck.
type ages struct {
	desc *prometheus.Desc
	mu   sync.Mutex
	of   map[consumer.Partition]age
}

// age is what is known of that record.
type age struct {
	behind bool
	// begun are the records whose processing has begun, a stretch for each batch; the first of them is the record.
	begun []stretch
	// since stands in for its time until it is read: when the record before it was made, or when the partition was seen
	// to be behind. Zero if neither is known.
	since time.Time
}

// stretch is the records of a batch in a partition.
type stretch struct {
	last           int64     // its last offset
	oldest, newest time.Time // when its first and its last record were made
}

func (f factory) ages(name, help string) *ages {
	a := &ages{desc: prometheus.NewDesc("direct_"+name, help, []string{"partition"}, nil), of: map[consumer.Partition]age{}}
	f.add(a)
	return a
}

// Describe implements prometheus.Collector.
func (a *ages) Describe(to chan<- *prometheus.Desc) { to <- a.desc }

// Collect implements prometheus.Collector. What is not known is left out.
func (a *ages) Collect(to chan<- prometheus.Metric) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for p, of := range a.of {
		seconds, known := of.seconds()
		if known {
			to <- prometheus.MustNewConstMetric(a.desc, prometheus.GaugeValue, seconds, label(p))
		}
	}
}

// seconds is the age now, 0 where nothing is left to read. The producer's clock may be ahead, and records of old have no
// time, which is before 1970.
func (a age) seconds() (seconds float64, known bool) {
	made := a.since
	if len(a.begun) > 0 {
		made = a.begun[0].oldest
	}
	if !a.behind {
		return 0, true
	}
	return max(0, time.Since(made).Seconds()), made.Unix() >= 0
}

// assign forgets the partitions of before.
func (a *ages) assign() {
	a.mu.Lock()
	defer a.mu.Unlock()
	clear(a.of)
}

// lags tells whether the log goes on behind what is stored.
func (a *ages) lags(p consumer.Partition, behind bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	of := a.of[p]
	if behind && !of.behind {
		of.since = time.Now()
	}
	of.behind = behind
	a.of[p] = of
}

// begin tells of records that are processed from now on, in the order of their offsets.
func (a *ages) begin(s consumer.Span) {
	a.mu.Lock()
	defer a.mu.Unlock()
	of := a.of[s.First.Partition]
	of.begun = append(of.begun, stretch{s.Last.Offset, s.First.Timestamp, s.Last.Timestamp})
	a.of[s.First.Partition] = of
}

// stored tells that the offsets below one are.
func (a *ages) stored(p consumer.Partition, until int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	of := a.of[p]
	for len(of.begun) > 0 && of.begun[0].last < until {
		of.since, of.begun = of.begun[0].newest, of.begun[1:]
	}
	a.of[p] = of
}
