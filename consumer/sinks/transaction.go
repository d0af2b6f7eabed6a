package sinks

import (
	"context"
	"errors"
	"fmt"
	"strconv"
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
// disagree, and the offset counts alone.
type Transaction struct {
	client *redis.Client
	group  string
	pause  time.Duration
}

// NewTransaction returns a Transaction sink for a consumer group. The caller closes the client.
func NewTransaction(client *redis.Client, group string) *Transaction {
	return &Transaction{client: client, group: group, pause: retry.FirstPause}
}

// key returns where a partition's offset is kept.
func (s *Transaction) key(p consumer.Partition) string {
	return fmt.Sprintf("offset:%s:%s:%d", s.group, p.Topic, p.ID)
}

// besides returns where the rest of a partition's position is kept.
func (s *Transaction) besides(p consumer.Partition) string {
	return fmt.Sprintf("position:%s:%s:%d", s.group, p.Topic, p.ID)
}

// Load implements consumer.TransactionalSink.
func (s *Transaction) Load(ctx context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	n := len(partitions)
	keys := make([]string, 2*n)
	for i, p := range partitions {
		keys[i], keys[n+i] = s.key(p), s.besides(p)
	}
	values, err := s.client.MGet(ctx, keys...).Result()
	if err != nil {
		return nil, fmt.Errorf("read offsets: %w", err)
	}
	found, err := parse(keys[:n], values[:n])
	if err != nil {
		return nil, err
	}
	stored := make(map[consumer.Partition]consumer.Position, n)
	for i, p := range partitions {
		if found[i] == consumer.None {
			continue
		}
		stored[p] = consumer.Position{Offset: found[i], Epoch: consumer.NoEpoch}
		text, ok := values[n+i].(string)
		if !ok {
			continue
		}
		at, err := parsePosition(text)
		if err != nil {
			return nil, fmt.Errorf("read position in %s: %w", keys[n+i], err)
		}
		if at.Offset == found[i] {
			stored[p] = at
		}
	}
	return stored, nil
}

// Write implements consumer.Sink. When the answer to EXEC is lost, nothing but the stored offsets tells whether it was
// applied, and the next attempt begins with reading them. If an EXEC arrives even later, the watched offsets refuse
// either it or ours.
func (s *Transaction) Write(ctx context.Context, b consumer.Batch) error {
	open := false
	return retry.Do(ctx, s.pause, func() error { return s.attempt(ctx, b, &open) })
}

// attempt applies the batch if the stored offsets are its first ones. Open says that an earlier attempt may have been
// applied: if so and the offsets are already where the batch moves them, it was. An attempt that leaves this open in its
// turn sets it.
func (s *Transaction) attempt(ctx context.Context, b consumer.Batch, open *bool) error {
	keys := make([]string, len(b.Ranges))
	for i, r := range b.Ranges {
		keys[i] = s.key(r.Partition)
	}
	conn := s.client.Conn()
	defer conn.Close()
	stored, err := watch(ctx, conn, keys)
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
		return fmt.Errorf("%w: offsets in redis are %v", consumer.ErrFenced, stored)
	}
	_, err = conn.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		appendResults(ctx, pipe, b)
		for i, r := range b.Ranges {
			pipe.Set(ctx, keys[i], r.Until, 0)
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

// watch watches the keys and reads the offsets under them, in one round trip. Where it fails the keys may stay watched
// on a connection that lives; that only refuses the next transaction once, if they change before.
func watch(ctx context.Context, conn *redis.Conn, keys []string) ([]int64, error) {
	command := []any{"watch"}
	for _, key := range keys {
		command = append(command, key)
	}
	pipe := conn.Pipeline()
	pipe.Do(ctx, command...)
	values := pipe.MGet(ctx, keys...)
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("watch offsets: %w", err)
	}
	return parse(keys, values.Val())
}

// parse reads the offsets that were under the keys; consumer.None where there was none.
func parse(keys []string, values []any) ([]int64, error) {
	found := make([]int64, len(keys))
	for i, v := range values {
		text, ok := v.(string)
		if !ok {
			found[i] = consumer.None
			continue
		}
		var err error
		if found[i], err = strconv.ParseInt(text, 10, 64); err != nil {
			return nil, fmt.Errorf("read offset in %s: %w", keys[i], err)
		}
	}
	return found, nil
}
