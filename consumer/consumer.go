package consumer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/twmb/franz-go/pkg/kgo"
)

// consumer is a running consumer: its configuration, the topic, how far it came, and where the logs ended when it last
// asked.
type consumer struct {
	Config
	topic      topic
	partitions []Partition
	next, end  map[Partition]int64
	batches    int
}

// Run consumes until the context ends; then it finishes the batch that is under way, stores its offsets and returns
// nil. Any error ends it earlier: it is never safe to go on behind a batch that failed, so the caller starts a new
// consumer, which goes on from what is stored.
func Run(ctx context.Context, config Config) error {
	config, err := config.withDefaults()
	if err != nil {
		return err
	}
	c := consumer{Config: config, topic: topic{
		client:     config.Client,
		name:       config.Topic,
		retry:      retry{first: config.RetryBackoff, longest: longestBackoff, limit: config.RetryTimeout},
		decompress: kgo.DefaultDecompressor(),
		surplus:    map[Partition]surplus{},
	}}
	err = c.start(ctx)
	for err == nil && ctx.Err() == nil {
		err = c.step(ctx)
	}
	if stopped := ctx.Err(); stopped != nil && errors.Is(err, stopped) {
		return nil
	}
	return err
}

// step plans one batch and runs it, or waits if there is nothing to read. The context's end stops the planning and the
// waiting, not a batch that has begun.
func (c *consumer) step(ctx context.Context) error {
	if err := c.findEnds(ctx); err != nil {
		return err
	}
	l := limits{perPartition: c.MaxRecordsPerPartition, perBatch: c.MaxRecordsPerBatch}
	ranges := plan(c.partitions, c.next, c.end, l, c.batches%len(c.partitions))
	if len(ranges) == 0 {
		return sleep(ctx, c.PollInterval)
	}
	c.batches++
	return c.batch(context.WithoutCancel(ctx), ranges)
}

// findEnds asks for the ends of the logs, unless there is something to read below each of those that are known: behind
// by many batches, a consumer need not ask before each.
func (c *consumer) findEnds(ctx context.Context) error {
	read := func(p Partition) bool { return c.next[p] >= c.end[p] }
	if !slices.ContainsFunc(c.partitions, read) {
		return nil
	}
	var err error
	if c.end, err = c.topic.bounds(ctx, c.partitions, logEnd); err != nil {
		return err
	}
	beyond := func(p Partition) bool { return c.next[p] > c.end[p] }
	if slices.ContainsFunc(c.partitions, beyond) {
		return c.topic.outOfRange(ctx, c.partitions, c.next)
	}
	return nil
}

// batch fetches the ranges, processes their records, and writes and stores what came of them.
func (c *consumer) batch(ctx context.Context, ranges []Range) error {
	records, err := c.topic.fetch(ctx, ranges)
	if err != nil {
		return err
	}
	b := Batch{TopicID: c.topic.id, Ranges: ranges, Results: make([]Result, 0, len(records))}
	for _, r := range records {
		value, err := c.Process(r)
		if err != nil {
			return fmt.Errorf("process record %d of %v: %w", r.Offset, r.Partition, err)
		}
		b.Results = append(b.Results, Result{Partition: r.Partition, Offset: r.Offset, Value: value})
	}
	return c.finish(ctx, b)
}

// finish writes a batch and then stores its offsets. The order is the promise: a crash between the two repeats the
// batch, and never loses it.
func (c *consumer) finish(ctx context.Context, b Batch) error {
	_, transactional := c.Sink.(TransactionalSink)
	if transactional || len(b.Results) > 0 {
		if err := c.Sink.Write(ctx, b); err != nil {
			return fmt.Errorf("write batch %v: %w", b.Ranges, err)
		}
	}
	if err := c.Store.Store(ctx, b.Ranges); err != nil {
		return fmt.Errorf("store offsets of %v: %w", b.Ranges, err)
	}
	for _, r := range b.Ranges {
		c.next[r.Partition] = r.Until
	}
	return nil
}
