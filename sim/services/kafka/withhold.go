package main

import (
	"fmt"
	"maps"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// What brokers may withhold of a log: where it ends, as one does that is behind, and all batches of a fetch but one, as
// one may that finds the rest too much. Both are true, and not all of the truth.

// withheld is what the brokers do not tell of a log.
type withheld struct {
	ends  bool  // they are asked for its end, and tell a lower one
	end   int64 // this
	short bool  // a fetch gets one batch at most
}

// withhold carries out an order about what is told of a log.
func (s *service) withhold(o order) error {
	at := partition{o.Topic, o.Partition}
	info := s.cluster.PartitionInfo(at.topic, at.number)
	if info == nil {
		return fmt.Errorf("there is no %s/%d", at.topic, at.number)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.withheld[at]
	switch o.Do {
	case "tell_end":
		if o.Offset >= info.HighWatermark {
			return fmt.Errorf("%s/%d ends at %d", at.topic, at.number, info.HighWatermark)
		}
		h.ends, h.end = true, o.Offset
	case "tell_true_end":
		h.ends, h.end = false, 0
	case "shorten_fetches":
		h.short = true
	case "fetch_whole":
		h.short = false
	}
	if s.withheld[at] = h; h == (withheld{}) {
		delete(s.withheld, at)
	}
	return nil
}

func (s *service) withheldNow() map[partition]withheld {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.withheld)
}

// shorten makes a fetch one that gets no more than one batch of the logs that are withheld: a broker gives one, however
// few bytes it is allowed, if it is the first of the answer; the others it gives with the next fetch.
func (s *service) shorten(q *request) error {
	held := s.withheldNow()
	if kmsg.Key(q.key) != kmsg.Fetch || len(held) == 0 {
		return nil
	}
	decoded, err := q.decode()
	if err != nil {
		return err
	}
	for _, t := range decoded.(*kmsg.FetchRequest).Topics {
		for i := range t.Partitions {
			if p := &t.Partitions[i]; held[partition{s.topicName(t.Topic, t.TopicID), p.Partition}].short {
				p.PartitionMaxBytes = 1
			}
		}
	}
	q.replace()
	return nil
}

// latest is the time that asks where a log ends.
const latest = -1

// lower makes an answer tell the lower ends of the logs that are withheld.
func (s *service) lower(q *request, frame []byte) ([]byte, error) {
	held := s.withheldNow()
	if kmsg.Key(q.key) != kmsg.ListOffsets || len(held) == 0 {
		return frame, nil
	}
	decoded, err := q.decode()
	if err != nil {
		return nil, err
	}
	answer, err := q.decodeAnswer(frame)
	if err != nil {
		return nil, err
	}
	last := map[partition]bool{}
	for _, t := range decoded.(*kmsg.ListOffsetsRequest).Topics {
		for _, p := range t.Partitions {
			last[partition{t.Topic, p.Partition}] = p.Timestamp == latest
		}
	}
	for _, t := range answer.(*kmsg.ListOffsetsResponse).Topics {
		for i := range t.Partitions {
			p := &t.Partitions[i]
			at := partition{t.Topic, p.Partition}
			if h := held[at]; h.ends && last[at] && p.ErrorCode == 0 {
				p.Offset = min(p.Offset, h.end)
			}
		}
	}
	return q.encodeAnswer(answer), nil
}
