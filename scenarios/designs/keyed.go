package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"
	"github.com/twmb/franz-go/pkg/kgo"
)

// keyed is zookeeperStrict with results that stand under their record's position (S14): a batch that is written again
// changes nothing. The key is the topic's id, the partition and the offset; the topic's name would not do, because the
// offsets of a topic that is created anew begin anew.
//
// It is known to have each result once, as long as processing is a function of the record.
func keyed(ctx context.Context, a *app) error {
	return a.strictly(ctx, func(in *source, out *redis.Client, records []*kgo.Record) error {
		return setResults(ctx, out, records, func(r *kgo.Record) (string, error) {
			return fmt.Sprintf("out:%x:%d:%d", in.id, r.Partition, r.Offset), nil
		})
	})
}

// keyedBusiness is keyed with the record's own key, so that each key has its newest value (S14, the composite key left
// out).
//
// It is known to show an older value again while a batch is repeated, and to keep it where a consumer that was paused
// writes after its successor: an update is lost. Records that share a key are not counted.
func keyedBusiness(ctx context.Context, a *app) error {
	return a.strictly(ctx, func(_ *source, out *redis.Client, records []*kgo.Record) error {
		return setResults(ctx, out, records, businessKey)
	})
}

func businessKey(r *kgo.Record) (string, error) {
	if len(r.Key) == 0 {
		return "", errors.New("record has no key")
	}
	return fmt.Sprintf("out:%s:%s", r.Topic, r.Key), nil
}

// setResults sets each record's result under its key.
func setResults(ctx context.Context, out *redis.Client, records []*kgo.Record, key func(*kgo.Record) (string, error)) error {
	if len(records) == 0 {
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	_, err := out.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		for _, r := range records {
			at, err := key(r)
			if err != nil {
				return fmt.Errorf("partition %d at %d: %w", r.Partition, r.Offset, err)
			}
			pipe.Set(ctx, at, process(r), 0)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("set %d results: %w", len(records), err)
	}
	return nil
}
