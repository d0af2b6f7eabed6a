package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

func gone(topic string, partition, offset int) string {
	return fmt.Sprintf("kafka.compacted topic=%q partition=%d offset=%d", topic, partition, offset)
}

// put appends records "key=value" or "key", a tombstone, in a batch of their own each.
func put(t *testing.T, c *kgo.Client, topic string, number int32, records ...string) {
	t.Helper()
	for _, text := range records {
		r := &kgo.Record{Topic: topic, Partition: number}
		key, value, ok := strings.Cut(text, "=")
		if r.Key = []byte(key); ok {
			r.Value = []byte(value)
		}
		if err := c.ProduceSync(context.Background(), r).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
}

// contents are the offsets and values that a client reads from a log, from an offset to its end.
func contents(t *testing.T, s *service, topic string, number int32, from kgo.Offset) string {
	t.Helper()
	c := client(t, s, kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{topic: {number: from}}))
	log, err := s.read(partition{topic, number})
	if err != nil {
		t.Fatal(err)
	}
	end := slices.Max(slices.Collect(maps.Keys(log.records))) + 1
	var read []string
	for next := int64(0); next < end; {
		fetches := c.PollFetches(context.Background())
		if err := fetches.Err(); err != nil {
			t.Fatal(err)
		}
		for r := range fetches.RecordsAll() {
			read = append(read, fmt.Sprintf("%d:%s", r.Offset, r.Value))
			next = r.Offset + 1
		}
	}
	return strings.Join(read, " ")
}

// Compaction takes what was superseded, tells it record by record, and leaves the log's bounds to its readers as they were.
func TestCompaction(t *testing.T) {
	w, s := startCompacted(t, "t=1,u=2", "", "u")
	c := client(t, s, once()...)
	put(t, c, "t", 0, "k=1", "k=2", "k=3")
	put(t, c, "u", 1, "k=1", "k=2", "l=3", "m=4", "l", "k=6", "k=7", "m=8")
	obey(t, w, s, `{"do":"compact","topic":"u","partition":0}`, "no record that another has superseded")
	wantFacts(t, w, "kafka.compacted", gone("u", 1, 0), gone("u", 1, 1), gone("u", 1, 2), gone("u", 1, 4), gone("u", 1, 5))
	for _, from := range []kgo.Offset{kgo.NewOffset().AtStart(), kgo.NewOffset().At(0), kgo.NewOffset().At(2)} {
		if got := contents(t, s, "u", 1, from); got != "3:4 6:7 7:8" {
			t.Errorf("from %v a client reads %s", from, got)
		}
	}
	obey(t, w, s, `{"do":"compact","topic":"u","partition":1}`, "no record that another has superseded")
	put(t, c, "u", 1, "n=9")
	obey(t, w, s, `{"do":"compact","topic":"u","partition":1}`, "")
	wantFacts(t, w, "kafka.compacted", gone("u", 1, 3))
	if got := firstOffset(t, c, s, "u", 1); got != 0 {
		t.Errorf("the log begins at %d", got)
	}
	if got := contents(t, s, "t", 0, kgo.NewOffset().AtStart()); got != "0:1 1:2 2:3" {
		t.Errorf("a log that is not compacted holds %s", got)
	}
	obey(t, w, s, `{"do":"compact","topic":"t","partition":0}`, "not the log of a compacted topic")
	obey(t, w, s, `{"do":"compact","topic":"v","partition":0}`, "not the log of a compacted topic")
	obey(t, w, s, `{"do":"delete_records","topic":"u","partition":1,"offset":6}`, "")
	if got := firstOffset(t, c, s, "u", 1); got != 6 {
		t.Errorf("after a deletion the log begins at %d", got)
	}
}

// firstOffset is where a log begins, as its leader answers.
func firstOffset(t *testing.T, c *kgo.Client, s *service, topic string, number int32) int64 {
	t.Helper()
	r := listOffsetsRequest().(*kmsg.ListOffsetsRequest)
	r.Topics[0].Topic, r.Topics[0].Partitions[0].Partition, r.Topics[0].Partitions[0].Timestamp = topic, number, earliest
	answer, err := ask(t, c, int(s.leader(partition{topic, number})), r)
	if err != nil {
		t.Fatal(err)
	}
	return answer.(*kmsg.ListOffsetsResponse).Topics[0].Partitions[0].Offset
}

// A batch that loses some of its records keeps the others, and a log that is written on keeps its offsets.
func TestCompactionWithinABatch(t *testing.T) {
	w, s := startCompacted(t, "t=1", "", "t")
	c := client(t, s, kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.ProducerLinger(0))
	if err := c.ProduceSync(context.Background(), records("t", "k=1", "l=2", "k=3")...).FirstErr(); err != nil {
		t.Fatal(err)
	}
	put(t, c, "t", 0, "m=4")
	obey(t, w, s, `{"do":"compact","topic":"t","partition":0}`, "")
	put(t, c, "t", 0, "m=5")
	wantFacts(t, w, "kafka.compacted", gone("t", 0, 0))
	if got := contents(t, s, "t", 0, kgo.NewOffset().AtStart()); got != "1:2 2:3 3:4 4:5" {
		t.Errorf("a client reads %s", got)
	}
}

func records(topic string, texts ...string) (all []*kgo.Record) {
	for _, text := range texts {
		key, value, _ := strings.Cut(text, "=")
		all = append(all, &kgo.Record{Topic: topic, Key: []byte(key), Value: []byte(value)})
	}
	return all
}

// Records of a transaction that was aborted were never there for anybody, and an open one stops the cleaner.
func TestCompactionAndTransactions(t *testing.T) {
	w, s := startCompacted(t, "t=1", "", "t")
	for _, how := range []kgo.TransactionEndTry{kgo.TryAbort, kgo.TryCommit, kgo.TryCommit} {
		c := client(t, s, kgo.TransactionalID("x"))
		if err := c.BeginTransaction(); err != nil {
			t.Fatal(err)
		}
		put(t, c, "t", 0, "k=a", "k=b")
		obey(t, w, s, `{"do":"compact","topic":"t","partition":0}`, "a transaction that is open")
		if err := c.EndTransaction(context.Background(), how); err != nil {
			t.Fatal(err)
		}
	}
	w.take("")
	obey(t, w, s, `{"do":"compact","topic":"t","partition":0}`, "")
	wantFacts(t, w, "kafka.compacted", gone("t", 0, 3), gone("t", 0, 4), gone("t", 0, 6))
}
