package main

import (
	"fmt"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
)

// TestProduce reads back what was produced: each partition holds its own identities, in order, at their full size.
func TestProduce(t *testing.T) {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(3, "t"))
	if err != nil {
		t.Fatal(err)
	}
	defer cluster.Close()
	w := workload{topic: "t", partitions: 3, records: 7, size: 20}
	if err := produce(t.Context(), cluster.ListenAddrs()[0], w); err != nil {
		t.Fatal(err)
	}
	client, err := kgo.NewClient(kgo.SeedBrokers(cluster.ListenAddrs()...), kgo.ConsumeTopics("t"))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	got := map[string]string{}
	for len(got) < w.records {
		client.PollFetches(t.Context()).EachRecord(func(r *kgo.Record) {
			got[fmt.Sprintf("%d@%d", r.Partition, r.Offset)] = string(r.Value)
		})
	}
	want := map[string]string{
		"0@0": "rec-0-000000........", "0@1": "rec-0-000001........", "0@2": "rec-0-000002........",
		"1@0": "rec-1-000000........", "1@1": "rec-1-000001........",
		"2@0": "rec-2-000000........", "2@1": "rec-2-000001........",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestProduceRefused produces to a partition that does not exist.
func TestProduceRefused(t *testing.T) {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, "t"))
	if err != nil {
		t.Fatal(err)
	}
	defer cluster.Close()
	if err := produce(t.Context(), cluster.ListenAddrs()[0], workload{topic: "t", partitions: 2, records: 2}); err == nil {
		t.Error("no error")
	}
}

// TestProduceInTransactions reads back what was committed, and what was not: behind each transaction are its marker, an
// aborted record with an identity of its own and that one's marker.
func TestProduceInTransactions(t *testing.T) {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, "t"))
	if err != nil {
		t.Fatal(err)
	}
	defer cluster.Close()
	w := workload{topic: "t", partitions: 1, records: 3, transaction: 2}
	if err := produce(t.Context(), cluster.ListenAddrs()[0], w); err != nil {
		t.Fatal(err)
	}
	want := map[int64]string{0: "rec-0-000000", 1: "rec-0-000001", 5: "rec-0-000002"}
	all := maps.Clone(want)
	all[3], all[7] = "rec-0-1000000", "rec-0-1000002"
	for level, want := range map[kgo.IsolationLevel]map[int64]string{kgo.ReadCommitted(): want, kgo.ReadUncommitted(): all} {
		client, err := kgo.NewClient(kgo.SeedBrokers(cluster.ListenAddrs()...), kgo.ConsumeTopics("t"), kgo.FetchIsolationLevel(level))
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		got := map[int64]string{}
		for len(got) < len(want) {
			client.PollFetches(t.Context()).EachRecord(func(r *kgo.Record) { got[r.Offset] = string(r.Value) })
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	if end := cluster.PartitionInfo("t", 0).HighWatermark; end != 9 {
		t.Errorf("the log ends at %d", end)
	}
}
