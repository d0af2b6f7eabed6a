package main

import (
	"context"

	"github.com/onceover/onceover/consumer"
)

// readFirst reads where to go on, and only then becomes the owner, whose epoch is bumped. Until then the former owner stores
// offsets, and what they are of is handled again. That the commit of it is refused comes too late.
//
// As Kafka's own consumer of version 0.8 took over: its ZookeeperConsumerConnector fetches the offsets of what it is to have,
// and claims the owners' znodes afterwards.
func readFirst(c *consumer.Config) {
	e := &early{inner: c.Store, group: c.Group}
	c.Store, c.Group = e, e
}

// early takes over with what it has read before.
type early struct {
	inner
	group consumer.Group
	read  map[consumer.Partition]consumer.Position // nil once it was taken for what is stored
}

// Join implements consumer.Group.
func (e *early) Join(ctx context.Context, topic []consumer.Partition) (owned consumer.Assignment, err error) {
	if e.read, err = e.inner.Load(ctx, topic); err != nil {
		return owned, err
	}
	return e.group.Join(ctx, topic)
}

// Load implements consumer.Store.
func (e *early) Load(ctx context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	if read := e.read; read != nil {
		e.read = nil
		return read, nil
	}
	return e.inner.Load(ctx, partitions)
}
