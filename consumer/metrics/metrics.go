// Package metrics measures a direct consumer by its hooks, for Prometheus.
package metrics

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/onceover/onceover/consumer"
)

// Metrics are the measurements of one consumer. Their names begin with direct_.
type Metrics struct {
	lag, stored, end        *prometheus.GaugeVec
	ages                    *ages
	uncommitted, partitions prometheus.Gauge
	records, deadLetters    prometheus.Counter
	planned                 prometheus.Counter
	batches, commits        prometheus.Counter
	batchTime, commitTime   prometheus.Histogram
	rebalances              prometheus.Histogram
	losses, lost            *prometheus.CounterVec
	lostFrom, lostUntil     *prometheus.GaugeVec
	assigned, fenced        prometheus.Counter
	conflicts               prometheus.Counter
	writes, zookeeper       prometheus.Counter

	health *health
	at     map[consumer.Partition]int64 // what is stored of the partitions that are assigned
	ends   map[consumer.Partition]int64
	free   time.Time // since when no partitions are assigned
}

// New returns the measurements of a consumer, registered with the labels group and topic. It panics where those of the same
// group and topic are registered already. docs/monitoring.md has a row for each; times are in seconds.
func New(registry prometheus.Registerer, group, topic string) *Metrics {
	f := factory{prometheus.WrapRegistererWith(prometheus.Labels{"group": group, "topic": topic}, registry)}
	h := &health{}
	f.gaugeOf("brokers_silent_seconds", "Time since the next batch was asked for, 0 while none is.", h.silence)
	return &Metrics{
		lag:         f.gauges("lag_records", "Offsets between what is stored and the log's end, when it was last asked for.", "partition"),
		ages:        f.ages("lag_seconds", "Age of the first record that is not stored, 0 where nothing is left to read."),
		stored:      f.gauges("stored_offset", "The next offset to read, as it is stored.", "partition"),
		end:         f.gauges("log_end_offset", "The log's end, when it was last asked for.", "partition"),
		uncommitted: f.gauge("uncommitted_batches", "Batches whose output may have begun and whose offsets are not stored."),
		partitions:  f.gauge("assigned_partitions", "Partitions that this instance owns."),
		records:     f.counter("records_total", "Records whose results were written."),
		deadLetters: f.counter("dead_letters_total", "Records that could not be processed and were passed over."),
		planned:     f.counter("planned_batches_total", "Batches that were read."),
		batches:     f.counter("batches_total", "Batches that were written."),
		commits:     f.counter("commits_total", "Times that offsets were stored."),
		batchTime:   f.histogram("batch_seconds", "Time to process and write a batch.", 30),
		commitTime:  f.histogram("commit_seconds", "Time to store offsets.", 30),
		rebalances:  f.histogram("rebalance_seconds", "Time from the start, or from giving partitions back, until partitions are assigned.", 600),
		losses:      f.counters("losses_total", "Losses of records that the log no longer had, by cause.", "cause"),
		lost:        f.counters("lost_offsets_total", "Offsets in these losses, where their number is known.", "partition", "cause"),
		lostFrom:    f.gauges("last_loss_from_offset", "The first offset of the last loss, -1 where it is not known.", "partition", "cause"),
		lostUntil:   f.gauges("last_loss_until_offset", "The offset behind the last loss, -1 where it is not known.", "partition", "cause"),
		assigned:    f.counter("assignments_total", "Times that partitions were assigned to this instance."),
		fenced:      f.counter("fencings_total", "Times that somebody else had taken this instance's place, which ends it."),
		conflicts:   f.counter("commit_conflicts_total", "Times that the store refused offsets because somebody else had changed them."),
		writes:      f.counter("stored_partitions_total", "Offsets of single partitions that were stored."),
		zookeeper:   f.counter("zookeeper_writes_total", "Requests to ZooKeeper that write."),
		health:      h, at: map[consumer.Partition]int64{}, ends: map[consumer.Partition]int64{}, free: time.Now(),
	}
}

// Hooks returns what one consumer is to tell, for its Config.Hooks.
func (m *Metrics) Hooks() consumer.Hooks {
	return consumer.Hooks{
		Assign: m.assign, Revoke: m.revoke,
		ReadStart: m.health.ask, Plan: m.plan, Idle: m.idle, BatchStart: m.batchStart, Output: m.output, Commit: m.commit,
		DeadLetter: func(consumer.DeadLetter) { m.deadLetters.Inc() },
		Loss:       m.loss,
		Conflict:   func(error) { m.conflicts.Inc() },
		Fenced:     func(error) { m.fenced.Inc() },
	}
}

// ZooKeeperWrite counts a request, as offsets.ZooKeeperOptions.OnWrite tells of it.
func (m *Metrics) ZooKeeperWrite() { m.zookeeper.Inc() }

func label(p consumer.Partition) string { return strconv.Itoa(int(p.ID)) }

func (m *Metrics) assign(positions map[consumer.Partition]consumer.Position) {
	m.assigned.Inc()
	m.partitions.Set(float64(len(positions)))
	m.rebalances.Observe(time.Since(m.free).Seconds())
	m.forget()
	for p, at := range positions {
		m.at[p] = at.Offset
		m.stored.WithLabelValues(label(p)).Set(float64(at.Offset))
		m.lags(p)
	}
	m.health.assigned()
}

func (m *Metrics) revoke([]consumer.Partition) {
	m.partitions.Set(0)
	m.free = time.Now()
	m.forget()
	m.health.revoked()
}

// forget forgets the partitions, which another instance may have.
func (m *Metrics) forget() {
	for _, vec := range []*prometheus.GaugeVec{m.lag, m.stored, m.end} {
		vec.Reset()
	}
	m.ages.assign()
	m.uncommitted.Set(0)
	clear(m.at)
	clear(m.ends)
}

// lags measures the lag of a partition whose log's end was asked for.
func (m *Metrics) lags(p consumer.Partition) {
	end, known := m.ends[p]
	at, assigned := m.at[p]
	if !known || !assigned {
		return
	}
	lag := max(0, end-at)
	m.lag.WithLabelValues(label(p)).Set(float64(lag))
	m.ages.lags(p, lag > 0)
}

func (m *Metrics) plan(_ []consumer.Range, ends map[consumer.Partition]int64) {
	m.health.read()
	m.planned.Inc()
	m.found(ends)
}

func (m *Metrics) idle(ends map[consumer.Partition]int64) {
	m.health.idle()
	m.found(ends)
}

// found takes the ends of the logs.
func (m *Metrics) found(ends map[consumer.Partition]int64) {
	for p, end := range ends {
		m.ends[p] = end
		m.end.WithLabelValues(label(p)).Set(float64(end))
		m.lags(p)
	}
}

func (m *Metrics) batchStart(_ consumer.Commit, spans []consumer.Span) {
	m.uncommitted.Inc()
	for _, of := range spans {
		m.ages.begin(of)
	}
}

func (m *Metrics) output(b consumer.Batch, took time.Duration) {
	m.records.Add(float64(len(b.Results)))
	m.batches.Inc()
	m.batchTime.Observe(took.Seconds())
}

func (m *Metrics) commit(c consumer.Commit, took time.Duration, batches, uncommitted int) {
	m.commits.Inc()
	m.writes.Add(float64(len(c.Ranges)))
	m.commitTime.Observe(took.Seconds())
	m.uncommitted.Set(float64(uncommitted))
	for _, r := range c.Ranges {
		p := label(r.Partition)
		m.stored.WithLabelValues(p).Set(float64(r.Until))
		m.at[r.Partition] = r.Until
		m.ages.stored(r.Partition, r.Until)
		m.lags(r.Partition)
	}
	m.health.stored(batches)
}

func (m *Metrics) loss(l consumer.Loss) {
	p, cause := label(l.Missing.Partition), string(l.Cause)
	m.losses.WithLabelValues(cause).Inc()
	m.lostFrom.WithLabelValues(p, cause).Set(float64(l.Missing.From))
	m.lostUntil.WithLabelValues(p, cause).Set(float64(l.Missing.Until))
	if l.Missing.From >= 0 && l.Missing.Until >= l.Missing.From {
		m.lost.WithLabelValues(p, cause).Add(float64(l.Missing.Until - l.Missing.From))
	}
}
