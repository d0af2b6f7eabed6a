package main

import (
	"maps"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// kfake is corrected where it differs from Kafka in what a compacted or a truncated log tells its readers.

// A logStart is where a log begins: for clients, who are told the same after a compaction as before, and for kfake, which
// begins its log with the first record that is left.
type logStart struct{ told, held int64 }

// skipped notes that kfake's log begins later because it was compacted.
func (s *service) skipped(at partition, before, after int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.starts[at]; !ok {
		s.starts[at] = logStart{before, before}
	}
	s.starts[at] = logStart{s.starts[at].told, after}
}

// begins notes that a log begins for clients where it begins for kfake.
func (s *service) begins(at partition) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.starts, at)
}

// startsNow are the logs that kfake begins elsewhere than Kafka would.
func (s *service) startsNow() map[partition]logStart {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.starts)
}

// ready makes a request one that kfake answers as Kafka would, as far as that can be: a fetch in front of the first
// record that is left gets that one. Of the logs whose epochs are asked for it notes where they end.
func (s *service) ready(q *request) error {
	key, starts := kmsg.Key(q.key), s.startsNow()
	if key != kmsg.OffsetForLeaderEpoch && (key != kmsg.Fetch || len(starts) == 0) {
		return nil
	}
	decoded, err := q.decode()
	if err != nil {
		return err
	}
	switch r := decoded.(type) {
	case *kmsg.FetchRequest:
		for _, t := range r.Topics {
			for i := range t.Partitions {
				p := &t.Partitions[i]
				at, ok := starts[partition{s.topicName(t.Topic, t.TopicID), p.Partition}]
				if ok && p.FetchOffset >= at.told && p.FetchOffset < at.held {
					p.FetchOffset = at.held
				}
			}
		}
		q.replace()
	case *kmsg.OffsetForLeaderEpochRequest:
		q.ends = map[partition]*kfake.PartitionInfo{}
		for _, t := range r.Topics {
			for _, p := range t.Partitions {
				q.ends[partition{t.Topic, p.Partition}] = s.cluster.PartitionInfo(t.Topic, p.Partition)
			}
		}
	}
	return nil
}

// correct is the frame of kfake's answer as Kafka would have it.
func (s *service) correct(q *request, frame []byte) ([]byte, error) {
	starts := s.startsNow()
	switch key := kmsg.Key(q.key); {
	case key == kmsg.OffsetForLeaderEpoch:
	case len(starts) > 0 && (key == kmsg.Fetch || key == kmsg.Produce || key == kmsg.ListOffsets):
	default:
		return frame, nil
	}
	answer, err := q.decodeAnswer(frame)
	if err != nil {
		return nil, err
	}
	decoded, err := q.decode()
	if err != nil {
		return nil, err
	}
	switch answer := answer.(type) {
	case *kmsg.OffsetForLeaderEpochResponse:
		correctEnds(decoded.(*kmsg.OffsetForLeaderEpochRequest), answer, q.ends)
	case *kmsg.ListOffsetsResponse:
		correctEarliest(decoded.(*kmsg.ListOffsetsRequest), answer, starts)
	case *kmsg.FetchResponse:
		for _, t := range answer.Topics {
			for i := range t.Partitions {
				correctStart(&t.Partitions[i].LogStartOffset, starts[partition{s.topicName(t.Topic, t.TopicID), t.Partitions[i].Partition}])
			}
		}
	case *kmsg.ProduceResponse:
		for _, t := range answer.Topics {
			for i := range t.Partitions {
				correctStart(&t.Partitions[i].LogStartOffset, starts[partition{s.topicName(t.Topic, t.TopicID), t.Partitions[i].Partition}])
			}
		}
	}
	return q.encodeAnswer(answer), nil
}

func correctStart(offset *int64, at logStart) {
	if at.held > 0 && *offset == at.held {
		*offset = at.told
	}
}

// earliest is the time that asks where a log begins.
const earliest = -2

func correctEarliest(asked *kmsg.ListOffsetsRequest, answer *kmsg.ListOffsetsResponse, starts map[partition]logStart) {
	first := map[partition]bool{}
	for _, t := range asked.Topics {
		for _, p := range t.Partitions {
			first[partition{t.Topic, p.Partition}] = p.Timestamp == earliest
		}
	}
	for _, t := range answer.Topics {
		for i := range t.Partitions {
			if at := (partition{t.Topic, t.Partitions[i].Partition}); first[at] {
				correctStart(&t.Partitions[i].Offset, starts[at])
			}
		}
	}
}

// correctEnds tells where an epoch ends that no record is newer than: where the log does. kfake knows an epoch only once
// it has a record of a newer one, and answers -1 before. An epoch of which nothing is left ends where the log begins; there
// kfake answers the newer one with 0. Where the log ended when the request was still to be handled is exact, if the epoch was
// over by then.
func correctEnds(asked *kmsg.OffsetForLeaderEpochRequest, answer *kmsg.OffsetForLeaderEpochResponse, ends map[partition]*kfake.PartitionInfo) {
	epochs := map[partition]int32{}
	for _, t := range asked.Topics {
		for _, p := range t.Partitions {
			epochs[partition{t.Topic, p.Partition}] = p.LeaderEpoch
		}
	}
	for _, t := range answer.Topics {
		for i := range t.Partitions {
			p := &t.Partitions[i]
			at := partition{t.Topic, p.Partition}
			epoch, log := epochs[at], ends[at]
			if p.ErrorCode != 0 || log == nil || log.Epoch <= epoch {
				continue
			}
			switch {
			case p.EndOffset < 0:
				p.LeaderEpoch, p.EndOffset = epoch, log.HighWatermark
			case p.LeaderEpoch > epoch:
				p.LeaderEpoch, p.EndOffset = epoch, log.LogStartOffset
			}
		}
	}
}
