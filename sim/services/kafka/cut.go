package main

import (
	"fmt"
	"maps"
	"math"
	"os"
	"slices"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// A cut is what is left of a log that is cut off.
type cut struct {
	end       int64
	segments  []segment
	producers map[int64]*sequence
	open      map[int64]bool // producers within a transaction
}

// A segment is one file of a log, as kfake's snapshot has it.
type segment struct {
	Base    int64 `json:"base_offset"`
	Size    int64 `json:"size"`
	batches int64
}

// A sequence is what a broker knows of a producer's last five batches in a log, as kfake writes it.
type sequence struct {
	Producer int64    `json:"pid"`
	Topic    string   `json:"topic"`
	Number   int32    `json:"partition"`
	Entries  [5]entry `json:"entries"`
	Count    uint8    `json:"count"`
	At       uint8    `json:"at"` // of the next entry
	Epoch    int16    `json:"epoch"`
	Seen     bool     `json:"seen"`
	Next     int32    `json:"next_seq"`
}

type entry struct {
	First  int32 `json:"first_seq"`
	Next   int32 `json:"next_seq"`
	Offset int64 `json:"offset"`
}

// plan reads what is left of a log that loses an offset and all behind it. A log ends between batches: brokers copy them
// whole. It must not end within a transaction.
func (d storage) plan(at partition, offset int64) (cut, error) {
	bases, err := d.segments(at)
	if err != nil {
		return cut{}, err
	}
	c := cut{producers: map[int64]*sequence{}, open: map[int64]bool{}}
	for _, base := range bases {
		raw, err := os.ReadFile(d.batches(at, base))
		if err != nil {
			return cut{}, err
		}
		s := segment{Base: base}
		for b, err := range batches(raw) {
			if err != nil {
				return cut{}, fmt.Errorf("decode %s: %w", d.batches(at, base), err)
			}
			if b.FirstOffset+int64(b.LastOffsetDelta) >= offset {
				return c.finished(s, b.FirstOffset)
			}
			c.add(b)
			s.Size, s.batches = s.Size+batchHead+int64(b.Length), s.batches+1
		}
		c.segments = append(c.segments, s)
	}
	return cut{}, fmt.Errorf("no batch has offset %d", offset)
}

// finished ends the cut in a segment; one that is empty is dropped.
func (c cut) finished(last segment, end int64) (cut, error) {
	if len(c.open) > 0 {
		return cut{}, fmt.Errorf("offset %d is within a transaction", end)
	}
	if c.end = end; last.Size > 0 {
		c.segments = append(c.segments, last)
	}
	return c, nil
}

func (c cut) add(b kmsg.RecordBatch) {
	switch {
	case b.Attributes&controlBatch != 0:
		delete(c.open, b.ProducerID)
		return
	case b.ProducerID < 0:
		return
	case b.Attributes&transactional != 0:
		c.open[b.ProducerID] = true
	}
	s := c.producers[b.ProducerID]
	if s == nil || s.Epoch != b.ProducerEpoch {
		s = &sequence{Producer: b.ProducerID, Epoch: b.ProducerEpoch, Seen: true}
		c.producers[b.ProducerID] = s
	}
	s.Next = int32((int64(b.FirstSequence) + int64(b.LastOffsetDelta) + 1) % math.MaxInt32)
	s.Entries[s.At] = entry{b.FirstSequence, s.Next, b.FirstOffset}
	s.At, s.Count = (s.At+1)%5, min(s.Count+1, 5)
}

// sequences are the producers whose batches are left, by their ids.
func (c cut) sequences(at partition) (all []sequence) {
	for _, id := range slices.Sorted(maps.Keys(c.producers)) {
		s := *c.producers[id]
		s.Topic, s.Number = at.topic, at.number
		all = append(all, s)
	}
	return all
}
