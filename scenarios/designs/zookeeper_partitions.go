package main

import (
	"context"
	"strconv"

	"github.com/go-zookeeper/zk"
)

// zookeeperPartitions keeps each partition's offset in a znode of its own, as Kafka's old consumers did (S06), so that
// lag monitors go on working. The steps of a batch, in Spark's scheduling:
//
//	plan -> read -> process and write -> store until, one partition after the other
//
// Whatever goes wrong while a znode is read is taken for a partition that is new, and begins at 0.
//
// It is known to repeat at most a batch after a crash, and only some partitions of it where the crash comes between two
// writes; and everything, or to fail for good, where ZooKeeper could not be read at the start. It loses a failed batch as
// zookeeperAfter does.
func zookeeperPartitions(ctx context.Context, a *app) error {
	in, conn, out, shut, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer shut()

	next := offsets{}
	for _, p := range in.partitions {
		next[p] = a.readOrZero(conn, p)
	}
	return a.schedule(ctx, in, next, func(b *batch) error {
		records, err := in.read(ctx, b.ranges)
		if err != nil {
			return err
		}
		if err := output(ctx, out, records); err != nil {
			return err
		}
		return a.storeEach(conn, in.partitions, b.until)
	})
}

// readOrZero is a partition's stored offset, or 0 whatever the reason that it cannot be had.
func (a *app) readOrZero(conn *zk.Conn, partition int32) int64 {
	text, _, err := conn.Get(a.nodeOf(partition))
	if err != nil {
		return 0
	}
	offset, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil {
		return 0
	}
	return offset
}

// storeEach overwrites the partitions' offsets, one after the other.
func (a *app) storeEach(conn *zk.Conn, partitions []int32, o offsets) error {
	for _, p := range partitions {
		if err := updatePath(conn, a.nodeOf(p), strconv.FormatInt(o[p], 10)); err != nil {
			return err
		}
	}
	return nil
}
