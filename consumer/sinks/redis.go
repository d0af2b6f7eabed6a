// Package sinks holds the places where a direct consumer writes its results.
//
// The Redis sinks differ in what a batch that is written twice leaves behind. Append shows it twice. Keyed writes it to
// the same keys again. Transaction refuses it.
package sinks

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"github.com/onceover/onceover/consumer"
)

// requestTimeout bounds each request to Redis.
const requestTimeout = 5 * time.Second

// Connect returns a Redis client as the sinks need it. It never sends a request twice by itself: an answer that was
// lost says nothing of whether the request was applied, and only the sink knows what may be repeated. The rest keeps
// the start of a connection short.
func Connect(address string) *redis.Client {
	return redis.NewClient(&redis.Options{
		Addr:                  address,
		Protocol:              2,
		MaxRetries:            -1,
		DialTimeout:           requestTimeout,
		ReadTimeout:           requestTimeout,
		WriteTimeout:          requestTimeout,
		ContextTimeoutEnabled: true,
		DisableIdentity:       true,
		PoolSize:              1,
		PipelinePoolSize:      -1,
		MaintNotificationsConfig: &maintnotifications.Config{
			Mode: maintnotifications.ModeDisabled,
		},
	})
}

// list is the key of the list that a partition's results are appended to.
func list(p consumer.Partition) string { return fmt.Sprintf("out:%s:%d", p.Topic, p.ID) }

// appendResults queues one RPUSH per partition with all of its results.
func appendResults(ctx context.Context, pipe redis.Pipeliner, b consumer.Batch) {
	for rest := b.Results; len(rest) > 0; {
		p := rest[0].Partition
		var values []any
		for len(rest) > 0 && rest[0].Partition == p {
			values = append(values, rest[0].Value)
			rest = rest[1:]
		}
		pipe.RPush(ctx, list(p), values...)
	}
}
