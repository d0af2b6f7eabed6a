package main

import (
	"context"
	"fmt"
	"time"
)

// hbaseBatch stores a row in HBase for each batch, with the next offsets of all partitions, under the topic, the group and
// the time of the batch in milliseconds (S07):
//
//	orders:billing:1700000000000   offsets:0 = 20, offsets:1 = 15, offsets:2 = 20
//
// The steps of a batch, in Spark's scheduling:
//
//	plan -> read -> process and write -> put the row
//
// A start takes the newest row that is not of the future, by a scan backwards. Partitions that it lacks begin at 0, and so
// does a group without rows. As a batch's row is whole or not there, no crash splits a batch. Rows expire after 30 days;
// the table is made where there is none.
//
// It is known to repeat at most one batch after a crash, to begin at 0 once the rows have expired, to go back as far as
// the clock does, and to lose a failed batch as zookeeperAfter does.
func hbaseBatch(ctx context.Context, a *app) error {
	in, err := a.openSource(ctx)
	if err != nil {
		return err
	}
	defer in.close()
	out := a.dialRedis()
	defer out.Close()

	rows := newOffsetRows(a.hbase)
	if err := rows.createTable(); err != nil {
		return err
	}
	prefix := a.topic + ":" + a.group + ":"
	next, err := rows.newest(fmt.Sprint(prefix, time.Now().UnixMilli()), prefix+"0")
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
		return rows.put(fmt.Sprint(prefix, time.Now().UnixMilli()), b.until)
	})
}
