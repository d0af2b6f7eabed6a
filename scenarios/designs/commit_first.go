package main

import "context"

// commitFirst stores the offsets before it processes what is below them (S13), each partition by itself. The steps of a
// batch:
//
//	plan -> store until -> read -> process and write
//
// A group without offsets begins at the starts of the logs.
//
// It is known to handle no record twice, and to lose the batch in flight at each crash, or a part of it.
func commitFirst(ctx context.Context, a *app) error {
	in, err := a.openSource(ctx)
	if err != nil {
		return err
	}
	defer in.close()
	conn, err := a.dialZooKeeper()
	if err != nil {
		return err
	}
	defer conn.Close()
	out := a.dialRedis()
	defer out.Close()

	store := znodes{app: a, conn: conn}
	next, err := store.load(in.partitions)
	if err != nil {
		return err
	}
	if err := a.complete(ctx, in, next); err != nil {
		return err
	}
	for ctx.Err() == nil {
		ranges, err := in.plan(ctx, next, a.batch)
		if err != nil {
			return err
		}
		if len(ranges) == 0 {
			a.rest(ctx)
			continue
		}
		next.advance(ranges)
		if err := a.storeEach(conn, in.partitions, next); err != nil {
			return err
		}
		records, err := in.read(ctx, ranges)
		if err != nil {
			return err
		}
		if err := output(ctx, out, records); err != nil {
			return err
		}
	}
	return nil
}
