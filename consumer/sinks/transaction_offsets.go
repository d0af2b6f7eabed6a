package sinks

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/internal/decimal"
	"github.com/onceover/onceover/consumer/sinks/retry"
)

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
	stored, err := s.load(ctx, partitions)
	return stored, addressed(s.client, err)
}

func (s *Transaction) load(ctx context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	n := len(partitions)
	keys := make([]string, 2*n)
	for i, p := range partitions {
		keys[i], keys[n+i] = s.key(p), s.besides(p)
	}
	values, err := s.client.MGet(ctx, keys...).Result()
	if err != nil {
		return nil, fmt.Errorf("read offsets: %w", err)
	}
	found, err := s.parse(partitions, values[:n])
	if err != nil {
		return nil, err
	}
	stored := make(map[consumer.Partition]consumer.Position, n)
	var none []string
	for i, p := range partitions {
		if found[i] == consumer.None {
			none = append(none, keys[i])
			continue
		}
		stored[p] = consumer.Position{Offset: found[i], Epoch: consumer.NoEpoch}
		text, ok := values[n+i].(string)
		if !ok {
			continue
		}
		at, err := parsePosition(text)
		if err != nil {
			return nil, fmt.Errorf("read position in %s: %w; delete it to go on at the offset in %s alone", s.besides(p), err, s.key(p))
		}
		if at.Offset == found[i] {
			stored[p] = at
		}
	}
	return stored, s.absent(ctx, none)
}

// absent returns an error unless there is nothing under the keys: MGET answers for a list as it does for nothing.
func (s *Transaction) absent(ctx context.Context, keys []string) error {
	if len(keys) == 0 {
		return nil
	}
	kinds, err := s.client.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		for _, key := range keys {
			pipe.Type(ctx, key)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read offsets: %w", err)
	}
	for i, kind := range kinds {
		if kind := kind.(*redis.StatusCmd).Val(); kind != "none" && kind != "string" { // a string was stored meanwhile
			return retry.Final{Err: fmt.Errorf("read offset in %s: it is a %s and no offset; delete it, and the partition has none", keys[i], kind)}
		}
	}
	return nil
}

// watch watches the partitions' offsets and reads them, in one round trip. Where it fails they may stay watched on a
// connection that lives; that only refuses the next transaction once, if they change before.
func (s *Transaction) watch(ctx context.Context, conn *redis.Conn, partitions []consumer.Partition) ([]int64, error) {
	command, keys := []any{"watch"}, make([]string, len(partitions))
	for i, p := range partitions {
		keys[i] = s.key(p)
		command = append(command, keys[i])
	}
	pipe := conn.Pipeline()
	pipe.Do(ctx, command...)
	values := pipe.MGet(ctx, keys...)
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("watch offsets: %w", err)
	}
	return s.parse(partitions, values.Val())
}

// parse reads what was under the partitions' keys; consumer.None where there was nothing. What is there and is no offset is
// never taken for that: the group would begin anew, and write all of its results again.
func (s *Transaction) parse(partitions []consumer.Partition, values []any) ([]int64, error) {
	found := make([]int64, len(values))
	for i, v := range values {
		text, ok := v.(string)
		if !ok {
			found[i] = consumer.None
			continue
		}
		var err error
		if found[i], err = decimal.Offset(text); err != nil {
			return nil, retry.Final{Err: fmt.Errorf("read offset in %s: %w; set it to the next offset to read, with which %s begins",
				s.key(partitions[i]), err, s.besides(partitions[i]))}
		}
	}
	return found, nil
}
