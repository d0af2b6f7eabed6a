package main

import (
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/sim/trace"
)

// maxNamed bounds how many partitions the arguments of a point name.
const maxNamed = 8

// prepare makes a request observable and returns its arguments at points: topic and partition, in pairs, of the
// partitions that it names, and with a fetch the offset of each; or the group.
//
// A produce request that wants no answer is made to want one, which then goes nowhere, or nobody would know the offsets.
// A fetch that asks for an incremental session does not get one, so that each fetch says what it is about.
func (s *service) prepare(q *request) ([]trace.Arg, error) {
	switch kmsg.Key(q.key) {
	case kmsg.Produce, kmsg.Fetch, kmsg.ListOffsets, kmsg.OffsetCommit:
	default:
		return nil, nil
	}
	decoded, err := q.decode()
	if err != nil {
		return nil, err
	}
	n := names{s: s}
	switch r := decoded.(type) {
	case *kmsg.ProduceRequest:
		for _, t := range r.Topics {
			for _, p := range t.Partitions {
				n.add(t.Topic, t.TopicID, p.Partition)
			}
		}
		if r.Acks == 0 {
			q.silent, r.Acks = true, 1
			q.replace()
		}
	case *kmsg.FetchRequest:
		for _, t := range r.Topics {
			for _, p := range t.Partitions {
				n.add(t.Topic, t.TopicID, p.Partition, trace.Int("offset", p.FetchOffset))
			}
		}
		if r.SessionEpoch == 0 {
			r.SessionEpoch = -1
			q.replace()
		}
	case *kmsg.ListOffsetsRequest:
		for _, t := range r.Topics {
			for _, p := range t.Partitions {
				n.add(t.Topic, [16]byte{}, p.Partition)
			}
		}
	case *kmsg.OffsetCommitRequest:
		return []trace.Arg{trace.Str("group", r.Group)}, nil
	}
	return n.args, nil
}

// names collects the partitions that a request names.
type names struct {
	s     *service
	count int
	args  []trace.Arg
}

func (n *names) add(topic string, id [16]byte, number int32, more ...trace.Arg) {
	if n.count++; n.count > maxNamed {
		return
	}
	n.args = append(n.args, trace.Str("topic", n.s.topicName(topic, id)), trace.Int("partition", int64(number)))
	n.args = append(n.args, more...)
}
