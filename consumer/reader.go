package consumer

import (
	"context"
	"errors"
	"slices"
	"time"
)

// reader plans batches and reads them, one after the other and ahead of what is stored.
type reader struct {
	*Config
	topic      *topic
	pace       *pace
	partitions []Partition
	next       map[Partition]Position
	end        map[Partition]int64
	asked      time.Time // for the ends
	number     int64
	known      int       // how many partitions the topic has
	discovered time.Time // when that was last looked up
}

// read plans and reads the next batch. It has no ranges if there is nothing to read.
func (r *reader) read(ctx context.Context) (*batch, error) {
	if err := r.discover(ctx); err != nil {
		return nil, err
	}
	if err := r.findEnds(ctx); err != nil {
		return nil, err
	}
	ranges := r.pace.plan(r.partitions, r.next, r.end, int(r.number))
	if len(ranges) == 0 {
		return &batch{ends: r.end}, nil
	}
	r.number++
	records, err := r.topic.fetch(ctx, ranges, r.end)
	if err != nil {
		return nil, err
	}
	for _, rg := range ranges {
		r.next[rg.Partition] = Position{Offset: rg.Until, Epoch: rg.Epoch, TopicID: r.topic.id}
	}
	return &batch{
		Batch:   Batch{Commit: Commit{TopicID: r.topic.id, Number: r.number, Ranges: ranges}},
		records: records, ends: r.end,
	}, nil
}

// discover looks for new partitions from time to time.
func (r *reader) discover(ctx context.Context) error {
	if time.Since(r.discovered) < r.DiscoveryInterval {
		return nil
	}
	r.discovered = time.Now()
	once := r.topic.retry
	if err := once.attempt(ctx, r.topic.refresh); err != nil && (!retriable(err) || errors.Is(err, context.DeadlineExceeded)) {
		return err
	}
	if len(r.topic.leaders) > r.known {
		return errMore
	}
	return nil
}

// endsAge is for how long the ends of the logs are believed: who looks at the lag of a consumer that is behind looks at
// them. What a fetch tells of them is no better: it was fetched ahead, by seconds if the sink is slow.
//
// A partition that is read to its end waits for shorter, while there is something to read of others.
const (
	endsAge    = time.Second
	endsAgeOne = 100 * time.Millisecond
)

// findEnds asks for the ends of the logs, unless those that are known are young enough and there is something to read below
// them: behind by many batches, a consumer need not ask before each.
func (r *reader) findEnds(ctx context.Context) error {
	read := 0
	for _, p := range r.partitions {
		if r.next[p].Offset >= r.end[p] {
			read++
		}
	}
	age := time.Since(r.asked)
	if read == 0 && age < endsAge || read < len(r.partitions) && age < endsAgeOne {
		return nil
	}
	r.asked = time.Now()
	if err := r.topic.goesOn(ctx, r.partitions, r.next); err != nil {
		return err
	}
	end, err := r.topic.bounds(ctx, r.partitions, logEnd)
	if err != nil {
		return err
	}
	r.end = end
	beyond := func(p Partition) bool { return r.next[p].Offset > end[p] }
	if !slices.ContainsFunc(r.partitions, beyond) {
		return nil
	}
	next := make(map[Partition]int64, len(r.next))
	for p, at := range r.next {
		next[p] = at.Offset
	}
	return r.topic.outOfRange(ctx, r.partitions, next)
}
