package main

import (
	"context"
	"path/filepath"
	"time"
)

// receiverLog is Spark's receiver with a write-ahead log (S02, ReliableKafkaReceiver). Two loops, neither of which waits
// for the other:
//
//	receive: fetch -> store the block in the log -> store the offset of each partition's last record in ZooKeeper
//	jobs:    take a block -> process and write -> note in the log that the block is done
//
// At the start, jobs first work on the blocks that the log has and that are not done; reading then goes on from ZooKeeper.
// A group without offsets begins at the ends of the logs. A failed job ends the program, and its block is tried again by
// the next start. After SIGTERM it receives no more, and works on what it has received.
//
// It is known to lose nothing while the log is kept, and to repeat: one record of each partition at every restart, because
// what it stores is the offset of the last record and not the next one; a block that was logged and whose offsets were not
// stored, or many while ZooKeeper is away, as that is reported and nothing else; and the blocks that were not done.
func receiverLog(ctx context.Context, a *app) error {
	in, err := a.openConnector(ctx)
	if err != nil {
		return err
	}
	defer in.close()
	out := a.dialRedis()
	defer out.Close()
	log, undone, err := openBlockLog(filepath.Join(a.dir, "receiver.wal"), a.topic)
	if err != nil {
		return err
	}
	defer log.close()

	do := func(b block) error {
		if err := output(ctx, out, b.records); err != nil {
			return err
		}
		return log.done(b)
	}
	for _, b := range undone {
		if err := do(b); err != nil {
			return err
		}
	}
	blocks := make(chan block, memory)
	var failed error
	go func() {
		defer close(blocks)
		failed = in.receiveLogged(ctx, log, blocks)
	}()
	for b := range blocks {
		time.Sleep(jobTime)
		if err := do(b); err != nil {
			return err
		}
	}
	return failed
}

// receiveLogged logs blocks, of at most a batch of each partition, until the program is told to stop.
func (c *connector) receiveLogged(ctx context.Context, log *blockLog, blocks chan<- block) error {
	for ctx.Err() == nil {
		records, err := c.next(ctx)
		if err != nil {
			return err
		}
		if len(records) == 0 {
			c.app.rest(ctx)
			continue
		}
		b, err := log.append(records)
		if err != nil {
			return err
		}
		last := map[int32]int64{}
		for _, r := range records {
			last[r.Partition] = r.Offset
		}
		for _, p := range c.in.partitions {
			if offset, ok := last[p]; ok {
				if err := c.store(p, offset); err != nil {
					report("commit", err)
				}
			}
		}
		blocks <- b
		pause(ctx, blockInterval)
	}
	return nil
}
