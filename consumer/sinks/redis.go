// Package sinks holds the places where a direct consumer writes its results, and the dead letters.
//
// They differ in what a batch that is written twice leaves behind, which is their contract:
//
//   - At least once: it is there twice. Append (Redis), FileAppend, KafkaAppend, and HTTP where the receiver ignores keys.
//   - Keyed: each result stands under its record's position, and is the same again, if processing is a function of the
//     record. Keyed (Redis), FileRanges, HTTP, and Keyed of the package postgres below.
//   - Transactional: the sink keeps the offsets, too, and refuses the batch. Transaction (Redis), KafkaTransaction, and
//     Transaction of the package postgres below.
//
// Only sinks that may do so try again; the others end the consumer, and the restart repeats the batch. What a sink asks
// of the other side stands with each.
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

// Connect returns a Redis client of an address, host:port, as the sinks need it; the first request connects, and each takes
// 5 s at most. The caller closes it. It never sends a request twice by itself: an answer that was
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
