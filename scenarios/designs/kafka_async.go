package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
)

// kafkaAsync keeps the offsets in Kafka by commitAsync, which only queues them (S08): Spark's direct stream for Kafka 0.10
// with CanCommitOffsets. The steps of a batch, in Spark's scheduling, which has batches without records, too:
//
//	send what was queued, and wait for no answer -> plan -> read -> process and write -> queue until
//
// A group without offsets begins at the ends of the logs, and so does a partition that comes while it runs, which it looks
// for now and then: what was written to that before it looked is lost (KAFKA-12478). When the program is to end, batches that are planned finish, and
// one more is planned and runs, because the timer fires once more when it is stopped (RecurringTimer.stop). Then the
// consumer is closed, which waits for the answers to what was sent: what is still queued is never sent.
//
// It is known to repeat the last batch after every stop that does not find it idle (SPARK-20050), and more where commits
// fail, as none is tried again. It loses a failed batch, because the offsets of the next one say that it is done.
func kafkaAsync(ctx context.Context, a *app) error {
	in, err := a.openSource(ctx)
	if err != nil {
		return err
	}
	defer in.close()
	out := a.dialRedis()
	defer out.Close()
	admin := kadm.NewClient(in.client)
	next, err := a.committed(ctx, admin, in)
	if err != nil {
		return err
	}
	in.begin = func(ctx context.Context) (offsets, error) { return a.begin(ctx, in, logEnd) }
	send, wait := a.commitAsync(admin)
	defer wait()

	queue := make(chan kadm.Offsets, memory)
	job := func(b *batch) error {
		for range len(queue) {
			send <- <-queue
		}
		records, err := in.read(ctx, b.ranges)
		if err != nil {
			return err
		}
		if err := output(ctx, out, records); err != nil {
			return err
		}
		until := kadm.Offsets{}
		for _, r := range b.ranges {
			until.AddOffset(a.topic, r.partition, r.until, -1)
		}
		if len(until) > 0 {
			queue <- until
		}
		return nil
	}
	failed := a.schedule(ctx, in, next, job)
	ranges, err := in.plan(ctx, next, a.batch)
	if err == nil {
		err = job(&batch{ranges: ranges})
	}
	return errors.Join(failed, err)
}

// commitAsync returns where offsets are sent to, to be committed one after the other by another goroutine, and what ends
// that and waits for it.
func (a *app) commitAsync(admin *kadm.Client) (send chan<- kadm.Offsets, wait func()) {
	sent, answered := make(chan kadm.Offsets, memory), make(chan struct{})
	go func() {
		defer close(answered)
		for o := range sent {
			if err := admin.CommitAllOffsets(context.Background(), a.group, o); err != nil {
				report("commit", err) // and it is forgotten
			}
		}
	}()
	return sent, func() {
		close(sent)
		<-answered
	}
}

// committed are the group's offsets in Kafka. A partition without one begins where --start says, at its end by default
// (auto.offset.reset=latest).
func (a *app) committed(ctx context.Context, admin *kadm.Client, in *source) (offsets, error) {
	next, err := a.begin(ctx, in, logEnd)
	if err != nil {
		return nil, err
	}
	found, err := admin.FetchOffsetsForTopics(ctx, a.group, a.topic)
	if err == nil {
		err = found.Error()
	}
	if err != nil && !errors.Is(err, kerr.GroupIDNotFound) { // a group that has stored nothing need not exist
		return nil, fmt.Errorf("fetch offsets: %w", err)
	}
	found.Each(func(o kadm.OffsetResponse) {
		if _, ok := next[o.Partition]; ok && o.At >= 0 {
			next[o.Partition] = o.At
		}
	})
	return next, nil
}
