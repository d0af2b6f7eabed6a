package main

import "context"

// latest manages no offsets and begins at the ends of the logs (S11): the default of Spark's direct stream for Kafka 0.8,
// auto.offset.reset=largest, and what deleting a checkpoint comes to.
//
// It is known to promise nothing across restarts: whatever came while it was down is lost, and what it had not read yet.
func latest(ctx context.Context, a *app) error { return unmanaged(ctx, a, logEnd) }

// earliest manages no offsets and begins at the starts of the logs (S12): auto.offset.reset=smallest.
//
// It is known to lose nothing that the log still has, and to repeat all of it after each restart.
func earliest(ctx context.Context, a *app) error { return unmanaged(ctx, a, logStart) }

// unmanaged reads from one end of the logs on and remembers nothing.
func unmanaged(ctx context.Context, a *app, begin int64) error {
	in, err := a.openSource(ctx)
	if err != nil {
		return err
	}
	defer in.close()
	out := a.dialRedis()
	defer out.Close()
	next, err := in.bounds(ctx, begin)
	if err != nil {
		return err
	}
	return a.batches(ctx, in, next, func(b *batch) error {
		records, err := in.read(ctx, b.ranges)
		if err != nil {
			return err
		}
		return output(ctx, out, records)
	}, nil)
}
