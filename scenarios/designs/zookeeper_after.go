package main

import "context"

// zookeeperAfter keeps the offsets of all partitions in one znode, and writes it after a batch's results (S04): Spark's
// direct stream with the offset manager that most articles copy. The steps of a batch, in Spark's scheduling:
//
//	plan -> read -> process and write -> store until
//
// A group without offsets begins at the ends of the logs, and stores nothing before its first batch that is not empty. A
// partition that the znode lacks begins at 0.
//
// It is said to repeat at most one batch after a crash. That needs batches to stop at the first that fails, which Spark's
// scheduling does not: the next one is queued, and its offsets say that the failed one is done. It is then lost.
//
// The znode is where the old consumers have a directory, /consumers/<group>/offsets/<topic>, and holds "0:123,1:456",
// which model.LineCommits reads; lag monitors do not.
func zookeeperAfter(ctx context.Context, a *app) error {
	in, conn, out, shut, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer shut()

	next, err := a.loadLine(ctx, in, conn)
	if err != nil {
		return err
	}
	for _, p := range in.partitions {
		if _, ok := next[p]; !ok {
			next[p] = 0
		}
	}
	return a.schedule(ctx, in, next, func(b *batch) error {
		if len(b.ranges) == 0 {
			return nil
		}
		records, err := in.read(ctx, b.ranges)
		if err != nil {
			return err
		}
		if err := output(ctx, out, records); err != nil {
			return err
		}
		return updatePath(conn, a.dirOf(), formatLine(b.until))
	})
}
