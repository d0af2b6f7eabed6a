package main

import "context"

// zookeeperFrom writes where a batch begins, before it reads it (S05): the offsets are stored by an output operation that
// is registered before the one with the results. The steps of a batch, in Spark's scheduling:
//
//	plan -> store from -> read -> process and write
//
// A group without offsets begins at the ends of the logs. A partition that the znode lacks is never read.
//
// It was written to repeat the last batch after every restart, and to lose none. But the next batch is queued when one
// fails, and begins by storing where it begins: behind the failed one, which is lost.
//
// The znode is the one of zookeeperAfter.
func zookeeperFrom(ctx context.Context, a *app) error {
	in, conn, out, shut, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer shut()

	next, err := a.loadLine(ctx, in, conn)
	if err != nil {
		return err
	}
	return a.schedule(ctx, in, next, func(b *batch) error {
		if err := updatePath(conn, a.dirOf(), formatLine(b.from)); err != nil {
			return err
		}
		records, err := in.read(ctx, b.ranges)
		if err != nil {
			return err
		}
		return output(ctx, out, records)
	})
}
