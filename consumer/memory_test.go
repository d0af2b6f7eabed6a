package consumer

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
)

// memory is a Store and a Sink that a test looks into. It says what happened, in order.
type memory struct {
	offsets map[Partition]int64
	written map[Partition][]string
	events  []string
	// onStore and onWrite, if not nil, come first and may fail.
	onStore func([]Range) error
	onWrite func(Batch) error
}

func newMemory() *memory {
	return &memory{offsets: map[Partition]int64{}, written: map[Partition][]string{}}
}

func (m *memory) Load(_ context.Context, ps []Partition) (map[Partition]int64, error) {
	found := map[Partition]int64{}
	for _, p := range ps {
		if offset, ok := m.offsets[p]; ok {
			found[p] = offset
		}
	}
	return found, nil
}

func (m *memory) Store(_ context.Context, ranges []Range) error {
	m.events = append(m.events, fmt.Sprint("store ", ranges))
	if m.onStore != nil {
		if err := m.onStore(ranges); err != nil {
			return err
		}
	}
	for _, r := range ranges {
		m.offsets[r.Partition] = r.Until
	}
	return nil
}

// sink is the memory as a Sink.
type sink struct{ *memory }

func (s sink) Write(_ context.Context, b Batch) error {
	s.events = append(s.events, fmt.Sprintf("write %v: %d results", b.Ranges, len(b.Results)))
	if s.onWrite != nil {
		if err := s.onWrite(b); err != nil {
			return err
		}
	}
	for _, r := range b.Results {
		s.written[r.Partition] = append(s.written[r.Partition], string(r.Value))
	}
	return nil
}

// Load hides the memory's: the sink keeps no offsets.
func (s sink) Load() {}

// newTopic starts a cluster of three brokers with a topic t, and a client of it.
func newTopic(t *testing.T, partitions int32) (*kfake.Cluster, *kgo.Client) {
	t.Helper()
	cluster, err := kfake.NewCluster(kfake.NumBrokers(3), kfake.SeedTopics(partitions, "t"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	client, err := kgo.NewClient(kgo.SeedBrokers(cluster.ListenAddrs()...), kgo.RecordPartitioner(kgo.ManualPartitioner()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return cluster, client
}

// fill appends n records to each partition, with the values <partition>-<sequence> from a first sequence on.
func fill(t *testing.T, client *kgo.Client, partitions int32, first, n int) {
	t.Helper()
	var records []*kgo.Record
	for p := range partitions {
		for i := first; i < first+n; i++ {
			records = append(records, &kgo.Record{Topic: "t", Partition: p, Value: fmt.Appendf(nil, "%d-%d", p, i)})
		}
	}
	if err := client.ProduceSync(t.Context(), records...).FirstErr(); err != nil {
		t.Fatal(err)
	}
}

// values are the values that fill gives one partition.
func values(p int32, first, n int) []string {
	var all []string
	for i := first; i < first+n; i++ {
		all = append(all, fmt.Sprintf("%d-%d", p, i))
	}
	return all
}

// config reads topic t into m, small batches, short pauses.
func config(client *kgo.Client, m *memory) Config {
	return Config{
		Client: client, Topic: "t", Sink: sink{m}, Store: m,
		Process:            func(r Record) ([]byte, error) { return r.Value, nil },
		MaxRecordsPerBatch: 7, PollInterval: time.Millisecond,
		RetryBackoff: time.Millisecond, RetryTimeout: 20 * time.Millisecond,
	}
}

// until makes a memory's Store end a context once the sum of the offsets has reached total.
func (m *memory) until(t *testing.T, total int64) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	m.onStore = func(ranges []Range) error {
		left := total
		for _, offset := range m.offsets {
			left -= offset
		}
		for _, r := range ranges {
			left -= r.Until - max(r.From, 0)
		}
		if left <= 0 {
			cancel()
		}
		return nil
	}
	return ctx
}
