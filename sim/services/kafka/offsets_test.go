package main

import (
	"context"
	"fmt"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/sim/guest"
)

func stored(partition, offset, epoch int) string {
	return fmt.Sprintf(`kafka.offset group="g" topic="t" partition=%d offset=%d epoch=%d`, partition, offset, epoch)
}

func unstored(partition int) string {
	return fmt.Sprintf(`kafka.offset kind="delete" group="g" topic="t" partition=%d`, partition)
}

// commitOf is a request to store offsets of partitions from 0 up.
func commitOf(s *service, offsets ...int64) *kmsg.OffsetCommitRequest {
	r := commitRequest().(*kmsg.OffsetCommitRequest)
	topic := kmsg.NewOffsetCommitRequestTopic()
	topic.Topic, topic.TopicID = "t", s.topics["t"].id
	for i, o := range offsets {
		p := kmsg.NewOffsetCommitRequestTopicPartition()
		p.Partition, p.Offset, p.LeaderEpoch = int32(i), o, 1
		topic.Partitions = append(topic.Partitions, p)
	}
	r.Topics = []kmsg.OffsetCommitRequestTopic{topic}
	return r
}

// What a coordinator takes is recorded, partition by partition, and nothing else is.
func TestStoredOffsetsAreRecorded(t *testing.T) {
	w, s := startCluster(t, "t=2", "")
	c := client(t, s, kgo.RequestRetries(0))
	commit := func(r *kmsg.OffsetCommitRequest) {
		t.Helper()
		if _, err := r.RequestWith(context.Background(), c); err != nil {
			t.Fatal(err)
		}
	}
	commit(commitOf(s, 7, 3))
	w.mu.Lock()
	if id := w.facts[len(w.facts)-1].args[2]; id.String() != `topic_id="`+s.topicID("t")+`"` {
		t.Errorf("the fact names %v", id)
	}
	w.mu.Unlock()
	wantFacts(t, w, "kafka.offset", stored(0, 7, 1), stored(1, 3, 1))
	wrong := commitOf(s, 9)
	wrong.Generation, wrong.MemberID = 3, "nobody"
	commit(wrong)
	wantFacts(t, w, "kafka.offset")
	w.rule("received kafka.offset_commit", guest.Verdict{Action: guest.Fail, Error: "NOT_COORDINATOR"})
	commit(commitOf(s, 8))
	wantFacts(t, w, "kafka.offset")
	w.rule("applied kafka.offset_commit", guest.Verdict{Action: guest.Fail, Error: "REQUEST_TIMED_OUT"})
	commit(commitOf(s, 9))
	wantFacts(t, w, "kafka.offset", stored(0, 9, 1))
}

// An offset that is stored no longer is recorded as well, whatever took it: a request, its group's end or its topic's.
func TestDeletedOffsetsAreRecorded(t *testing.T) {
	w, s := startCluster(t, "t=2", "")
	c := client(t, s)
	request := func(r kmsg.Request) {
		t.Helper()
		if _, err := c.Request(context.Background(), r); err != nil {
			t.Fatal(err)
		}
		w.take("")
	}
	request(commitOf(s, 7, 3))
	gone := kmsg.NewPtrOffsetDeleteRequest()
	gone.Group = "g"
	topic := kmsg.NewOffsetDeleteRequestTopic()
	topic.Topic = "t"
	p := kmsg.NewOffsetDeleteRequestTopicPartition()
	p.Partition = 1
	topic.Partitions = append(topic.Partitions, p)
	gone.Topics = append(gone.Topics, topic)
	if _, err := c.Request(context.Background(), gone); err != nil {
		t.Fatal(err)
	}
	wantFacts(t, w, "kafka.offset", unstored(1))
	end := kmsg.NewPtrDeleteGroupsRequest()
	end.Groups = []string{"g"}
	if _, err := c.Request(context.Background(), end); err != nil {
		t.Fatal(err)
	}
	wantFacts(t, w, "kafka.offset", unstored(0))
	request(commitOf(s, 7, 3))
	obey(t, w, s, `{"do":"delete_topic","topic":"t"}`, "")
	wantFacts(t, w, "kafka.offset", unstored(0), unstored(1))
}

// Offsets of a transaction are stored when it is committed, and never if it is aborted.
func TestOffsetsOfTransactions(t *testing.T) {
	w, s := startCluster(t, "t=1", "")
	c := client(t, s, kgo.DefaultProduceTopic("t"), kgo.TransactionalID("x"))
	for _, how := range []kgo.TransactionEndTry{kgo.TryAbort, kgo.TryCommit} {
		if err := c.BeginTransaction(); err != nil {
			t.Fatal(err)
		}
		if err := produce(c, "a"); err != nil {
			t.Fatal(err)
		}
		join, commit := kmsg.NewPtrAddOffsetsToTxnRequest(), kmsg.NewPtrTxnOffsetCommitRequest()
		id, epoch, err := c.ProducerID(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		join.TransactionalID, join.ProducerID, join.ProducerEpoch, join.Group = "x", id, epoch, "g"
		commit.TransactionalID, commit.ProducerID, commit.ProducerEpoch, commit.Group = "x", id, epoch, "g"
		topic, p := kmsg.NewTxnOffsetCommitRequestTopic(), kmsg.NewTxnOffsetCommitRequestTopicPartition()
		topic.Topic, topic.TopicID, p.Offset, p.LeaderEpoch = "t", s.topics["t"].id, 5, 1
		topic.Partitions = append(topic.Partitions, p)
		commit.Topics = append(commit.Topics, topic)
		for _, r := range []kmsg.Request{join, commit} {
			if _, err := c.Request(context.Background(), r); err != nil {
				t.Fatal(err)
			}
		}
		wantFacts(t, w, "kafka.offset")
		if err := c.EndTransaction(context.Background(), how); err != nil {
			t.Fatal(err)
		}
		if how == kgo.TryCommit {
			wantFacts(t, w, "kafka.offset", stored(0, 5, 1)+" txn=1")
		} else {
			wantFacts(t, w, "kafka.offset")
		}
	}
}
