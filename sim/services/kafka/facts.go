package main

import (
	"encoding/hex"
	"fmt"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/sim/trace"
)

// observe records what the request changed, as kfake's answer tells.
func (s *service) observe(client string, q *request, frame []byte) error {
	switch kmsg.Key(q.key) {
	case kmsg.Produce, kmsg.CreateTopics, kmsg.CreatePartitions, kmsg.DeleteTopics, kmsg.DeleteRecords, kmsg.InitProducerID, kmsg.EndTxn,
		kmsg.OffsetCommit, kmsg.TxnOffsetCommit, kmsg.OffsetDelete, kmsg.DeleteGroups:
	default:
		return nil
	}
	answer, err := q.decodeAnswer(frame)
	if err != nil {
		return err
	}
	switch answer := answer.(type) {
	case *kmsg.ProduceResponse:
		return s.observeProduce(client, q, answer)
	case *kmsg.InitProducerIDResponse:
		s.observeInit(answer)
	case *kmsg.EndTxnResponse:
		return s.observeEndTxn(q, answer)
	case *kmsg.OffsetCommitResponse:
		return s.observeCommit(client, q, answer)
	case *kmsg.TxnOffsetCommitResponse:
		return s.observeTxnCommit(client, q, answer)
	case *kmsg.OffsetDeleteResponse:
		return s.observeOffsetDelete(client, q, answer)
	case *kmsg.DeleteGroupsResponse:
		s.groupsDeleted(client, answer)
	case *kmsg.CreateTopicsResponse:
		for _, t := range answer.Topics {
			s.observeTopic(client, t.Topic, t.ErrorCode)
		}
	case *kmsg.CreatePartitionsResponse:
		for _, t := range answer.Topics {
			s.observeTopic(client, t.Topic, t.ErrorCode)
		}
	case *kmsg.DeleteTopicsResponse:
		for _, t := range answer.Topics {
			if t.Topic != nil && t.ErrorCode == 0 {
				s.topicDeleted(client, *t.Topic)
			}
		}
	case *kmsg.DeleteRecordsResponse:
		for _, t := range answer.Topics {
			for _, p := range t.Partitions {
				if p.ErrorCode == 0 {
					s.recordsDeleted(client, partition{t.Topic, p.Partition}, p.LowWatermark)
				}
			}
		}
	}
	return nil
}

// observeProduce records each record of the partitions that took it.
func (s *service) observeProduce(client string, q *request, answer *kmsg.ProduceResponse) error {
	decoded, err := q.decode()
	if err != nil {
		return err
	}
	sent := map[partition][]byte{}
	for _, t := range decoded.(*kmsg.ProduceRequest).Topics {
		for _, p := range t.Partitions {
			sent[partition{s.topicName(t.Topic, t.TopicID), p.Partition}] = p.Records
		}
	}
	for _, t := range answer.Topics {
		for _, p := range t.Partitions {
			at := partition{s.topicName(t.Topic, t.TopicID), p.Partition}
			if p.ErrorCode != 0 || !s.firstTime(at, p.BaseOffset) {
				continue
			}
			if err := s.recordAppends(client, at, p.BaseOffset, sent[at]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *service) recordAppends(client string, at partition, base int64, records []byte) error {
	var b kmsg.RecordBatch
	if err := b.ReadFrom(records); err != nil {
		return fmt.Errorf("decode the batch appended to %s/%d: %w", at.topic, at.number, err)
	}
	all, err := kfake.BatchRecords(b)
	if err != nil {
		return fmt.Errorf("decode the batch appended to %s/%d: %w", at.topic, at.number, err)
	}
	id := s.topicID(at.topic)
	record := func(fact string, e ending) {
		for _, r := range all {
			s.hooks.Record(fact, client, inTransaction(e, []trace.Arg{
				trace.Str("topic", at.topic), trace.Str("topic_id", id),
				trace.Int("partition", int64(at.number)), trace.Int("offset", base+int64(r.OffsetDelta)),
				trace.Str("key", string(r.Key)), trace.Str("value", string(r.Value)),
			})...)
		}
	}
	if b.Attributes&transactional == 0 {
		record("kafka.append", ending{})
		return nil
	}
	s.hold(transaction{b.ProducerID, b.ProducerEpoch}, client, func(e ending) {
		if e.number > 0 {
			record("kafka.append", e)
		} else {
			record("kafka.aborted", e)
		}
	})
	return nil
}

// firstTime reports whether the batch with that offset was not recorded before: of a batch that an idempotent producer
// sends again, the answer tells the offset that it got the first time.
func (s *service) firstTime(at partition, base int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := batch{s.topics[at.topic].id, at.number, base}
	if s.appended[b] {
		return false
	}
	s.appended[b] = true
	return true
}

func (s *service) recordsDeleted(client string, at partition, offset int64) {
	s.begins(at)
	s.hooks.Record("kafka.delete_records", client, trace.Str("topic", at.topic),
		trace.Int("partition", int64(at.number)), trace.Int("offset", offset))
}

func (s *service) topicName(name string, id [16]byte) string {
	if name != "" {
		return name
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.names[id]
}

func (s *service) topicID(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.topics[name].id
	return hex.EncodeToString(id[:])
}
