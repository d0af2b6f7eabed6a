package main

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/onceover/onceover/consumer"
)

// The mistakes of this file are of stores that remember what they have stored.

// cachedCommit stores, at every commit, where all partitions are, but for those that are where it stored them last. After
// ZooKeeper was put back, partitions that get no more records stay behind for ever.
//
// As Kafka's connector of Flink keeps offsets in ZooKeeper: it compares with what it stored, not with what is stored.
func cachedCommit(c *consumer.Config) {
	c.Store, c.Group = &caching{newZnodes(), map[consumer.Partition]int64{}, map[consumer.Partition]consumer.Range{}}, nil
}

// caching knows what it has stored.
type caching struct {
	*znodes
	written map[consumer.Partition]int64
	at      map[consumer.Partition]consumer.Range
}

// Store implements consumer.Store.
func (s *caching) Store(ctx context.Context, c consumer.Commit) error {
	for _, r := range c.Ranges {
		s.at[r.Partition] = r
	}
	c.Ranges = slices.SortedFunc(maps.Values(s.at), func(a, b consumer.Range) int { return cmp.Compare(a.ID, b.ID) })
	c.Ranges = slices.DeleteFunc(c.Ranges, func(r consumer.Range) bool {
		at, known := s.written[r.Partition]
		return known && at == r.Until
	})
	err := s.znodes.Store(ctx, c)
	if err != nil { // ZooKeeper refuses a session that has seen more than it has now
		s.conn.Close()
		s.conn = connect()
		err = s.znodes.Store(ctx, c)
	}
	if err != nil {
		return err
	}
	for _, r := range c.Ranges {
		s.written[r.Partition] = r.Until
	}
	return nil
}

// neverBackwards stores no offset that is not higher than the one it stored before. After a truncation the consumer goes
// on below, nothing is stored until it is above again, and a crash until then repeats all that.
//
// After edenhill/librdkafka#1558: after a truncation the lag is negative, and commits are never written.
func neverBackwards(c *consumer.Config) {
	c.Store = &climbing{c.Store, map[consumer.Partition]int64{}, map[consumer.Partition]consumer.Position{}}
}

// climbing knows the highest offsets that it has stored, and where the consumer is.
type climbing struct {
	inner
	highest map[consumer.Partition]int64
	at      map[consumer.Partition]consumer.Position
}

// Load implements consumer.Store. Where this consumer has been, it knows better than the store.
func (s *climbing) Load(ctx context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	found, err := s.inner.Load(ctx, partitions)
	if err != nil {
		return nil, err
	}
	for _, p := range partitions {
		if at, ok := found[p]; ok {
			s.highest[p] = at.Offset
		}
		if at, ok := s.at[p]; ok {
			found[p] = at
		}
	}
	return found, nil
}

// Store implements consumer.Store.
func (s *climbing) Store(ctx context.Context, c consumer.Commit) error {
	var higher []consumer.Range
	for _, r := range c.Ranges {
		if at, ok := s.highest[r.Partition]; !ok || r.Until > at {
			higher = append(higher, r)
			s.highest[r.Partition] = r.Until
		}
		s.at[r.Partition] = consumer.Position{Offset: r.Until, Epoch: r.Epoch, TopicID: c.TopicID}
	}
	c.Ranges = higher
	if len(higher) == 0 {
		return nil
	}
	return s.inner.Store(ctx, c)
}
