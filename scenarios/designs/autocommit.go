package main

import (
	"context"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// pollTime is what a poll's records take to be processed. At the time of a commit some are done and others are not.
const pollTime = 20 * time.Millisecond

// autocommitLoop lets Kafka's client store the offsets by a timer, and processes inside the poll loop (S10):
//
//	poll -> process and write -> poll
//	client: every auto.commit.interval.ms, store what the polls before the newest one have returned
//
// It is known to lose nothing, because a poll says that what the poll before it returned is done; and to repeat after a
// crash what was done since the timer's last store.
func autocommitLoop(ctx context.Context, a *app) error {
	in, err := a.joinGroup()
	if err != nil {
		return err
	}
	defer in.Close() // leaves the group, and stores what is done
	out := a.dialRedis()
	defer out.Close()
	for {
		fetches := in.PollRecords(ctx, int(a.batch))
		if ctx.Err() != nil {
			return nil // this poll has said that what came before it is done
		}
		if err := fetches.Err(); err != nil {
			return err
		}
		time.Sleep(pollTime)
		if err := output(ctx, out, fetches.Records()); err != nil {
			return err
		}
	}
}

// autocommitHandoff does the same, but hands the records to another goroutine and polls again (S10), as Spark and every
// pipeline does that reads ahead:
//
//	poll -> hand off -> poll, and beside it: process and write
//	client: every auto.commit.interval.ms, store what the polls before the newest one have returned
//
// After SIGTERM it waits for what was handed off, and then leaves the group.
//
// It is known to lose after a crash whatever was handed off, stored by the timer and not yet processed, and to repeat what
// was processed since the timer's last store.
func autocommitHandoff(ctx context.Context, a *app) error {
	in, err := a.joinGroup()
	if err != nil {
		return err
	}
	defer in.Close()
	out := a.dialRedis()
	defer out.Close()

	work := make(chan []*kgo.Record, memory)
	var failed error
	go func() {
		defer close(work)
		for {
			fetches := in.PollRecords(ctx, int(a.batch))
			if ctx.Err() != nil {
				return
			}
			if failed = fetches.Err(); failed != nil {
				return
			}
			work <- fetches.Records()
		}
	}()
	for records := range work {
		time.Sleep(pollTime)
		if err := output(ctx, out, records); err != nil {
			return err
		}
	}
	return failed
}
