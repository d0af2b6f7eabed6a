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
		if err := a.storeEach(conn, in.partitions, b.until); err != nil {
			return err
		}
		records, err := in.read(ctx, b.ranges)
		if err != nil {
			return err
		}
		return output(ctx, out, records)
	}, nil)
}
