package main

import (
	"context"
	"fmt"
	"strconv"

	"github.com/redis/go-redis/v9"
	"github.com/twmb/franz-go/pkg/kgo"
)

// transaction keeps the offsets with the results, and writes both in one transaction (S15). The steps:
//
//	read the offsets from the sink, and set those that it lacks
//	plan -> read -> process -> WATCH offsets, stop unless they are from -> MULTI, results, offsets to until, EXEC
//
// A group without offsets begins at the starts of the logs. What EXEC refused, or answered nothing to, ends the program:
// the next start reads from the sink what became of it.
//
// It is known to write each result exactly once, also where several run at a time: all but one find other offsets.
func transaction(ctx context.Context, a *app) error {
	in, err := a.openSource(ctx)
	if err != nil {
		return err
	}
	defer in.close()
	out := a.dialRedis()
	defer out.Close()

	next, err := a.offsetsInSink(ctx, in, out)
	if err != nil {
		return err
	}
	return a.batches(ctx, in, next, func(b *batch) (err error) {
		b.records, err = in.read(ctx, b.ranges)
		return err
	}, func(b *batch) error {
		return a.apply(ctx, out, b.ranges, b.records)
	})
}

// keyOf is where the sink keeps a partition's offset.
func (a *app) keyOf(partition int32) string {
	return fmt.Sprintf("offset:%s:%s:%d", a.group, a.topic, partition)
}

// offsetsInSink reads the offsets. A partition that has none gets the one where it begins, before anything is read.
func (a *app) offsetsInSink(ctx context.Context, in *source, out *redis.Client) (offsets, error) {
	ctx = context.WithoutCancel(ctx)
	var keys []string
	for _, p := range in.partitions {
		keys = append(keys, a.keyOf(p))
	}
	values, err := out.MGet(ctx, keys...).Result()
	if err != nil {
		return nil, fmt.Errorf("read offsets: %w", err)
	}
	found := offsets{}
	var missing []int32
	for i, p := range in.partitions {
		text, ok := values[i].(string)
		if !ok {
			missing = append(missing, p)
			continue
		}
		if found[p], err = strconv.ParseInt(text, 10, 64); err != nil {
			return nil, fmt.Errorf("read %s: %w", keys[i], err)
		}
	}
	if err := a.complete(ctx, in, found); err != nil {
		return nil, err
	}
	for _, p := range missing { // of two that begin, the second finds another offset when it comes to write
		if err := out.SetArgs(ctx, a.keyOf(p), found[p], redis.SetArgs{Mode: "NX"}).Err(); err != nil && err != redis.Nil {
			return nil, fmt.Errorf("set %s: %w", a.keyOf(p), err)
		}
	}
	return found, nil
}

// apply writes the results and moves the offsets from the ranges' beginnings to their ends, or does neither.
func (a *app) apply(ctx context.Context, out *redis.Client, ranges []span, records []*kgo.Record) error {
	ctx = context.WithoutCancel(ctx)
	var keys []string
	for _, r := range ranges {
		keys = append(keys, a.keyOf(r.partition))
	}
	err := out.Watch(ctx, func(tx *redis.Tx) error {
		values, err := tx.MGet(ctx, keys...).Result()
		if err != nil {
			return err
		}
		for i, r := range ranges {
			if values[i] != strconv.FormatInt(r.from, 10) {
				return fmt.Errorf("%s is %v and was %d: was a batch repeated?", keys[i], values[i], r.from)
			}
		}
		_, err = tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			appendResults(ctx, pipe, records)
			for i, r := range ranges {
				pipe.Set(ctx, keys[i], r.until, 0)
			}
			return nil
		})
		return err
	}, keys...)
	if err != nil {
		return fmt.Errorf("apply %v: %w", ranges, err)
	}
	return nil
}
