package offsets

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/sim/zookeeper"
	"github.com/onceover/onceover/sim/zookeeper/zookeepertest"
)

// TestLoadOnZooKeeper counts what batches cost ZooKeeper, and holds the table of docs/monitoring.md to it.
func TestLoadOnZooKeeper(t *testing.T) {
	table := "| partitions | requests for one batch | znodes written | requests for 100 batches, stored one by one | 10 at once | 100 at once | requests per second, with 10 batches per second |\n" +
		"| --- | --- | --- | --- | --- | --- | --- |\n"
	for _, partitions := range []int{1, 100, 1000} {
		client := filled(t, partitions, 100)
		requests, written := loadOf(t, client, 1, 1)
		table += fmt.Sprintf("| %d | %d | %d |", partitions, requests, written)
		var rates []string
		for _, every := range []int{1, 10, 100} {
			requests, _ := loadOf(t, client, 100, every)
			table += fmt.Sprintf(" %d |", requests)
			rates = append(rates, fmt.Sprint(float64(requests)/10))
		}
		table += " " + strings.Join(rates, ", ") + " |\n"
	}
	paper, err := os.ReadFile("../../docs/monitoring.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(paper), table) {
		t.Errorf("docs/monitoring.md does not have\n%s", table)
	}
}

const loadTopic = "a-topic-with-a-usual-name"

// filled is a client of a broker whose topic has so many records in each of its partitions.
func filled(t *testing.T, partitions, records int) *kgo.Client {
	t.Helper()
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(int32(partitions), loadTopic))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	client, err := kgo.NewClient(kgo.SeedBrokers(cluster.ListenAddrs()...), kgo.RecordPartitioner(kgo.ManualPartitioner()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	all := make([]*kgo.Record, partitions*records)
	for i := range all {
		all[i] = &kgo.Record{Topic: loadTopic, Partition: int32(i % partitions)}
	}
	if err := client.ProduceSync(t.Context(), all...).FirstErr(); err != nil {
		t.Fatal(err)
	}
	return client
}

// loadOf runs a consumer for so many batches, each of a record of every partition, and stores every so many of them at
// once. It counts requests and written znodes from where the group has begun until the last offset is stored.
func loadOf(t *testing.T, client *kgo.Client, batches int64, every int) (requests int64, written int) {
	t.Helper()
	srv := zookeepertest.NewServer(t)
	z := newZooKeeper(dial(t, srv), minute, newMember("g", "h"))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var before map[string]int32
	var asked atomic.Int64
	err := consumer.Run(ctx, consumer.Config{
		Client: client, Topic: loadTopic, Store: z, Group: z.Alone(), Sink: unwritten{},
		Process: func(consumer.Record) ([]byte, error) { return nil, nil }, MaxRecordsPerPartition: 1, CommitEvery: every,
		Hooks: consumer.Hooks{
			Assign: func(map[consumer.Partition]consumer.Position) {
				before = writes(srv)
				srv.Intercept(func(r zookeepertest.Request) zookeeper.Verdict {
					if r.Stage == zookeeper.Received && r.Op != "ping" {
						asked.Add(1)
					}
					return zookeeper.Verdict{}
				})
			},
			Commit: func(c consumer.Commit, _ time.Duration, _, _ int) {
				if written == 0 && c.Ranges[0].Until >= batches {
					requests, written = asked.Load(), since(before, writes(srv))
					cancel()
				}
			},
		},
	})
	if err != nil || written == 0 {
		t.Fatalf("%d znodes written, error %v", written, err)
	}
	return requests, written
}

// unwritten is a sink that keeps nothing.
type unwritten struct{}

func (unwritten) Write(context.Context, consumer.Batch) error { return nil }

// writes are how often each znode was written.
func writes(srv *zookeepertest.Server) map[string]int32 {
	all := map[string]int32{}
	for path, n := range srv.Tree() {
		all[path] = n.Stat.Version
	}
	return all
}

// since is how many writes came to those of before.
func since(before, now map[string]int32) (written int) {
	for path, version := range now {
		written += int(version - before[path])
	}
	return written
}
