package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// readCommitted is Kafka's isolation level by which records of transactions that were aborted are not read.
const readCommitted = 1

// The bounds of one fetch. A broker that has records answers at once.
const (
	fetchMaxWaitMillis = 500
	fetchMaxBytes      = 50 << 20
	fetchPartitionMax  = 1 << 20
)

// A span is a range of one partition's offsets.
type span struct {
	partition   int32
	from, until int64 // until is the first offset behind it
}

// plan returns the ranges of the next batch, in the order of the partitions: from the next offsets to the ends of the
// logs, and at most so many offsets of each. Partitions that are read to the end have no range, nor have those that next
// does not name. Where the log ends before the next offset, the range's end does, too, and read refuses it.
//
// The ends are asked for when one of them has been reached: behind by many batches, there is no need to.
func (s *source) plan(ctx context.Context, next offsets, most int64) ([]span, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.begin != nil && time.Since(s.looked) >= metadataAge {
		if err := s.discover(ctx, next); err != nil {
			return nil, err
		}
	}
	for _, p := range s.partitions {
		if from, ok := next[p]; ok && (s.ends == nil || from >= s.ends[p]) {
			ends, err := s.bounds(ctx, logEnd)
			if err != nil {
				return nil, err
			}
			s.ends = ends
			break
		}
	}
	var ranges []span
	for _, p := range s.partitions {
		if from, ok := next[p]; ok && from != s.ends[p] {
			ranges = append(ranges, span{p, from, min(from+most, s.ends[p])})
		}
	}
	return ranges, nil
}

// advance moves the next offsets behind the ranges.
func (o offsets) advance(ranges []span) {
	for _, r := range ranges {
		o[r.partition] = r.until
	}
}

// A reading is what was fetched of one partition and not taken yet.
type reading struct {
	from, next int64 // of the records, and of the next fetch
	records    []*kgo.Record
}

// read returns the records of the ranges, partition by partition and in their order. What answers bring beyond the
// ranges is kept for the next ones.
func (s *source) read(ctx context.Context, ranges []span) ([]*kgo.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range ranges {
		if r.until < r.from {
			return nil, fmt.Errorf("read partition %d: beginning offset %d is after the ending offset %d", r.partition, r.from, r.until)
		}
		if got := s.fetched[r.partition]; got == nil || got.from != r.from {
			s.fetched[r.partition] = &reading{from: r.from, next: r.from}
		}
	}
	missing := func() (list []int32) {
		for _, r := range ranges {
			if s.fetched[r.partition].next < r.until {
				list = append(list, r.partition)
			}
		}
		return list
	}
	for len(missing()) > 0 {
		if err := s.ask(ctx, missing, s.fetch, s.take); err != nil {
			return nil, fmt.Errorf("read %v: %w", ranges, err)
		}
	}
	var records []*kgo.Record
	for _, r := range ranges {
		got := s.fetched[r.partition]
		for len(got.records) > 0 && got.records[0].Offset < r.until {
			records, got.records = append(records, got.records[0]), got.records[1:]
		}
		got.from = r.until
	}
	return records, nil
}

// fetch is the request for what follows in some partitions.
func (s *source) fetch(partitions []int32) kmsg.Request {
	req := kmsg.NewPtrFetchRequest()
	req.MaxWaitMillis, req.MinBytes, req.MaxBytes = fetchMaxWaitMillis, 1, fetchMaxBytes
	req.IsolationLevel, req.SessionEpoch = readCommitted, -1 // outside any fetch session
	topic := kmsg.NewFetchRequestTopic()
	topic.Topic, topic.TopicID = s.topic, s.id
	for _, p := range partitions {
		asked := kmsg.NewFetchRequestTopicPartition()
		asked.Partition, asked.FetchOffset, asked.PartitionMaxBytes = p, s.fetched[p].next, fetchPartitionMax
		topic.Partitions = append(topic.Partitions, asked)
	}
	req.Topics = append(req.Topics, topic)
	return req
}

// errNothing says that a range's log had nothing of it.
var errNothing = errors.New("ran out of messages before reaching the ending offset")

// take keeps what a leader answered.
func (s *source) take(resp kmsg.Response) (errs []error) {
	fetch := resp.(*kmsg.FetchResponse)
	if err := kerr.ErrorForCode(fetch.ErrorCode); err != nil {
		return []error{err}
	}
	for _, topic := range fetch.Topics {
		for i := range topic.Partitions {
			answer := &topic.Partitions[i]
			got := s.fetched[answer.Partition]
			fetched, next := kgo.ProcessFetchPartition(kgo.ProcessFetchPartitionOpts{
				Offset: got.next, IsolationLevel: kgo.ReadCommitted(), Topic: s.topic, Partition: answer.Partition,
			}, answer, kgo.DefaultDecompressor(), nil)
			switch {
			case fetched.Err != nil:
				errs = append(errs, fmt.Errorf("fetch partition %d at %d: %w", answer.Partition, got.next, fetched.Err))
			case next <= got.next:
				errs = append(errs, fmt.Errorf("fetch partition %d at %d: %w", answer.Partition, got.next, errNothing))
			default:
				got.records, got.next = append(got.records, fetched.Records...), next
			}
		}
	}
	return errs
}
