package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/sim/guest"
	"github.com/onceover/onceover/sim/trace"
)

// A world stands in for the simulator: it keeps what the service reports and answers by rules.
type world struct {
	mu     sync.Mutex
	points []string
	facts  []fact
	rules  map[string]guest.Verdict // "received kafka.produce" -> verdict, used once
	notice chan string              // every point, for tests that wait for one
}

type fact struct {
	name string
	args []trace.Arg
}

// String leaves out the topic's ID, which is random.
func (f fact) String() string {
	var b strings.Builder
	b.WriteString(f.name)
	for _, a := range f.args {
		if a.Key != "topic_id" {
			b.WriteString(" " + a.String())
		}
	}
	return b.String()
}

func (w *world) point(stage guest.Stage, op, client string, args ...trace.Arg) guest.Verdict {
	w.mu.Lock()
	defer w.mu.Unlock()
	at := string(stage) + " " + op
	w.points = append(w.points, fact{at, args}.String())
	select {
	case w.notice <- at:
	default:
	}
	v := w.rules[at]
	delete(w.rules, at)
	return v
}

func (w *world) record(name, client string, args ...trace.Arg) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.facts = append(w.facts, fact{name, args})
}

func (w *world) rule(at string, v guest.Verdict) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rules[at] = v
}

// take returns the facts of a name so far, and forgets all facts.
func (w *world) take(name string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var of []string
	for _, f := range w.facts {
		if f.name == name {
			of = append(of, f.String())
		}
	}
	w.facts = nil
	return of
}

func (w *world) pointsOf(op string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var of []string
	for _, p := range w.points {
		if strings.Contains(p+" ", " "+op+" ") {
			of = append(of, p)
		}
	}
	return of
}

func (w *world) await(t *testing.T, at string) {
	t.Helper()
	for got := range w.notice {
		if got == at {
			return
		}
	}
}

const brokers = "localhost:0,localhost:0,localhost:0"

func startCluster(t *testing.T, topics, leaders string) (*world, *service) {
	t.Helper()
	return startCompacted(t, topics, leaders, "")
}

func startCompacted(t *testing.T, topics, leaders, compacted string) (*world, *service) {
	t.Helper()
	c, err := parseConfig(brokers, topics, leaders, compacted)
	if err != nil {
		t.Fatal(err)
	}
	return startAs(t, c)
}

// startOnDisk starts a cluster whose logs can be truncated.
func startOnDisk(t *testing.T, topics string) (*world, *service) {
	t.Helper()
	c, err := parseConfig(brokers, topics, "", "")
	if err != nil {
		t.Fatal(err)
	}
	c.data = storage(t.TempDir())
	return startAs(t, c)
}

func startAs(t *testing.T, c config) (*world, *service) {
	t.Helper()
	w := &world{rules: map[string]guest.Verdict{}, notice: make(chan string, 10000)}
	s, err := start(c, guest.Hooks{Point: w.point, Record: w.record})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.cluster.Close() })
	return w, s
}

func client(t *testing.T, s *service, opts ...kgo.Opt) *kgo.Client {
	t.Helper()
	opts = append([]kgo.Opt{
		kgo.SeedBrokers(s.cluster.ListenAddrs()...), kgo.DisableClientMetrics(), kgo.MetadataMinAge(10 * time.Millisecond),
		kgo.RetryBackoffFn(func(int) time.Duration { return time.Millisecond }),
	}, opts...)
	c, err := kgo.NewClient(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// once are options of a producer that tries each record exactly once, to partition 0 of t.
func once() []kgo.Opt {
	return []kgo.Opt{
		kgo.DisableIdempotentWrite(), kgo.RequiredAcks(kgo.LeaderAck()), kgo.RecordRetries(0), kgo.RequestRetries(0),
		kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.ProducerLinger(0), kgo.DefaultProduceTopic("t"),
	}
}

func produce(c *kgo.Client, value string) error {
	return c.ProduceSync(context.Background(), &kgo.Record{Value: []byte(value), Partition: 0}).FirstErr()
}

func appended(partition, offset int, key, value string) string {
	return fmt.Sprintf("kafka.append topic=\"t\" partition=%d offset=%d key=%q value=%q", partition, offset, key, value)
}

func wantFacts(t *testing.T, w *world, name string, want ...string) {
	t.Helper()
	if got := strings.Join(w.take(name), "\n"); got != strings.Join(want, "\n") {
		t.Fatalf("recorded\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}
