package offsets

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/consumer"
)

// commitAs commits an offset as some tool does.
func commitAs(t testing.TB, client *kgo.Client, id consumer.TopicID, offset int64, metadata *string) {
	p := kmsg.NewOffsetCommitRequestTopicPartition()
	p.Offset, p.Metadata = offset, metadata
	topic := kmsg.NewOffsetCommitRequestTopic()
	topic.Topic, topic.TopicID, topic.Partitions = "t", id, append(topic.Partitions, p)
	req := kmsg.NewPtrOffsetCommitRequest()
	req.Group, req.Generation, req.Topics = "g", -1, append(req.Topics, topic)
	resp, err := req.RequestWith(context.Background(), client)
	if err == nil {
		err = kerr.ErrorForCode(resp.Topics[0].Partitions[0].ErrorCode)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestKafkaMetadata tolerates what others write there, and refuses what this store must have written and cannot read.
func TestKafkaMetadata(t *testing.T) {
	c, id := cluster(t)
	k, _ := openKafka(t, c)
	for _, metadata := range []string{"", "consumer-1@host", "onceover", "NO_METADATA", "\xff"} {
		commitAs(t, k.client, id, 7, &metadata)
		expectPositions(t, k, map[consumer.Partition]consumer.Position{two[0]: {Offset: 7, Epoch: consumer.NoEpoch}})
		if err := advance(t.Context(), id, k, two[0], 7, 8); err != nil {
			t.Errorf("over %q: %v", metadata, err)
		}
	}
	mark := kafkaMark{id, 12, "w-1", time.Unix(5, 0)}.String()
	for _, metadata := range []string{
		strings.Replace(mark, "/1", "/2", 1), mark[:30], mark + " x", strings.Replace(mark, "onceover/1 ", "onceover/1 A", 1), "onceover/",
	} {
		commitAs(t, k.client, id, 7, &metadata)
		if got, err := k.Load(t.Context(), two); err == nil || errors.Is(err, consumer.ErrFenced) {
			t.Errorf("%q: loaded %v, error %v", metadata, got, err)
		}
	}
	if got, err := parseMark(mark); got != (kafkaMark{id, 12, "w-1", time.Unix(5, 0)}) || err != nil {
		t.Errorf("%q is %v: %v", mark, got, err)
	}
}

// TestKafkaForgets has the cluster expire the offsets: that is none, and to a store that knows them somebody else's doing.
func TestKafkaForgets(t *testing.T) {
	c, id := cluster(t)
	k, _ := openKafka(t, c)
	loaded(t, k)
	if err := advance(t.Context(), id, k, two[0], consumer.None, 1); err != nil {
		t.Fatal(err)
	}
	req := kmsg.NewPtrDeleteGroupsRequest()
	req.Groups = []string{"g"}
	if _, err := req.RequestWith(t.Context(), k.client); err != nil {
		t.Fatal(err)
	}
	other, _ := openKafka(t, c)
	expectPositions(t, other, map[consumer.Partition]consumer.Position{})
	if err := advance(t.Context(), id, k, two[0], 1, 2); !errors.Is(err, consumer.ErrFenced) {
		t.Errorf("over an offset that expired: %v", err)
	}
}

// TestKafkaOddAnswers meets brokers that leave something out.
func TestKafkaOddAnswers(t *testing.T) {
	c, id := cluster(t)
	k, _ := openKafka(t, c)
	loaded(t, k)
	drop := func(key kmsg.Key) {
		c.ControlKey(int16(key), func(r kmsg.Request) (kmsg.Response, error, bool) {
			answer := r.ResponseKind()
			if fetched, ok := answer.(*kmsg.OffsetFetchResponse); ok {
				group := kmsg.NewOffsetFetchResponseGroup()
				group.Group = "g"
				fetched.Groups = append(fetched.Groups, group)
			}
			return answer, nil, true
		})
	}
	drop(kmsg.OffsetCommit)
	if err := advance(t.Context(), id, k, two[0], consumer.None, 1); err != nil {
		t.Error(err)
	}
	drop(kmsg.OffsetFetch) // once: then it is asked for again
	expectPositions(t, k, map[consumer.Partition]consumer.Position{two[0]: {Offset: 1, Epoch: 3, TopicID: id}})
	if err := advance(t.Context(), consumer.TopicID{}, k, two[0], 1, 2); err != nil {
		t.Errorf("with no topic id: %v", err)
	}
}

// TestKafkaUndecided does not take an offset for stored, or for none, that a transaction may still commit.
func TestKafkaUndecided(t *testing.T) {
	c, id := cluster(t)
	k, _ := openKafka(t, c)
	if err := advance(t.Context(), id, loaded(t, k), two[1], consumer.None, 1); err != nil {
		t.Fatal(err) // now there is a group, which kfake does not make for a transaction
	}
	name := "tx"
	begin := kmsg.NewPtrInitProducerIDRequest()
	begin.TransactionalID, begin.TransactionTimeoutMillis = &name, 60_000
	producer, err := begin.RequestWith(t.Context(), k.client)
	if err != nil {
		t.Fatal(err)
	}
	join := kmsg.NewPtrAddOffsetsToTxnRequest()
	join.TransactionalID, join.ProducerID, join.ProducerEpoch, join.Group = name, producer.ProducerID, producer.ProducerEpoch, "g"
	if _, err := join.RequestWith(t.Context(), k.client); err != nil {
		t.Fatal(err)
	}
	p := kmsg.NewTxnOffsetCommitRequestTopicPartition()
	p.Offset = 5
	topic := kmsg.NewTxnOffsetCommitRequestTopic()
	topic.Topic, topic.TopicID, topic.Partitions = "t", id, append(topic.Partitions, p)
	commit := kmsg.NewPtrTxnOffsetCommitRequest()
	commit.TransactionalID, commit.Group, commit.ProducerID, commit.ProducerEpoch = name, "g", producer.ProducerID, producer.ProducerEpoch
	commit.Generation, commit.Topics = -1, append(commit.Topics, topic)
	got, err := commit.RequestWith(t.Context(), k.client)
	if err != nil || got.Topics[0].Partitions[0].ErrorCode != 0 {
		t.Fatal(got, err)
	}
	hurried := NewKafka(k.client, "g", Patience{RetryBackoff: time.Millisecond, RetryTimeout: 20 * time.Millisecond})
	if held, err := hurried.Load(t.Context(), two); !errors.Is(err, kerr.UnstableOffsetCommit) {
		t.Errorf("before the transaction's end: %v, error %v", held, err)
	}
	end := kmsg.NewPtrEndTxnRequest()
	end.TransactionalID, end.ProducerID, end.ProducerEpoch, end.Commit = name, producer.ProducerID, producer.ProducerEpoch, true
	if _, err := end.RequestWith(t.Context(), k.client); err != nil {
		t.Fatal(err)
	}
	expectPositions(t, k, map[consumer.Partition]consumer.Position{
		two[0]: {Offset: 5, Epoch: consumer.NoEpoch}, two[1]: {Offset: 1, Epoch: 3, TopicID: id},
	})
}
