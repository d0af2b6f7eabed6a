package main

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/direct"
)

// TestSharedTransactions has two instances divide a topic and write it into another by transactions, each its own
// partitions at the same time: each record once, and nobody is fenced.
func TestSharedTransactions(t *testing.T) {
	w := newWorld(t)
	w.createTopic(t, "out")
	sink := []string{"--sink.kind", "kafka-transaction", "--sink.topic", "out", "--sink.offsets_topic", "kept", "--instances.shared"}
	w.tell(t, 0, "prepare", sink...)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var mu sync.Mutex
	done, owned, by := 0, map[int]int{}, map[int]int{}
	begun, shared := make(chan struct{}), make(chan struct{})
	begin, share := sync.OnceFunc(func() { close(begun) }), sync.OnceFunc(func() { close(shared) })
	var instances sync.WaitGroup
	for i := range 2 {
		instances.Go(func() {
			if i == 1 {
				<-begun
			}
			status := direct.Run(ctx, append(w.args("append"), sink...), version, t.Output(), func(c *consumer.Config) {
				c.Hooks.Assign = func(at map[consumer.Partition]consumer.Position) {
					mu.Lock()
					defer mu.Unlock()
					if i == 0 {
						begin()
					}
					if owned[i] = len(at); owned[0] == 2 && owned[1] == 2 {
						share()
					}
				}
				c.Hooks.Commit = func(b consumer.Commit, took time.Duration, batches, uncommitted int) {
					mu.Lock()
					defer mu.Unlock()
					before := done
					countTo(&done, partitions*perPartition, stop)(b, took, batches, uncommitted)
					by[i] += done - before
				}
			})
			if status != 0 {
				t.Errorf("exit status %d", status)
			}
		})
	}
	<-shared
	w.fill(t)
	instances.Wait()
	if by[0] != 2*perPartition || by[1] != 2*perPartition {
		t.Errorf("records of each instance: %v", by)
	}
	for value, n := range w.committed(t, "out", partitions*perPartition) {
		if n != 1 {
			t.Errorf("%s is there %d times", value, n)
		}
	}
}

// committed reads records that transactions committed, until it has so many different ones, and counts each.
func (w *world) committed(t *testing.T, topic string, all int) map[string]int {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(w.kafka.ListenAddrs()...), kgo.ConsumeTopics(topic), kgo.FetchIsolationLevel(kgo.ReadCommitted()))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	seen := map[string]int{}
	for len(seen) < all {
		fetches := client.PollFetches(t.Context())
		if err := fetches.Err(); err != nil {
			t.Fatal(err)
		}
		fetches.EachRecord(func(r *kgo.Record) { seen[string(r.Value)]++ })
	}
	return seen
}
