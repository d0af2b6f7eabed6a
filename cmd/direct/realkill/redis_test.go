//go:build realstack

package realkill

import (
	"context"
	"fmt"
	"strconv"
	"testing"

	"github.com/redis/go-redis/v9"
)

// redisSink is one of the three kinds in Redis, as the consumer's package sinks describes them.
type redisSink struct {
	*run
	kind   string
	client *redis.Client
}

func inRedis(kind string) func(*testing.T, *run) sink {
	return func(t *testing.T, r *run) sink {
		s := &redisSink{r, kind, redis.NewClient(&redis.Options{Addr: address(t, "redis")})}
		t.Cleanup(func() { s.client.Close() })
		return s
	}
}

func (s *redisSink) args() []string {
	return []string{"--sink.kind", s.kind, "--sink.address", s.client.Options().Addr}
}

func (s *redisSink) list(p int32) string { return fmt.Sprintf("out:%s:%d", s.topic, p) }

func (s *redisSink) count(ctx context.Context) (total int64, err error) {
	if s.kind == "redis-keyed" {
		return s.client.DBSize(ctx).Result() // with what is not ours, and does not change
	}
	var lengths []*redis.IntCmd
	_, err = s.client.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		for p := range int32(partitions) {
			lengths = append(lengths, pipe.LLen(ctx, s.list(p)))
		}
		return nil
	})
	for _, n := range lengths {
		total += n.Val()
	}
	return total, err
}

func (s *redisSink) results(ctx context.Context) (found []result, err error) {
	if s.kind == "redis-keyed" {
		return s.keyed(ctx)
	}
	for p := range int32(partitions) {
		values, err := s.client.LRange(ctx, s.list(p), 0, -1).Result()
		if err != nil {
			return nil, err
		}
		for i, value := range values {
			r, err := newResult(fmt.Sprintf("%s[%d]", s.list(p), i), s.list(p), []byte(value))
			if err != nil {
				return nil, err
			}
			found = append(found, r)
		}
	}
	return found, nil
}

func (s *redisSink) keyed(ctx context.Context) (found []result, err error) {
	keys := s.client.Scan(ctx, 0, fmt.Sprintf("out:%s:*", s.printedID()), 10_000).Iterator()
	for keys.Next(ctx) {
		value, err := s.client.Get(ctx, keys.Val()).Result()
		if err != nil {
			return nil, err
		}
		r, err := newResult("", keys.Val(), []byte(value))
		if err != nil {
			return nil, err
		}
		found = append(found, r)
	}
	return inOrder(found), keys.Err()
}

// offsets are those of the transactional kind.
func (s *redisSink) offsets(ctx context.Context) (map[int32]int64, error) {
	found := map[int32]int64{}
	for p := range int32(partitions) {
		text, err := s.client.Get(ctx, fmt.Sprintf("offset:%s:%s:%d", s.group, s.topic, p)).Result()
		if err == redis.Nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		if found[p], err = strconv.ParseInt(text, 10, 64); err != nil {
			return nil, err
		}
	}
	return found, nil
}
