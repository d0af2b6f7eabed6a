package main

import (
	"fmt"
	"slices"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// An extent is what a log holds: from start to end, where not every offset has a record of a producer's, or one that
// counts.
type extent struct {
	start, end int64
	records    map[int64]bool
}

// without are the offsets of records that are not in a later state of the log, those appended in between included.
func (e extent) without(later extent) (gone []int64) {
	for offset := e.start; offset < later.end; offset++ {
		if (e.records[offset] || offset >= e.end) && !later.records[offset] {
			gone = append(gone, offset)
		}
	}
	return gone
}

// read reads a log past all points, from its leader.
func (s *service) read(at partition) (extent, error) {
	info := s.cluster.PartitionInfo(at.topic, at.number)
	if info == nil {
		return extent{}, fmt.Errorf("there is no %s/%d", at.topic, at.number)
	}
	log := extent{info.LogStartOffset, info.LogStartOffset, map[int64]bool{}}
	for {
		read, err := s.fetch(info.Leader, at, log.end)
		if err != nil || len(read.RecordBatches) == 0 {
			return log, err
		}
		aborted := map[int64][]int64{} // where transactions began, by producer
		for _, t := range read.AbortedTransactions {
			aborted[t.ProducerID] = append(aborted[t.ProducerID], t.FirstOffset)
		}
		for b, err := range batches(read.RecordBatches) {
			if err == nil {
				err = log.add(b, aborted)
			}
			if err != nil {
				return extent{}, fmt.Errorf("decode %s/%d from %d: %w", at.topic, at.number, log.end, err)
			}
		}
	}
}

// add adds a batch. A control batch ends its producer's transactions.
func (e *extent) add(b kmsg.RecordBatch, aborted map[int64][]int64) error {
	e.end = b.FirstOffset + int64(b.LastOffsetDelta) + 1
	begun := func(first int64) bool { return first <= b.FirstOffset }
	switch open := aborted[b.ProducerID]; {
	case b.Attributes&controlBatch != 0:
		aborted[b.ProducerID] = slices.DeleteFunc(open, begun)
		return nil
	case b.Attributes&transactional != 0 && slices.ContainsFunc(open, begun):
		return nil
	}
	all, err := kfake.BatchRecords(b)
	if err != nil {
		return err
	}
	for _, r := range all {
		e.records[b.FirstOffset+int64(r.OffsetDelta)] = true
	}
	return nil
}
