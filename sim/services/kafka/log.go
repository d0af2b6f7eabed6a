package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"iter"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// batchHead is the length of a record batch's bytes up to and with its own length.
const batchHead = 12

// fetch reads batches of a log from an offset, up to the first open transaction, from one node and past all points; none,
// at the end.
func (s *service) fetch(node int32, at partition, offset int64) (read kmsg.FetchResponseTopicPartition, err error) {
	r := kmsg.NewPtrFetchRequest()
	r.Version, r.MaxBytes, r.SessionEpoch, r.IsolationLevel = 11, maxRequest, -1, 1
	t := kmsg.NewFetchRequestTopic()
	t.Topic = at.topic
	p := kmsg.NewFetchRequestTopicPartition()
	p.Partition, p.FetchOffset, p.PartitionMaxBytes = at.number, offset, maxRequest
	t.Partitions = append(t.Partitions, p)
	r.Topics = append(r.Topics, t)
	answer, err := s.ask(node, r)
	if err != nil {
		return read, fmt.Errorf("read %s/%d: %w", at.topic, at.number, err)
	}
	read = answer.(*kmsg.FetchResponse).Topics[0].Partitions[0]
	if err := kerr.ErrorForCode(read.ErrorCode); err != nil {
		return read, fmt.Errorf("read %s/%d: %w", at.topic, at.number, err)
	}
	return read, nil
}

// batches are the batches that stand one after the other, up to an error.
func batches(raw []byte) iter.Seq2[kmsg.RecordBatch, error] {
	return func(yield func(kmsg.RecordBatch, error) bool) {
		for len(raw) > 0 {
			var b kmsg.RecordBatch
			n := batchLength(raw)
			if n < 0 {
				yield(b, errors.New("a batch is not whole"))
				return
			}
			err := b.ReadFrom(raw[:n])
			if !yield(b, err) || err != nil {
				return
			}
			raw = raw[n:]
		}
	}
}

// batchLength is the length of the first of some batches, or -1 if it is not whole.
func batchLength(raw []byte) int {
	if len(raw) < batchHead {
		return -1
	}
	n := batchHead + int(int32(binary.BigEndian.Uint32(raw[8:])))
	if n < batchHead || n > len(raw) {
		return -1
	}
	return n
}
