package main

import (
	"context"
	"maps"
)

// A batch is what one tick of the clock plans. From and until have all partitions that are read; the ranges are of those
// that have something to read.
type batch struct {
	ranges      []span
	from, until offsets
}

// queuedMax is how many batches are planned and not done: the one that runs, and one that waits behind it.
const queuedMax = 2

// schedule plans batches and runs their jobs as Spark Streaming does, with stopGracefullyOnShutdown, until the program is
// told to stop or a job has failed:
//
//   - A batch begins where the one before it ends, whatever became of that one: the plan is ahead of the work.
//   - Jobs run one after the other. One that fails is reported and nothing else (JobScheduler.handleJobCompletion), so
//     that those which are queued still run: the report ends the program, and its graceful end drains the queue.
//   - Where there is nothing to read a batch is empty, and its job runs all the same.
//
// It returns the first error that a job reported.
func (a *app) schedule(ctx context.Context, in *source, next offsets, job func(batch) error) error {
	var queue []batch
	var failed error
	for {
		for ctx.Err() == nil && failed == nil && len(queue) < queuedMax {
			ranges, err := in.plan(ctx, next, a.batch)
			if err != nil {
				failed = err
				break
			}
			if len(ranges) == 0 && len(queue) > 0 {
				break // the next tick comes when the work is done
			}
			b := batch{ranges: ranges, from: maps.Clone(next)}
			next.advance(ranges)
			b.until = maps.Clone(next)
			queue = append(queue, b)
			if len(ranges) == 0 {
				break
			}
		}
		if len(queue) == 0 {
			return failed
		}
		b := queue[0]
		queue = queue[1:]
		if err := job(b); err != nil && failed == nil {
			failed = err
		}
		if len(b.ranges) == 0 && failed == nil {
			a.rest(ctx)
		}
	}
}
