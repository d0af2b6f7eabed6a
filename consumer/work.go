package consumer

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/twmb/franz-go/pkg/kgo"
)

// outcome is what processing made of one partition's records.
type outcome struct {
	results []Result
	letters []DeadLetter
	err     error
}

// work processes a batch's records, those of a partition in their order and different partitions at once, and writes
// what came of them. Poison records go to the dead letters first.
func (c *consumer) work(ctx context.Context, b *batch) error {
	outcomes := make([]outcome, len(b.records))
	var workers sync.WaitGroup
	all := make([]Result, b.count())
	rest := all
	for i, records := range b.records {
		mine := rest[:0:len(records)]
		rest = rest[len(records):]
		work := func() { outcomes[i] = c.process(ctx, b.TopicID, records, mine) }
		if i == len(b.records)-1 {
			work() // here, which spares the only partition another goroutine
		} else {
			workers.Go(work)
		}
	}
	workers.Wait()
	b.Results = all[:0] // only behind poison records do the others move
	var errs []error
	for _, o := range outcomes {
		b.Results = append(b.Results, o.results...)
		b.letters = append(b.letters, o.letters...)
		errs = append(errs, o.err)
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if len(b.letters) > 0 {
		if err := c.DeadLetters.Write(ctx, b.letters); err != nil {
			return fmt.Errorf("write %d dead letters of %v: %w", len(b.letters), b.Ranges, err)
		}
	}
	return c.write(ctx, b.Batch)
}

// write writes a batch. One without results is written only where that moves offsets.
func (c *consumer) write(ctx context.Context, b Batch) error {
	if _, transactional := c.Sink.(TransactionalSink); !transactional && len(b.Results) == 0 {
		return nil
	}
	if err := c.Sink.Write(ctx, b); err != nil {
		return fmt.Errorf("write batch %v: %w", b.Ranges, err)
	}
	return nil
}

// process processes one partition's records, and puts the results behind those given, where there is room for all.
func (c *consumer) process(ctx context.Context, id TopicID, records []*kgo.Record, results []Result) (o outcome) {
	o.results = results
	for _, k := range records {
		if ctx.Err() != nil {
			o.err = context.Cause(ctx)
			return o
		}
		r := recordOf(k)
		value, err := c.Process(r)
		for attempt := 1; err != nil && attempt < c.MaxAttempts; attempt++ {
			value, err = c.Process(r)
		}
		switch {
		case err == nil:
			o.results = append(o.results, Result{Partition: r.Partition, Offset: r.Offset, Epoch: r.Epoch, Value: value})
		case c.DeadLetters == nil:
			o.err = fmt.Errorf("process record %d of %v: %w", r.Offset, r.Partition, err)
			return o
		default:
			o.letters = append(o.letters, DeadLetter{TopicID: id, Record: r, Attempts: c.MaxAttempts, Cause: err.Error()})
		}
	}
	return o
}
