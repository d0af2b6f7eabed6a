package consumer

import (
	"cmp"
	"sync"
	"time"

	"github.com/onceover/onceover/consumer/rate"
)

// pace says how much of each partition a batch may span. The reader asks it while batches that end change it.
type pace struct {
	mu      sync.Mutex
	control *rate.Controller
}

// newPace returns the pace of a configuration. Without a batch interval there are no rates to keep, and the second
// stands for nothing.
func newPace(c *Config) (*pace, error) {
	control, err := rate.New(rate.Config{
		Interval: cmp.Or(c.BatchInterval, time.Second),
		PID:      c.Backpressure, InitialRate: c.InitialRate,
		MaxRatePerPartition: c.MaxRatePerPartition, MinPerPartition: c.MinRecordsPerPartition,
		MaxPerPartition: c.MaxRecordsPerPartition, MaxPerBatch: c.MaxRecordsPerBatch,
	})
	return &pace{control: control}, err
}

// plan returns the ranges of the next batch, in the order of the partitions: for each from its next offset towards its
// log's end. Partitions with nothing to read have no range.
func (p *pace) plan(partitions []Partition, next map[Partition]Position, end map[Partition]int64, turn int) []Range {
	lags := make([]int64, len(partitions))
	for i, at := range partitions {
		lags[i] = end[at] - next[at].Offset
	}
	p.mu.Lock()
	spans := p.control.Limits(lags, turn)
	p.mu.Unlock()
	var ranges []Range
	for i, at := range partitions {
		if from := next[at]; spans[i] > 0 {
			ranges = append(ranges, Range{at, from.Offset, from.Offset + spans[i], from.Epoch})
		}
	}
	return ranges
}

// completed tells of a batch that was written.
func (p *pace) completed(b *batch) {
	spanned := int64(0)
	for _, r := range b.Ranges {
		spanned += r.Until - r.From
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.control.Completed(rate.Batch{
		At: b.written, Records: spanned, Processing: b.written.Sub(b.started), Scheduling: b.started.Sub(b.planned),
	})
}
