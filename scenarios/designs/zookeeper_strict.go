package main

import (
	"context"

	"github.com/redis/go-redis/v9"
	"github.com/twmb/franz-go/pkg/kgo"
)

// zookeeperStrict is what zookeeperAfter is meant to be: one batch after the other, and none after one that failed. The
// steps of a batch:
//
//	plan -> read -> process and write -> store until, all partitions in one multi
//
// The offsets are where Kafka's old consumers kept them. A group without offsets begins at the starts of the logs, and so
// does a partition that it has none for; offsets that cannot be read end the program.
//
// It is known to repeat at most the batch in flight after a crash, and to lose nothing as long as it runs alone: nothing
// keeps a second one from writing.
func zookeeperStrict(ctx context.Context, a *app) error {
	return a.strictly(ctx, func(_ *source, out *redis.Client, records []*kgo.Record) error {
		return output(ctx, out, records)
	})
}

// strictly is zookeeperStrict for results that are written in another way.
func (a *app) strictly(ctx context.Context, write func(*source, *redis.Client, []*kgo.Record) error) error {
	in, conn, out, shut, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer shut()

	store := znodes{app: a, conn: conn}
	next, err := store.load(in.partitions)
	if err != nil {
		return err
	}
	if err := a.complete(ctx, in, next); err != nil {
		return err
	}
	return a.batches(ctx, in, next, func(b *batch) error {
		records, err := in.read(ctx, b.ranges)
		if err != nil {
			return err
		}
		return write(in, out, records)
	}, func(b *batch) error { return store.save(b.ranges) })
}
