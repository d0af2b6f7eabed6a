package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/redis/go-redis/v9"
	"github.com/twmb/franz-go/pkg/kgo"
)

// A result is what the program makes of a record: its position, its value, and which build read it.
type result struct {
	Version   string `json:"version"`
	Topic     string `json:"topic"`
	Partition int32  `json:"partition"`
	Offset    int64  `json:"offset"`
	Value     string `json:"value"`
}

// process is what is to be done with each record. It never fails.
func process(r *kgo.Record) []byte {
	text, err := json.Marshal(resultOf(r))
	if err != nil {
		panic("designs: " + err.Error()) // there is nothing in it that JSON lacks
	}
	return text
}

func resultOf(r *kgo.Record) result {
	return result{Version: version, Topic: r.Topic, Partition: r.Partition, Offset: r.Offset, Value: string(r.Value)}
}

// list is the key under which the results of a partition are appended.
func list(topic string, partition int32) string { return fmt.Sprintf("out:%s:%d", topic, partition) }

// appendResults queues the results of the records: one RPUSH for each partition, as the records come.
func appendResults(ctx context.Context, pipe redis.Pipeliner, records []*kgo.Record) {
	for len(records) > 0 {
		first := records[0]
		var values []any
		for len(records) > 0 && records[0].Partition == first.Partition {
			values, records = append(values, process(records[0])), records[1:]
		}
		pipe.RPush(ctx, list(first.Topic, first.Partition), values...)
	}
}

// output processes the records and appends the results. When it fails, some of them may be there.
func output(ctx context.Context, client *redis.Client, records []*kgo.Record) error {
	if len(records) == 0 {
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	_, err := client.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		appendResults(ctx, pipe, records)
		return nil
	})
	if err != nil {
		return fmt.Errorf("append %d results: %w", len(records), err)
	}
	return nil
}
