package consumer

import (
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// stage is how far a batch has come.
type stage uint8

const (
	ready   stage = iota // its records are here
	working              // they are processed and written
	written              // all of that is done
	failed               // or it went wrong: nothing behind it is stored
)

// batch is a batch on its way.
type batch struct {
	Batch
	stage            stage
	records          [][]*kgo.Record     // of each partition that has any
	ends             map[Partition]int64 // of the logs when it was planned
	letters          []DeadLetter
	planned          time.Time // when it was its turn to be read
	started, written time.Time
}

// count is how many records the batch has.
func (b *batch) count() int {
	n := 0
	for _, records := range b.records {
		n += len(records)
	}
	return n
}

// spans are the first and the last records of each partition that has any.
func (b *batch) spans() []Span {
	spans := make([]Span, len(b.records))
	for i, records := range b.records {
		spans[i] = Span{First: recordOf(records[0]), Last: recordOf(records[len(records)-1])}
	}
	return spans
}

// merge is what stores the batches, which follow each other, at once.
func merge(batches []*batch) Commit {
	c := batches[len(batches)-1].Commit
	if len(batches) == 1 {
		return c
	}
	c.Ranges = nil
	at := map[Partition]int{}
	for _, b := range batches {
		for _, r := range b.Ranges {
			i, ok := at[r.Partition]
			if !ok {
				at[r.Partition] = len(c.Ranges)
				c.Ranges = append(c.Ranges, r)
				continue
			}
			c.Ranges[i].Until, c.Ranges[i].Epoch = r.Until, r.Epoch
		}
	}
	return c
}
