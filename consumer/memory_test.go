package consumer

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
)

// memory is a Store and a Sink that a test looks into. It says what happened, in order.
type memory struct {
	mu      sync.Mutex // of written and events
	offsets map[Partition]int64
	ids     bool // keep topic ids and epochs, which not every store does
	kept    map[Partition]Position
	anchors map[Partition]bool // of offsets
	written map[Partition][]string
	events  []string
	// onStore and onWrite, if not nil, come first and may fail.
	onStore func([]Range) error
	onWrite func(Batch) error
}

func newMemory() *memory {
	return &memory{offsets: map[Partition]int64{}, kept: map[Partition]Position{}, anchors: map[Partition]bool{}, written: map[Partition][]string{}}
}

func (m *memory) Load(_ context.Context, ps []Partition) (map[Partition]Position, error) {
	found := map[Partition]Position{}
	for _, p := range ps {
		if at, ok := m.kept[p]; ok && m.ids {
			found[p] = at
		} else if offset, ok := m.offsets[p]; ok {
			found[p] = Position{Offset: offset, Epoch: NoEpoch, Anchor: m.anchors[p]}
		}
	}
	return found, nil
}

func (m *memory) Store(_ context.Context, c Commit) error {
	m.note("store %v", c.Ranges)
	if m.onStore != nil {
		if err := m.onStore(c.Ranges); err != nil {
			return err
		}
	}
	for _, r := range c.Ranges {
		m.offsets[r.Partition], m.anchors[r.Partition] = r.Until, c.Number == Beginning
		m.kept[r.Partition] = Position{Offset: r.Until, Epoch: r.Epoch, TopicID: c.TopicID}
	}
	return nil
}

func (m *memory) note(format string, args ...any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.events = append(m.events, fmt.Sprintf(format, args...))
}

// sink is the memory as a Sink.
type sink struct{ *memory }

func (s sink) Write(_ context.Context, b Batch) error {
	s.note("write %v: %d results", b.Ranges, len(b.Results))
	if s.onWrite != nil {
		if err := s.onWrite(b); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
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
	return cluster, newClient(t, cluster)
}

func newClient(t *testing.T, cluster *kfake.Cluster) *kgo.Client {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(cluster.ListenAddrs()...), kgo.RecordPartitioner(kgo.ManualPartitioner()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
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
		RetryBackoff: time.Millisecond, RetryTimeout: 2 * time.Second,
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
