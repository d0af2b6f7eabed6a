package main

import (
	"context"
	"fmt"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// truncated cuts off partition 0 of t, and wants it to end there.
func truncated(t *testing.T, w *world, s *service, offset, end int64) {
	t.Helper()
	before := s.cluster.PartitionInfo("t", 0).Epoch
	w.take("")
	obey(t, w, s, fmt.Sprintf(`{"do":"truncate","topic":"t","partition":0,"offset":%d}`, offset), "")
	log := s.cluster.PartitionInfo("t", 0)
	if log.HighWatermark != end || log.Epoch <= before {
		t.Errorf("the log ends at %d in epoch %d, want %d and above %d", log.HighWatermark, log.Epoch, end, before)
	}
	wantFacts(t, w, "kafka.truncated", fmt.Sprintf(`kafka.truncated topic="t" partition=0 offset=%d epoch=%d`, end, log.Epoch))
}

// epochEnd is where the leader of partition 0 of t says that an epoch ends.
func epochEnd(t *testing.T, s *service, epoch int32) int64 {
	t.Helper()
	r := kmsg.NewPtrOffsetForLeaderEpochRequest()
	topic := kmsg.NewOffsetForLeaderEpochRequestTopic()
	topic.Topic = "t"
	p := kmsg.NewOffsetForLeaderEpochRequestTopicPartition()
	p.LeaderEpoch = epoch
	topic.Partitions = append(topic.Partitions, p)
	r.ReplicaID, r.Topics = -1, append(r.Topics, topic)
	answer, err := ask(t, client(t, s), 1, r)
	if err != nil {
		t.Fatal(err)
	}
	got := answer.(*kmsg.OffsetForLeaderEpochResponse).Topics[0].Partitions[0]
	if err := kerr.ErrorForCode(got.ErrorCode); err != nil {
		t.Fatal(err)
	}
	return got.EndOffset
}

// A log that is cut off gives its offsets again, in a new epoch, and says where the old one ends; nothing else changes.
func TestTruncation(t *testing.T) {
	w, s := startOnDisk(t, "t=1,u=1,v=1")
	c := client(t, s, once()...)
	put(t, c, "t", 0, "k=a", "k=b", "k=c", "k=d", "k=e")
	put(t, c, "u", 0, "k=1", "k=2")
	id, old := s.topicID("t"), s.cluster.PartitionInfo("t", 0).Epoch
	truncated(t, w, s, 3, 3)
	wantLeaders(t, s, "t", 1)
	if end := epochEnd(t, s, old); end != 3 || s.topicID("t") != id {
		t.Errorf("before an append the old epoch ends at %d, of the topic %s, want 3 of %s", end, s.topicID("t"), id)
	}
	fetch := fetchRequest().(*kmsg.FetchRequest)
	fetch.Topics[0].TopicID, fetch.Topics[0].Partitions[0].CurrentLeaderEpoch = s.topics["t"].id, old
	answer, err := ask(t, client(t, s), 1, fetch)
	if err != nil {
		t.Fatal(err)
	}
	if code := answer.(*kmsg.FetchResponse).Topics[0].Partitions[0].ErrorCode; code != kerr.FencedLeaderEpoch.Code {
		t.Errorf("a reader of the old epoch is answered %d", code)
	}
	put(t, client(t, s, once()...), "t", 0, "k=x", "k=y")
	wantFacts(t, w, "kafka.append", appended(0, 3, "k", "x"), appended(0, 4, "k", "y"))
	if end := epochEnd(t, s, old); end != 3 {
		t.Errorf("the old epoch ends at %d", end)
	}
	if got := contents(t, s, "t", 0, kgo.NewOffset().AtStart()); got != "0:a 1:b 2:c 3:x 4:y" {
		t.Errorf("the log holds %s", got)
	}
	if got := contents(t, s, "u", 0, kgo.NewOffset().AtStart()); got != "0:1 1:2" {
		t.Errorf("another log holds %s", got)
	}
}

// A log may lose all that it has, more than once and behind its start; its epoch rises each time, and that of an empty log
// never falls.
func TestTruncationOfAll(t *testing.T) {
	w, s := startOnDisk(t, "t=1,u=1")
	for range 5 {
		if err := s.cluster.MoveTopicPartition("u", 0, 1); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		before := s.cluster.PartitionInfo("u", 0).Epoch
		put(t, client(t, s, once()...), "t", 0, "k=a", "k=b")
		truncated(t, w, s, 0, 0)
		if now := s.cluster.PartitionInfo("u", 0).Epoch; now <= before {
			t.Errorf("epoch %d follows %d", now, before)
		}
	}
	put(t, client(t, s, once()...), "t", 0, "k=a", "k=b", "k=c")
	obey(t, w, s, `{"do":"delete_records","topic":"t","partition":0,"offset":1}`, "")
	obey(t, w, s, `{"do":"truncate","topic":"t","partition":0,"offset":0}`, "has offsets from 1 to below 3")
	truncated(t, w, s, 1, 1)
	put(t, client(t, s, once()...), "t", 0, "k=z")
	truncated(t, w, s, 1, 1)
	put(t, client(t, s, once()...), "t", 0, "k=z")
	if got := contents(t, s, "t", 0, kgo.NewOffset().AtStart()); got != "1:z" {
		t.Errorf("the log holds %s", got)
	}
}

// Brokers copy batches whole, so a log ends between two.
func TestTruncationTakesWholeBatches(t *testing.T) {
	w, s := startOnDisk(t, "t=1")
	batch := func() {
		t.Helper()
		if err := client(t, s).ProduceSync(context.Background(), records("t", "k=b", "k=c", "k=d")...).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
	put(t, client(t, s), "t", 0, "k=a")
	batch()
	truncated(t, w, s, 2, 1)
	batch()
	obey(t, w, s, `{"do":"delete_records","topic":"t","partition":0,"offset":2}`, "")
	truncated(t, w, s, 3, 1)
}

// A log whose only batch has lost its front goes on where it began, and its epoch rises on.
func TestTruncationOfABatchThatLostItsFront(t *testing.T) {
	w, s := startOnDisk(t, "t=1")
	if err := client(t, s).ProduceSync(context.Background(), records("t", "k=b", "k=c", "k=d")...).FirstErr(); err != nil {
		t.Fatal(err)
	}
	obey(t, w, s, `{"do":"delete_records","topic":"t","partition":0,"offset":1}`, "")
	truncated(t, w, s, 2, 1)
	for range 3 {
		put(t, client(t, s), "t", 0, "k=e")
		truncated(t, w, s, 1, 1)
	}
}

// What a producer sends again is known where its batch is left, and taken anew where it is gone.
func TestTruncationOfAProducersBatches(t *testing.T) {
	w, s := startOnDisk(t, "t=1")
	put(t, client(t, s, once()...), "t", 0, "k=a")
	for i := range int32(7) {
		if base, code := sequenced(t, s, i); base != int64(i)+1 || code != 0 {
			t.Fatalf("batch %d is answered %d, error %d", i, base, code)
		}
	}
	truncated(t, w, s, 7, 7)
	for _, c := range []struct {
		sequence int32
		base     int64
		code     int16
	}{{5, 6, 0}, {7, 0, kerr.OutOfOrderSequenceNumber.Code}, {6, 7, 0}, {7, 8, 0}, {6, 7, 0}} {
		if base, code := sequenced(t, s, c.sequence); base != c.base || code != c.code {
			t.Errorf("batch %d is answered %d, error %d, want %d, %d", c.sequence, base, code, c.base, c.code)
		}
	}
	truncated(t, w, s, 1, 1)
	if base, code := sequenced(t, s, 9); base != 1 || code != 0 {
		t.Errorf("a producer that nobody knows is answered %d, error %d", base, code)
	}
}

// A log is not cut off within a transaction, whose end would be lost alone.
func TestTruncationSparesTransactions(t *testing.T) {
	w, s := startOnDisk(t, "t=1")
	open := func() *kgo.Client {
		c := client(t, s, kgo.DefaultProduceTopic("t"), kgo.TransactionalID("x"))
		if err := c.BeginTransaction(); err != nil {
			t.Fatal(err)
		}
		if err := produce(c, "a"); err != nil {
			t.Fatal(err)
		}
		return c
	}
	c := open()
	obey(t, w, s, `{"do":"truncate","topic":"t","partition":0,"offset":0}`, "a transaction that is open")
	if err := c.EndTransaction(context.Background(), kgo.TryAbort); err != nil {
		t.Fatal(err)
	}
	obey(t, w, s, `{"do":"truncate","topic":"t","partition":0,"offset":1}`, "within a transaction")
	truncated(t, w, s, 0, 0)
	if err := open().EndTransaction(context.Background(), kgo.TryCommit); err != nil {
		t.Fatal(err)
	}
	wantFacts(t, w, "kafka.append", appended(0, 0, "", "a")+" txn=1")
	if got := contents(t, s, "t", 0, kgo.NewOffset().AtStart()); got != "0:a" {
		t.Errorf("the log holds %s", got)
	}
}

func TestTruncationRefuses(t *testing.T) {
	w, s := startOnDisk(t, "t=1")
	obey(t, w, s, `{"do":"truncate","topic":"t","partition":0,"offset":0}`, "has offsets from 0 to below 0")
	obey(t, w, s, `{"do":"truncate","topic":"t","partition":1,"offset":0}`, "there is no t/1")
	w, s = startCluster(t, "t=1", "")
	obey(t, w, s, `{"do":"truncate","topic":"t","partition":0,"offset":0}`, "see --data")
}
