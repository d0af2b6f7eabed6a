package main

import (
	"cmp"
	"encoding/hex"
	"maps"
	"slices"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/sim/trace"
)

// A position is what a group stores an offset of.
type position struct {
	group string
	at    partition
}

// A commit is an offset that a client asked to store.
type commit struct {
	position
	id     [16]byte // of the topic; zero where the request names it
	offset int64
	epoch  int32
}

// observeCommit records the offsets that a group's coordinator took.
func (s *service) observeCommit(client string, q *request, answer *kmsg.OffsetCommitResponse) error {
	decoded, err := q.decode()
	if err != nil {
		return err
	}
	taken := map[partition]bool{}
	for _, t := range answer.Topics {
		for _, p := range t.Partitions {
			taken[partition{s.topicName(t.Topic, t.TopicID), p.Partition}] = p.ErrorCode == 0
		}
	}
	asked := decoded.(*kmsg.OffsetCommitRequest)
	for _, t := range asked.Topics {
		for _, p := range t.Partitions {
			at := partition{s.topicName(t.Topic, t.TopicID), p.Partition}
			if taken[at] {
				s.committed(client, ending{}, commit{position{asked.Group, at}, t.TopicID, p.Offset, p.LeaderEpoch})
			}
		}
	}
	return nil
}

// observeTxnCommit holds the offsets that were added to a transaction until it ends. Those of one that is aborted are nowhere.
func (s *service) observeTxnCommit(client string, q *request, answer *kmsg.TxnOffsetCommitResponse) error {
	decoded, err := q.decode()
	if err != nil {
		return err
	}
	taken := map[partition]bool{}
	for _, t := range answer.Topics {
		for _, p := range t.Partitions {
			taken[partition{s.topicName(t.Topic, t.TopicID), p.Partition}] = p.ErrorCode == 0
		}
	}
	asked := decoded.(*kmsg.TxnOffsetCommitRequest)
	for _, t := range asked.Topics {
		for _, p := range t.Partitions {
			at := partition{s.topicName(t.Topic, t.TopicID), p.Partition}
			if taken[at] {
				c := commit{position{asked.Group, at}, t.TopicID, p.Offset, p.LeaderEpoch}
				s.hold(transaction{asked.ProducerID, asked.ProducerEpoch}, client, func(e ending) {
					if e.number > 0 {
						s.committed(client, e, c)
					}
				})
			}
		}
	}
	return nil
}

// observeOffsetDelete records the offsets that a group no longer has.
func (s *service) observeOffsetDelete(client string, q *request, answer *kmsg.OffsetDeleteResponse) error {
	decoded, err := q.decode()
	if err != nil || answer.ErrorCode != 0 {
		return err
	}
	group := decoded.(*kmsg.OffsetDeleteRequest).Group
	gone := map[position]bool{}
	for _, t := range answer.Topics {
		for _, p := range t.Partitions {
			gone[position{group, partition{t.Topic, p.Partition}}] = p.ErrorCode == 0
		}
	}
	s.forget(client, func(p position) bool { return gone[p] })
	return nil
}

func (s *service) committed(client string, e ending, c commit) {
	id := s.topicID(c.at.topic)
	if c.id != [16]byte{} {
		id = hex.EncodeToString(c.id[:])
	}
	s.mu.Lock()
	s.offsets[c.position] = id
	s.mu.Unlock()
	s.hooks.Record("kafka.offset", client, inTransaction(e, []trace.Arg{
		trace.Str("group", c.group), trace.Str("topic", c.at.topic), trace.Str("topic_id", id),
		trace.Int("partition", int64(c.at.number)), trace.Int("offset", c.offset), trace.Int("epoch", int64(c.epoch)),
	})...)
}

// groupsDeleted records that deleted groups have no offsets.
func (s *service) groupsDeleted(client string, answer *kmsg.DeleteGroupsResponse) {
	gone := map[string]bool{}
	for _, g := range answer.Groups {
		gone[g.Group] = g.ErrorCode == 0
	}
	s.forget(client, func(p position) bool { return gone[p.group] })
}

// forget records that offsets are stored no longer.
func (s *service) forget(client string, gone func(position) bool) {
	s.mu.Lock()
	ids := maps.Clone(s.offsets)
	maps.DeleteFunc(s.offsets, func(p position, _ string) bool { return gone(p) })
	s.mu.Unlock()
	for _, p := range slices.SortedFunc(maps.Keys(ids), position.compare) {
		if gone(p) {
			s.hooks.Record("kafka.offset", client, trace.Str("kind", "delete"), trace.Str("group", p.group),
				trace.Str("topic", p.at.topic), trace.Str("topic_id", ids[p]), trace.Int("partition", int64(p.at.number)))
		}
	}
}

func (p position) compare(q position) int {
	return cmp.Or(cmp.Compare(p.group, q.group), p.at.compare(q.at))
}
