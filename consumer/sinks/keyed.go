package sinks

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/sinks/retry"
)

// Keyed is a sink that writes each result under its record's position, out:<topic id>:<partition>:<offset>. A batch
// that is written again changes nothing, as long as processing is a function of the record. The key holds the topic's
// id, not its name: the records of a topic that was created again are others. The record
// at an offset is also another where a log was truncated and has grown again; its result replaces that of the lost one.
//
// What comes last stays. A request that was sent before its sender died, or was fenced, may come after its successor's, and
// nothing refuses it: it writes the same value again. It is another value only where the program was changed, or the log was
// truncated, between the two, or where another group writes to the same database of Redis, since no key has the group. Who minds wants a sink that refuses it: a transactional one.
type Keyed struct {
	client *redis.Client
	pause  time.Duration
}

// NewKeyed returns a Keyed sink. The caller closes the client.
func NewKeyed(client *redis.Client) *Keyed { return &Keyed{client: client, pause: retry.FirstPause} }

// Write implements consumer.Sink. It tries a failed batch again, which for this sink is safe whatever became of it.
func (s *Keyed) Write(ctx context.Context, b consumer.Batch) error {
	return addressed(s.client, retry.Do(ctx, s.pause, func() error {
		_, err := s.client.Pipelined(ctx, func(pipe redis.Pipeliner) error {
			for _, r := range b.Results {
				pipe.Set(ctx, fmt.Sprintf("out:%v:%d:%d", b.TopicID, r.ID, r.Offset), r.Value, 0)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("set %d results: %w", len(b.Results), err)
		}
		return nil
	}))
}
