package main

import (
	"context"
	"maps"
	"sync"

	"github.com/go-zookeeper/zk"
	"github.com/redis/go-redis/v9"
	"github.com/twmb/franz-go/pkg/kgo"
)

// A batch is what one tick of the clock plans. From and until have all partitions that are read; the ranges are of those
// that have something to read.
type batch struct {
	ranges      []span
	from, until offsets
	records     []*kgo.Record // once they are read, where another step needs them
}

// open opens what an approach with offsets in ZooKeeper works with: the topic, the session, and where results go. The
// caller calls shut in the end.
func (a *app) open(ctx context.Context) (in *source, conn *zk.Conn, out *redis.Client, shut func(), err error) {
	if in, err = a.openSource(ctx); err != nil {
		return nil, nil, nil, nil, err
	}
	if conn, err = a.dialZooKeeper(); err != nil {
		in.close()
		return nil, nil, nil, nil, err
	}
	out = a.dialRedis()
	return in, conn, out, func() { out.Close(); conn.Close(); in.close() }, nil
}

// planBatch plans the batch that begins at the next offsets, and moves these behind it.
func (a *app) planBatch(ctx context.Context, in *source, next offsets) (*batch, error) {
	ranges, err := in.plan(ctx, next, a.batch)
	if err != nil {
		return nil, err
	}
	b := &batch{ranges: ranges, from: maps.Clone(next)}
	next.advance(ranges)
	b.until = maps.Clone(next)
	return b, nil
}

// batches plans batches, has --concurrent of them worked on at a time, and then has each stored when all before it are,
// until the program is told to stop. The first error ends it, and nothing behind the batch that failed is stored. Store
// may be nil.
func (a *app) batches(ctx context.Context, in *source, next offsets, work, store func(*batch) error) error {
	for ctx.Err() == nil {
		var planned []*batch
		for len(planned) < a.concurrent {
			b, err := a.planBatch(ctx, in, next)
			if err != nil {
				return err
			}
			if len(b.ranges) == 0 {
				break
			}
			planned = append(planned, b)
		}
		if len(planned) == 0 {
			a.rest(ctx)
		}
		for i, err := range atOnce(planned, work) {
			if err == nil && store != nil {
				err = store(planned[i])
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// atOnce has batches worked on at the same time, and returns what came of each.
func atOnce(list []*batch, work func(*batch) error) []error {
	errs := make([]error, len(list))
	var working sync.WaitGroup
	for i, b := range list {
		working.Go(func() { errs[i] = work(b) })
	}
	working.Wait()
	return errs
}
