package offsets

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/sim/zookeeper"
	"github.com/onceover/onceover/sim/zookeeper/zookeepertest"
)

// TestLoadOnZooKeeper counts what a batch costs ZooKeeper, and holds the table of docs/monitoring.md to it.
func TestLoadOnZooKeeper(t *testing.T) {
	table := "| partitions | requests per batch | znodes written | znodes checked | batches per second at 100 ms | requests per second, one batch, 10 and 100 stored at once |\n" +
		"| --- | --- | --- | --- | --- | --- |\n"
	for _, n := range []int{1, 100, 1000} {
		requests, written := loadOf(t, n)
		table += fmt.Sprintf("| %d | %d | %d | %d | 10 | %d, %d, %.1f |\n",
			n, requests, written, n, 10*requests, requests, float64(requests)/10)
	}
	paper, err := os.ReadFile("../../docs/monitoring.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(paper), table) {
		t.Errorf("docs/monitoring.md does not have\n%s", table)
	}
}

// loadOf stores a batch of so many partitions of a group that has stored before, and counts requests and written znodes.
func loadOf(t *testing.T, partitions int) (requests, written int) {
	synctest.Test(t, func(t *testing.T) {
		srv := zookeepertest.NewServer(t)
		z := newZooKeeper(dial(t, srv), minute, newMember("g", "h"))
		var all []consumer.Partition
		var batch consumer.Commit
		for id := range partitions {
			p := consumer.Partition{Topic: "a-topic-with-a-usual-name", ID: int32(id)}
			all = append(all, p)
			batch.Ranges = append(batch.Ranges, consumer.Range{Partition: p, From: consumer.None, Until: 1_000_000_000})
		}
		if _, err := z.Alone().Join(t.Context(), all); err != nil {
			t.Fatal(err)
		}
		if _, err := z.Load(t.Context(), all); err != nil {
			t.Fatal(err)
		}
		store := func() {
			if err := z.Store(t.Context(), batch); err != nil {
				t.Fatal(err)
			}
		}
		store()
		for i := range batch.Ranges {
			batch.Ranges[i].From, batch.Ranges[i].Until = batch.Ranges[i].Until, batch.Ranges[i].Until+1000
		}
		before := writes(srv)
		srv.Intercept(func(r zookeepertest.Request) zookeeper.Verdict {
			if r.Stage == zookeeper.Received && r.Op != "ping" && r.Op != "closeSession" {
				requests++
			}
			return zookeeper.Verdict{}
		})
		store()
		for path, version := range writes(srv) {
			written += int(version - before[path])
		}
	})
	return requests, written
}

// writes are how often each znode was written.
func writes(srv *zookeepertest.Server) map[string]int32 {
	all := map[string]int32{}
	for path, n := range srv.Tree() {
		all[path] = n.Stat.Version
	}
	return all
}
