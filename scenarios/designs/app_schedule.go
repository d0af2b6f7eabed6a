package main

import "context"

// schedule plans batches and runs their jobs as Spark Streaming does, with stopGracefullyOnShutdown, until the program is
// told to stop or a job has failed:
//
//   - A batch begins where the one before it ends, whatever became of that one: the plan is ahead of the work, and one
//     batch waits behind those that run.
//   - One job runs at a time, or --concurrent (spark.streaming.concurrentJobs), and then nothing orders their steps. One
//     that fails is reported and nothing else (JobScheduler.handleJobCompletion), so that those which are queued still
//     run: the report ends the program, and its graceful end drains the queue.
//   - Where there is nothing to read a batch is empty, and its job runs all the same.
//
// It returns the first error that a job reported.
func (a *app) schedule(ctx context.Context, in *source, next offsets, job func(*batch) error) error {
	var queue []*batch
	var failed error
	for {
		for ctx.Err() == nil && failed == nil && len(queue) <= a.concurrent {
			b, err := a.planBatch(ctx, in, next)
			if err != nil {
				failed = err
				break
			}
			if len(b.ranges) == 0 && len(queue) > 0 {
				break // the next tick comes when the work is done
			}
			queue = append(queue, b)
			if len(b.ranges) == 0 {
				break
			}
		}
		if len(queue) == 0 {
			return failed
		}
		running := queue[:min(a.concurrent, len(queue))]
		queue = queue[len(running):]
		for _, err := range atOnce(running, job) {
			if err != nil && failed == nil {
				failed = err
			}
		}
		if len(running[0].ranges) == 0 && failed == nil {
			a.rest(ctx)
		}
	}
}
