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
// The place of a result tells of what record it is, and not what group wrote it: groups that write to one Redis, database,
// directory, topic or URL share the results there. What a sink does with a repetition it does with another group's result:
// those that append have both, Keyed (Redis) has the last one, FileRanges, HTTP and Keyed of postgres the first. Groups whose
// results differ want places of their own, such as a database of Redis each, or a schema of PostgreSQL. The offsets that
// transactional sinks keep have the group's name.
//
// Only sinks that may do so try again; the others end the consumer, and the restart repeats the batch. What a sink asks
// of the other side stands with each.
package sinks

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"github.com/onceover/onceover/consumer"
)

// requestTimeout bounds each request to Redis.
const requestTimeout = 5 * time.Second

// RedisConfig says where Redis is, and who writes to it. Only Address is required.
type RedisConfig struct {
	// Address is host:port.
	Address string
	// User and Password log in; a Password without a User is the default user's. Default: nobody in particular.
	User, Password string
	// Database is the number of the database. Default 0.
	Database int
	// TLS encrypts connections. Default: they are not encrypted.
	TLS *tls.Config
	// Connections is how many there may be at once, one for each batch that is written beside others. Default 1.
	Connections int
	// Log is told what the client says of its connections; the client has one log in a process, so that the last
	// Connect counts. Default: it stays what it is, which is standard error at first.
	Log *slog.Logger
}

// Connect returns a Redis client as the sinks need it; the first request connects, and each takes 5 s at most. The caller
// closes it. It never sends a request twice by itself: an answer that was lost says nothing of whether the request was
// applied, and only the sink knows what may be repeated. The rest keeps the start of a connection short.
func Connect(c RedisConfig) *redis.Client {
	if c.Log != nil {
		redis.SetLogger(redisLog{c.Log})
	}
	return redis.NewClient(&redis.Options{
		Addr:                  c.Address,
		Username:              c.User,
		Password:              c.Password,
		DB:                    c.Database,
		TLSConfig:             c.TLS,
		Protocol:              2,
		MaxRetries:            -1,
		DialTimeout:           requestTimeout,
		ReadTimeout:           requestTimeout,
		WriteTimeout:          requestTimeout,
		ContextTimeoutEnabled: true,
		DisableIdentity:       true,
		PoolSize:              cmp.Or(c.Connections, 1),
		PipelinePoolSize:      -1,
		MaintNotificationsConfig: &maintnotifications.Config{
			Mode: maintnotifications.ModeDisabled,
		},
	})
}

// redisLog is a log as the client wants it.
type redisLog struct{ *slog.Logger }

// Printf implements the client's interface.
func (l redisLog) Printf(_ context.Context, format string, args ...any) {
	l.Warn("the redis client reports", "what", fmt.Sprintf(format, args...))
}

// addressed says of an error where it happened.
func addressed(client *redis.Client, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("redis at %s, database %d: %w", client.Options().Addr, client.Options().DB, err)
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
