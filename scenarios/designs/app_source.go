package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// After an error the leaders are looked up anew, and asked once more: refresh.leader.backoff.ms and
// spark.streaming.kafka.maxRetries as Spark has them.
const leaderBackoff = 200 * time.Millisecond

// A source reads one topic by ranges of offsets, as Spark's direct stream does: each range from its partition's leader,
// and exactly. No offset is ever reset; one that the log does not have is an error. The partitions are those that the
// topic had when it was opened, and with begin those that come later, too.
type source struct {
	client     *kgo.Client
	topic      string
	id         [16]byte
	partitions []int32 // in order
	leaders    map[int32]int32
	looked     time.Time                              // when partitions were looked for last
	begin      func(context.Context) (offsets, error) // where partitions begin that come later; nil where nobody looks for them

	mu sync.Mutex // of what several batches read at a time

	ends    offsets            // of the logs, as they were last asked for
	fetched map[int32]*reading // what answers have brought, by partition
}

// offsets are the next offsets to read, by partition.
type offsets map[int32]int64

// openSource finds the topic's partitions and their leaders. The caller closes the source.
func (a *app) openSource(ctx context.Context, options ...kgo.Opt) (*source, error) {
	client, err := a.dialKafka(options...)
	if err != nil {
		return nil, err
	}
	s := &source{client: client, topic: a.topic, fetched: map[int32]*reading{}}
	if err := s.refresh(ctx); err != nil {
		client.Close()
		return nil, err
	}
	s.looked = time.Now()
	return s, nil
}

func (s *source) close() { s.client.Close() }

// metadataAge is how old a client's knowledge of the topics may become (metadata.max.age.ms): as people set it who wait for
// partitions, while the default is five minutes.
const metadataAge = 5 * time.Second

// discover looks for partitions that have come, and has them begin.
func (s *source) discover(ctx context.Context, next offsets) error {
	s.looked, s.partitions = time.Now(), nil
	if err := s.refresh(ctx); err != nil {
		return err
	}
	if len(s.partitions) == len(next) {
		return nil
	}
	first, err := s.begin(ctx)
	for _, p := range s.partitions {
		if _, ok := next[p]; !ok && err == nil {
			next[p] = first[p]
		}
	}
	s.ends = nil
	return err
}

// refresh looks up where the leaders are.
func (s *source) refresh(ctx context.Context) error {
	req := kmsg.NewPtrMetadataRequest()
	asked := kmsg.NewMetadataRequestTopic()
	asked.Topic = &s.topic
	req.Topics = append(req.Topics, asked)
	resp, err := req.RequestWith(context.WithoutCancel(ctx), s.client)
	if err == nil {
		err = kerr.ErrorForCode(resp.Topics[0].ErrorCode) // one was asked for
	}
	if err != nil {
		return fmt.Errorf("look up topic %s: %w", s.topic, err)
	}
	s.id, s.leaders = resp.Topics[0].TopicID, map[int32]int32{}
	for _, p := range resp.Topics[0].Partitions {
		s.leaders[p.Partition] = p.Leader
	}
	if s.partitions == nil {
		s.partitions = slices.Sorted(maps.Keys(s.leaders))
	}
	return nil
}

// The two ends of a log, as Kafka's ListOffsets names them.
const (
	logEnd   = -1
	logStart = -2
)

// bounds are the offsets of one end of the partitions' logs. The end is that of the last record that nobody will abort.
func (s *source) bounds(ctx context.Context, which int64) (offsets, error) {
	found := offsets{}
	request := func(partitions []int32) kmsg.Request {
		req := kmsg.NewPtrListOffsetsRequest()
		req.ReplicaID, req.IsolationLevel = -1, readCommitted
		topic := kmsg.NewListOffsetsRequestTopic()
		topic.Topic = s.topic
		for _, p := range partitions {
			asked := kmsg.NewListOffsetsRequestTopicPartition()
			asked.Partition, asked.Timestamp = p, which
			topic.Partitions = append(topic.Partitions, asked)
		}
		req.Topics = append(req.Topics, topic)
		return req
	}
	take := func(resp kmsg.Response) (errs []error) {
		for _, t := range resp.(*kmsg.ListOffsetsResponse).Topics {
			for _, p := range t.Partitions {
				if err := kerr.ErrorForCode(p.ErrorCode); err != nil {
					errs = append(errs, err)
				} else {
					found[p.Partition] = p.Offset
				}
			}
		}
		return errs
	}
	missing := func() []int32 {
		return slices.DeleteFunc(slices.Clone(s.partitions), func(p int32) bool { _, ok := found[p]; return ok })
	}
	if err := s.ask(ctx, missing, request, take); err != nil {
		return nil, fmt.Errorf("list offsets: %w", err)
	}
	return found, nil
}

// ask sends each leader of the missing partitions a request for those, one leader after the other. After an error it
// looks up the leaders and asks once more for what is still missing.
func (s *source) ask(ctx context.Context, missing func() []int32, request func([]int32) kmsg.Request, take func(kmsg.Response) []error) error {
	try := func() error {
		var led [][]int32 // by one broker each
		for _, p := range missing() {
			same := func(other []int32) bool { return s.leaders[other[0]] == s.leaders[p] }
			if i := slices.IndexFunc(led, same); i >= 0 {
				led[i] = append(led[i], p)
			} else {
				led = append(led, []int32{p})
			}
		}
		var errs []error
		for _, ps := range led {
			resp, err := s.client.Broker(int(s.leaders[ps[0]])).Request(context.WithoutCancel(ctx), request(ps))
			if err != nil {
				return err
			}
			errs = append(errs, take(resp)...)
		}
		return errors.Join(errs...)
	}
	if try() == nil {
		return nil
	}
	time.Sleep(leaderBackoff)
	if err := s.refresh(ctx); err != nil {
		return err
	}
	return try()
}
