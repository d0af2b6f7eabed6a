package sinks

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/sinks/retry"
)

// Transaction is a consumer.TransactionalSink: it appends the results to the partitions' lists and moves the offsets,
// offset:<group>:<topic>:<partition>, in one Redis transaction. The offsets are watched and compared with the batch's
// first ones, so that a batch is applied once, whoever writes it and however often.
//
// Beside each offset, in position:<group>:<topic>:<partition>, stands what tells whether it still means the same: the offset
// again, the leader epoch of the record before it, and the topic's id. Where somebody has changed the offset by hand the two
// disagree, and the offset counts alone. An offset that is none is an error, and never one that does not exist.
//
// The lists, out:<topic>:<partition>, have no group: groups that write to one database of Redis append to the same ones, each
// of them once.
type Transaction struct {
	client *redis.Client
	group  string
	pause  time.Duration
}

// NewTransaction returns a Transaction sink for a consumer group. The caller closes the client.
func NewTransaction(client *redis.Client, group string) *Transaction {
	return &Transaction{client: client, group: group, pause: retry.FirstPause}
}

// Write implements consumer.Sink. When the answer to EXEC is lost, nothing but the stored offsets tells whether it was
// applied, and the next attempt begins with reading them. If an EXEC arrives even later, the watched offsets refuse
// either it or ours.
func (s *Transaction) Write(ctx context.Context, b consumer.Batch) error {
	open := false
	return addressed(s.client, retry.Do(ctx, s.pause, func() error { return s.attempt(ctx, b, &open) }))
}

// attempt applies the batch if the stored offsets are its first ones. Open says that an earlier attempt may have been
// applied: if so and the offsets are already where the batch moves them, it was. An attempt that leaves this open in its
// turn sets it.
func (s *Transaction) attempt(ctx context.Context, b consumer.Batch, open *bool) error {
	partitions := make([]consumer.Partition, len(b.Ranges))
	for i, r := range b.Ranges {
		partitions[i] = r.Partition
	}
	conn := s.client.Conn()
	defer conn.Close()
	stored, err := s.watch(ctx, conn, partitions)
	if err != nil {
		return err
	}
	before, after := true, true
	for i, r := range b.Ranges {
		before = before && stored[i] == r.From
		after = after && stored[i] == r.Until
	}
	if !before {
		if err := conn.Do(ctx, "unwatch").Err(); err != nil {
			return fmt.Errorf("unwatch offsets: %w", err)
		}
		if *open && after {
			return nil
		}
		return fmt.Errorf("%w: the offsets are %v", consumer.ErrFenced, stored)
	}
	_, err = conn.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		appendResults(ctx, pipe, b)
		for _, r := range b.Ranges {
			pipe.Set(ctx, s.key(r.Partition), r.Until, 0)
			pipe.Set(ctx, s.besides(r.Partition), formatPosition(consumer.Position{Offset: r.Until, Epoch: r.Epoch, TopicID: b.TopicID}), 0)
		}
		return nil
	})
	if err != nil {
		// What Redis refused because of a watched key was not applied; of all other errors that is unknown.
		*open = *open || !errors.Is(err, redis.TxFailedErr)
		return fmt.Errorf("write %d results and %d offsets: %w", len(b.Results), len(b.Ranges), err)
	}
	return nil
}
