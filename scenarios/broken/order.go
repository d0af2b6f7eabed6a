package main

import (
	"context"
	"fmt"
	"os"

	"github.com/onceover/onceover/consumer"
)

// The mistakes of this file are about when offsets are stored, and what becomes of a commit that fails.

// commitFirst stores a batch's offsets before its results are written. A crash between the two loses the batch.
//
// After a report of users of an example of Spark with offsets in ZooKeeper: "After save offsets to zookeeper … some msgs
// are failed, not be re-processed" (cpbaranwal/Avro-SparkStreaming-Kafka#2).
func commitFirst(c *consumer.Config) {
	c.Sink = committingSink{Sink: c.Sink, store: c.Store}
	c.Store = committedStore{c.Store}
}

// committingSink stores the offsets of a batch and then writes it.
type committingSink struct {
	consumer.Sink
	store consumer.Store
}

// Write implements consumer.Sink.
func (s committingSink) Write(ctx context.Context, b consumer.Batch) error {
	if err := s.store.Store(ctx, b.Commit); err != nil {
		return err
	}
	return s.Sink.Write(ctx, b)
}

// committedStore has nothing left to store after a batch.
type committedStore struct{ inner }

// Store implements consumer.Store.
func (s committedStore) Store(ctx context.Context, c consumer.Commit) error {
	if first(c.Ranges) {
		return s.inner.Store(ctx, c)
	}
	return nil
}

// swallowedCommit logs a failed commit and goes on. Without stored offsets a restart repeats more than one batch.
//
// As many programs around Spark's direct stream have it: the commit stands in a try of its own, whose catch only logs.
func swallowedCommit(c *consumer.Config) { c.Store = heedlessStore{c.Store} }

// heedlessStore reports success always.
type heedlessStore struct{ inner }

// Store implements consumer.Store.
func (s heedlessStore) Store(ctx context.Context, c consumer.Commit) error {
	if err := s.inner.Store(ctx, c); err != nil {
		fmt.Fprintln(os.Stderr, "broken: offsets not stored:", err)
	}
	return nil
}

// staleRetry keeps a commit that failed and tries it again after the next one, which has stored higher offsets. A crash
// then repeats what was stored.
//
// After spring-projects/spring-kafka#3186: commits that failed were retried behind newer ones.
func staleRetry(c *consumer.Config) { c.Store = &retryingStore{inner: c.Store} }

// retryingStore has a commit to try again, if one failed.
type retryingStore struct {
	inner
	failed []consumer.Commit
}

// Store implements consumer.Store.
func (s *retryingStore) Store(ctx context.Context, c consumer.Commit) error {
	if err := s.inner.Store(ctx, c); err != nil {
		s.failed = append(s.failed, c)
		return nil
	}
	for _, old := range s.failed {
		if err := s.inner.Store(ctx, old); err != nil {
			return err
		}
	}
	s.failed = nil
	return nil
}

// lostAnswer takes a commit whose answer is lost for one that was not made, and does the batch again: what was stored is
// written twice.
//
// After redpanda-data/redpanda#3456: a lost answer to a commit is neither a success nor a failure.
func lostAnswer(c *consumer.Config) {
	r := &redoing{sink: c.Sink, inner: newZnodes()}
	c.Sink, c.Store, c.Group = r, r, nil
}

// redoing writes a batch again for as long as its offsets cannot be stored.
type redoing struct {
	inner
	sink consumer.Sink
	last consumer.Batch
}

// Write implements consumer.Sink.
func (r *redoing) Write(ctx context.Context, b consumer.Batch) error {
	r.last = b
	return r.sink.Write(ctx, b)
}

// Store implements consumer.Store.
func (r *redoing) Store(ctx context.Context, c consumer.Commit) error {
	err := r.inner.Store(ctx, c)
	for err != nil && !first(c.Ranges) {
		if err := r.sink.Write(ctx, r.last); err != nil {
			return err
		}
		err = r.inner.Store(ctx, c)
	}
	return err
}
