package consumer

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
)

// load returns the positions that count, and how many the store and the sink have together. The store is read in any case:
// it must know what it will overwrite.
func (c *consumer) load(ctx context.Context, topic, owned []Partition) (counted map[Partition]Position, seen int, err error) {
	stored, err := c.Store.Load(ctx, topic)
	if err != nil {
		return nil, 0, fmt.Errorf("load offsets from the store: %w", err)
	}
	sink, ok := c.Sink.(TransactionalSink)
	if !ok {
		return stored, len(stored), nil
	}
	counted, err = sink.Load(ctx, topic)
	if err != nil {
		return nil, 0, fmt.Errorf("load offsets from the sink: %w", err)
	}
	seen = len(stored) + len(counted)
	for p, at := range counted {
		if at.TopicID == (TopicID{}) { // a sink that keeps bare offsets: the store knows what topic they were of, and what leader's
			was, known := stored[p]
			if at.TopicID = was.TopicID; known && was.Offset == at.Offset {
				at.Epoch = was.Epoch
			}
			counted[p] = at
		}
	}
	if err := c.adopt(context.WithoutCancel(ctx), sink, owned, stored, counted); err != nil {
		return nil, seen, err
	}
	return counted, seen, c.mirror(context.WithoutCancel(ctx), owned, stored, counted)
}

// adopt adds to what counts the positions that the store alone has, and gives the sink those of the partitions that are
// owned: a group whose results went to another sink before goes on where that one ended. To begin anew would pass records
// over, or write all of them again. No crash leaves the store ahead of the sink. None of them is an anchor any more: what the
// sink will have of a beginning that was cut short elsewhere does not tell of that.
func (c *consumer) adopt(ctx context.Context, sink Sink, owned []Partition, stored, counted map[Partition]Position) error {
	adopted, n := map[TopicID][]Range{}, 0
	for _, p := range slices.SortedFunc(maps.Keys(stored), func(a, b Partition) int { return cmp.Compare(a.ID, b.ID) }) {
		at := stored[p]
		if _, settled := counted[p]; settled {
			continue
		}
		at.Anchor = false
		counted[p] = at
		if slices.Contains(owned, p) {
			adopted[at.TopicID] = append(adopted[at.TopicID], Range{Partition: p, From: None, Until: at.Offset, Epoch: at.Epoch})
			n++
		}
	}
	if n > 0 {
		c.Log.Warn("the sink has no offsets of partitions that the store has, and takes these: results before them are expected "+
			"elsewhere; if they were lost, stop all instances, empty the sink, and start it over with direct offsets set --to earliest",
			"topic", c.Topic, "partitions", n)
	}
	for id, ranges := range adopted { //tidy:unordered offsets of another topic of that name are no other's
		if err := sink.Write(ctx, Batch{Commit: Commit{TopicID: id, Ranges: FirstLast(ranges)}}); err != nil {
			return fmt.Errorf("write offsets of %v, as the store has them, to the sink: %w", ranges, err)
		}
	}
	return nil
}

// mirror makes the store what the sink has, which keeps the offsets itself: a crash between the two leaves the store behind,
// or without an offset at all, and who reads it would see a lag that does not exist, or nothing, until the partition's
// next record. Both were read, the store first, so a store that somebody else brings up to date meanwhile refuses this.
func (c *consumer) mirror(ctx context.Context, owned []Partition, stored, counted map[Partition]Position) error {
	differ := map[TopicID][]Range{}
	for _, p := range owned {
		until, settled := counted[p]
		from, ok := stored[p]
		if !ok {
			from.Offset = None
		}
		if !settled || from.Offset == until.Offset {
			continue
		}
		r := Range{Partition: p, From: from.Offset, Until: until.Offset, Epoch: until.Epoch}
		id := cmp.Or(until.TopicID, c.topic.id)
		differ[id] = append(differ[id], r)
		if until.Offset < from.Offset { // no crash does that: the sink was put back, or the store set
			c.Log.Warn("the sink's offset is below the store's, and counts: the records between are handled again",
				"partition", p.String(), "sink", until.Offset, "store", from.Offset)
		}
	}
	for id, ranges := range differ { //tidy:unordered offsets of another topic of that name are no other's
		if err := c.Store.Store(ctx, Commit{TopicID: id, Ranges: FirstLast(ranges)}); err != nil {
			return c.conflict(fmt.Errorf("store offsets of %v, as the sink has them: %w", ranges, err))
		}
	}
	return nil
}
