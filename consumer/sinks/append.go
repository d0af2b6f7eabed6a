package sinks

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"

	"github.com/onceover/onceover/consumer"
)

// Append is a sink that appends each result to its partition's list, out:<topic>:<partition>. All groups that write to a
// database of Redis append to the same lists.
//
// It does not try again. When an answer is lost, part of the batch may be there, and to send the batch again would
// show that part twice where the consumer did not even crash. So a failure ends the consumer, and the restart repeats
// the batch: the duplicates that at-least-once allows then come only from a restart, and are at most one batch.
type Append struct {
	client *redis.Client
}

// NewAppend returns an Append sink. The caller closes the client.
func NewAppend(client *redis.Client) *Append { return &Append{client: client} }

// Write implements consumer.Sink.
func (s *Append) Write(ctx context.Context, b consumer.Batch) error {
	_, err := s.client.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		appendResults(ctx, pipe, b)
		return nil
	})
	if err != nil {
		return addressed(s.client, fmt.Errorf("append %d results: %w", len(b.Results), err))
	}
	return nil
}
