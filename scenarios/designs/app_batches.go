package main

import (
	"context"

	"github.com/go-zookeeper/zk"
	"github.com/redis/go-redis/v9"
)

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

// batches plans one batch after another and has its steps done, until the program is told to stop. The steps move next; the
// first that fails ends it.
func (a *app) batches(ctx context.Context, in *source, next offsets, steps func([]span) error) error {
	for ctx.Err() == nil {
		ranges, err := in.plan(ctx, next, a.batch)
		if err != nil {
			return err
		}
		if len(ranges) == 0 {
			a.rest(ctx)
			continue
		}
		if err := steps(ranges); err != nil {
			return err
		}
	}
	return nil
}
