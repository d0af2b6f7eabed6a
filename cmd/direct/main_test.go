package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/alicebob/miniredis/v2"
	"github.com/go-zookeeper/zk"
	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/direct"
	"github.com/onceover/onceover/sim/zookeeper"
)

const (
	partitions   = 4
	perPartition = 75
)

// world is what the program needs around it, each a server of its own on this machine.
type world struct {
	kafka     *kfake.Cluster
	redis     *miniredis.Miniredis
	server    *zookeeper.Server
	zookeeper string // its address
}

func newWorld(t *testing.T, options ...kfake.Opt) *world {
	t.Helper()
	kafka, err := kfake.NewCluster(append([]kfake.Opt{kfake.NumBrokers(3), kfake.SeedTopics(partitions, "t")}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(kafka.Close)
	server, address := newZooKeeper(t, zookeeper.Config{})
	return &world{kafka: kafka, redis: miniredis.RunT(t), server: server, zookeeper: address}
}

// newZooKeeper starts an ensemble and returns the address of its first member.
func newZooKeeper(t *testing.T, c zookeeper.Config) (*zookeeper.Server, string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := zookeeper.NewServer(c, zookeeper.Hooks{})
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	return server, listener.Addr().String()
}

// fill appends records with the values <partition>-<sequence>.
func (w *world) fill(t *testing.T) {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(w.kafka.ListenAddrs()...), kgo.RecordPartitioner(kgo.ManualPartitioner()))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for i := range partitions * perPartition {
		r := &kgo.Record{Topic: "t", Partition: int32(i % partitions), Value: fmt.Appendf(nil, "%d-%d", i%partitions, i/partitions)}
		client.Produce(t.Context(), r, nil)
	}
	if err := client.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// args are the program's arguments in this world.
func (w *world) args(sink string) []string {
	return []string{
		"--kafka.brokers", strings.Join(w.kafka.ListenAddrs(), ","), "--zookeeper.servers", w.zookeeper,
		"--topic", "t", "--group", "g", "--sink.kind", "redis-" + sink, "--sink.address", w.redis.Addr(),
		"--batch.max_records", "25", "--batch.poll_interval", "1ms",
	}
}

// run runs the program until all records are stored or, if crash is not 0, until it dies with that batch written and
// not stored. It returns the exit status.
func (w *world) run(t *testing.T, sink string, crash int) int {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	return direct.Run(ctx, w.args(sink), version, t.Output(), func(c *consumer.Config) {
		c.Store = &watchedStore{inner: c.Store, crash: crash, finished: cancel, next: map[consumer.Partition]int64{}}
	})
}

// watchedStore sees how far the program came.
type watchedStore struct {
	inner    consumer.Store
	crash    int
	finished func()
	next     map[consumer.Partition]int64
}

func (s *watchedStore) Load(ctx context.Context, ps []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	loaded, err := s.inner.Load(ctx, ps)
	for p, at := range loaded {
		s.next[p] = at.Offset
	}
	s.look()
	return loaded, err
}

func (s *watchedStore) Store(ctx context.Context, c consumer.Commit) error {
	if c.Ranges[0].From != consumer.None {
		if s.crash--; s.crash == 0 {
			return errors.New("crash")
		}
	}
	err := s.inner.Store(ctx, c)
	for _, r := range c.Ranges {
		s.next[r.Partition] = r.Until
	}
	s.look()
	return err
}

// look ends the program if all records are stored.
func (s *watchedStore) look() {
	total := int64(0)
	for _, offset := range s.next {
		total += offset
	}
	if total == partitions*perPartition {
		s.finished()
	}
}

// results returns how often each record's value is visible in the sink.
func (w *world) results(t *testing.T) map[string]int {
	t.Helper()
	var outputs []string
	for _, key := range w.redis.Keys() {
		if !strings.HasPrefix(key, "out:") {
			continue
		}
		if w.redis.Type(key) == "list" {
			list, err := w.redis.List(key)
			if err != nil {
				t.Fatal(err)
			}
			outputs = append(outputs, list...)
		} else if value, err := w.redis.Get(key); err == nil {
			outputs = append(outputs, value)
		}
	}
	seen := map[string]int{}
	for _, output := range outputs {
		var r struct{ Version, Value string }
		if err := json.Unmarshal([]byte(output), &r); err != nil || r.Version != version {
			t.Fatalf("output %q: version %q, error %v", output, r.Version, err)
		}
		seen[r.Value]++
	}
	return seen
}

// TestCrashAfterWrite kills the program twice between writing a batch and storing it. Append shows each of the two
// batches twice, the other sinks show every record once.
func TestCrashAfterWrite(t *testing.T) {
	for _, sink := range []string{"append", "keyed", "transaction"} {
		t.Run(sink, func(t *testing.T) {
			w := newWorld(t)
			w.fill(t)
			for _, c := range []struct{ crash, exit int }{{4, 1}, {4, 1}, {0, 0}} {
				if exit := w.run(t, sink, c.crash); exit != c.exit {
					t.Fatalf("exit status %d, want %d", exit, c.exit)
				}
			}
			twice := 0
			seen := w.results(t)
			for i := range partitions * perPartition {
				if n := seen[fmt.Sprintf("%d-%d", i%partitions, i/partitions)]; n == 2 {
					twice++
				} else if n != 1 {
					t.Errorf("record %d-%d is visible %d times", i%partitions, i/partitions, n)
				}
			}
			want := 0
			if sink == "append" {
				want = 2 * 25
			}
			if twice != want || len(seen) != partitions*perPartition {
				t.Errorf("%d records visible, %d of them twice; want %d and %d", len(seen), twice, partitions*perPartition, want)
			}
		})
	}
}

// TestStoredOffsets looks for the offsets where lag monitors look.
func TestStoredOffsets(t *testing.T) {
	w := newWorld(t)
	w.fill(t)
	if exit := w.run(t, "append", 0); exit != 0 {
		t.Fatalf("exit status %d", exit)
	}
	conn, _, err := zk.Connect([]string{w.zookeeper}, 6e9, zk.WithLogInfo(false))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	nodes, _, err := conn.Children("/consumers/g/offsets/t")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(nodes)
	if diff := cmp.Diff([]string{"0", "1", "2", "3"}, nodes); diff != "" {
		t.Error(diff)
	}
	for _, node := range nodes {
		if data, _, err := conn.Get("/consumers/g/offsets/t/" + node); err != nil || string(data) != "75" {
			t.Errorf("partition %s: offset %q, error %v", node, data, err)
		}
	}
}

// terminatingSink sends this process SIGTERM while a batch is being written, and lets it arrive.
type terminatingSink struct {
	consumer.Sink
	batches int
}

func (s *terminatingSink) Write(ctx context.Context, b consumer.Batch) error {
	if s.batches++; s.batches == 3 {
		arrived := make(chan os.Signal, 1)
		signal.Notify(arrived, syscall.SIGTERM)
		defer signal.Stop(arrived)
		self, err := os.FindProcess(os.Getpid())
		if err == nil {
			err = self.Signal(syscall.SIGTERM)
		}
		if err != nil {
			return err
		}
		<-arrived
	}
	return s.Sink.Write(ctx, b)
}

// TestTerminate ends the program by SIGTERM in the middle of its run: it exits 0, and the next one shows no duplicate.
func TestTerminate(t *testing.T) {
	w := newWorld(t)
	w.fill(t)
	status := direct.Main(w.args("append"), version, t.Output(), func(c *consumer.Config) {
		c.Sink = &terminatingSink{Sink: c.Sink}
	})
	if status != 0 {
		t.Fatalf("exit status %d", status)
	}
	if status := w.run(t, "append", 0); status != 0 {
		t.Fatalf("exit status %d", status)
	}
	seen := w.results(t)
	if len(seen) != partitions*perPartition {
		t.Errorf("%d records visible, want %d", len(seen), partitions*perPartition)
	}
	for value, n := range seen {
		if n != 1 {
			t.Errorf("record %s is visible %d times", value, n)
		}
	}
}
