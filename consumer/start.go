package consumer

import (
	"context"
	"fmt"
)

// start finds the next offset of every partition: the stored one, else the start policy's, which is stored before
// anything is read. Were it not, a crash before the first batch's end would let the next start settle on other offsets,
// and with Latest the records between the two would never be read.
func (c *consumer) start(ctx context.Context) error {
	if err := c.topic.open(ctx); err != nil {
		return err
	}
	c.partitions = c.topic.partitions()
	stored, err := c.load(ctx)
	if err != nil {
		return err
	}
	c.next = make(map[Partition]int64, len(c.partitions))
	var fresh []Partition
	for _, p := range c.partitions {
		if offset, ok := stored[p]; ok {
			c.next[p] = offset
		} else {
			fresh = append(fresh, p)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	return c.anchor(ctx, fresh)
}

// anchor settles where partitions without an offset begin, and stores it. Only a group that has no offset at all begins
// where the policy says: a partition that came later begins at its log's start, or what it got before would be lost.
func (c *consumer) anchor(ctx context.Context, fresh []Partition) error {
	which := int64(logStart)
	if c.Start == Latest && len(fresh) == len(c.partitions) {
		which = logEnd
	}
	starts, err := c.topic.bounds(ctx, fresh, which)
	if err != nil {
		return err
	}
	var ranges []Range
	for _, p := range fresh {
		ranges = append(ranges, Range{Partition: p, From: None, Until: starts[p]})
	}
	return c.finish(context.WithoutCancel(ctx), Batch{TopicID: c.topic.id, Ranges: ranges})
}

// load returns the offsets that count. The store is read in any case: it must know what it will overwrite.
func (c *consumer) load(ctx context.Context) (map[Partition]int64, error) {
	stored, err := c.Store.Load(ctx, c.partitions)
	if err != nil {
		return nil, fmt.Errorf("load offsets from the store: %w", err)
	}
	sink, ok := c.Sink.(TransactionalSink)
	if !ok {
		return stored, nil
	}
	counted, err := sink.Load(ctx, c.partitions)
	if err != nil {
		return nil, fmt.Errorf("load offsets from the sink: %w", err)
	}
	return counted, c.mirror(context.WithoutCancel(ctx), stored, counted)
}

// mirror brings the store up to a sink that keeps the offsets itself: a crash between the two leaves the store behind,
// or without an offset at all, and who reads it would see a lag that does not exist, or nothing, until the partition's
// next record. Both were read, the store first, so a store that somebody else brings up to date meanwhile refuses this.
func (c *consumer) mirror(ctx context.Context, stored, counted map[Partition]int64) error {
	var behind []Range
	for _, p := range c.partitions {
		until, settled := counted[p]
		from, ok := stored[p]
		if !ok {
			from = None
		}
		if settled && from != until {
			behind = append(behind, Range{Partition: p, From: from, Until: until})
		}
	}
	if len(behind) == 0 {
		return nil
	}
	if err := c.Store.Store(ctx, behind); err != nil {
		return fmt.Errorf("store offsets of %v, as the sink has them: %w", behind, err)
	}
	return nil
}
