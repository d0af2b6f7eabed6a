package main

import (
	"context"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// How Spark's receivers work, with times that fit a test: a block interval (spark.streaming.blockInterval), and a job that
// takes longer than that, so that blocks wait in memory.
const (
	blockInterval = 10 * time.Millisecond
	jobTime       = 15 * time.Millisecond
	memory        = 1 << 10 // how many blocks it holds
)

// receiver is Spark's first way to read Kafka (S01): a high-level consumer fills the memory of the executors, and jobs
// work on what is there. Three loops, none of which waits for another:
//
//	receive: fetch -> count as consumed -> store the block in memory
//	commit:  every auto.commit.interval.ms, store all that is consumed in ZooKeeper, whatever has become of it
//	jobs:    take a block -> process and write
//
// A group without offsets begins at the ends of the logs. After SIGTERM it receives no more, stores what is consumed, and
// works on what is in memory.
//
// It is known to promise nothing after a crash: what was stored and is still in memory is lost, and what was written
// since the offsets were last stored is repeated.
func receiver(ctx context.Context, a *app) error {
	in, err := a.openConnector(ctx)
	if err != nil {
		return err
	}
	defer in.close()
	out := a.dialRedis()
	defer out.Close()

	blocks := make(chan []*kgo.Record, memory)
	var failed error
	var background sync.WaitGroup
	background.Go(func() {
		defer close(blocks)
		failed = in.receive(ctx, blocks)
		in.commit()
	})
	background.Go(func() {
		for pause(ctx, max(a.commitInterval, time.Millisecond)) {
			in.commit()
		}
	})
	for block := range blocks {
		time.Sleep(jobTime)
		if err := output(ctx, out, block); err != nil {
			report("a job failed", err) // its block was freed when it was taken
		}
	}
	background.Wait()
	return failed
}

// receive stores blocks in memory, of at most a batch of each partition, until the program is told to stop.
func (c *connector) receive(ctx context.Context, blocks chan<- []*kgo.Record) error {
	for ctx.Err() == nil {
		block, err := c.next(ctx)
		if err != nil {
			return err
		}
		if len(block) == 0 {
			c.app.rest(ctx)
			continue
		}
		blocks <- block
		pause(ctx, blockInterval)
	}
	return nil
}

// pause waits, and reports whether the program is to go on.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
