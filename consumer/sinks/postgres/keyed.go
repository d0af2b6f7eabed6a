package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/sinks/retry"
)

// Keyed is a sink that writes each result into the table direct_results, under its record's topic id, partition and
// offset. Its contract is the keyed one: a batch that is written again changes nothing, as long as processing is a
// function of the record, and so failures are tried again whatever became of them. What was written first stays, and
// with Overwrite what was written last. Where a log was truncated and has grown again, the record at an offset is another: its
// result, of a later leader epoch, replaces the one that the lost record had.
type Keyed struct {
	// Overwrite replaces a record's result that is there, as when a new version of the consumer goes through the topic again.
	// Default: it stays, which costs the server less.
	Overwrite bool

	session *session
	pause   time.Duration
}

// NewKeyed returns a Keyed sink. The URL, or keywords and values, is as libpq has it; what it leaves out comes from the
// PG… variables. The sink connects when it is written to. The caller closes it.
func NewKeyed(url string) (*Keyed, error) {
	s, err := newSession(url)
	return &Keyed{session: s, pause: retry.FirstPause}, err
}

// Write implements consumer.Sink.
func (s *Keyed) Write(ctx context.Context, b consumer.Batch) error {
	conflict := keepResult
	if s.Overwrite {
		conflict = replaceResult
	}
	return retry.Do(ctx, s.pause, func() error {
		return s.session.do(ctx, func(ctx context.Context, conn *pgx.Conn) error { return insert(ctx, conn, b, conflict) })
	})
}

// Close closes the sink's connection.
func (s *Keyed) Close() { s.session.close() }

// What becomes of a result that is there already.
const (
	replaceResult = "do update set value = excluded.value, leader_epoch = excluded.leader_epoch"
	keepResult    = replaceResult + " where direct_results.leader_epoch < excluded.leader_epoch"
)

// executor is a connection, or a transaction on it.
type executor interface {
	Exec(ctx context.Context, sql string, arguments ...any) (pgconn.CommandTag, error)
}

// insert inserts a batch's results by one statement.
func insert(ctx context.Context, on executor, b consumer.Batch, conflict string) error {
	if len(b.Results) == 0 {
		return nil
	}
	var topics []string
	var partitions, epochs []int32
	var offsets []int64
	var values [][]byte
	for _, r := range b.Results {
		topics, partitions = append(topics, r.Topic), append(partitions, r.ID)
		offsets, epochs, values = append(offsets, r.Offset), append(epochs, r.Epoch), append(values, r.Value)
	}
	_, err := on.Exec(ctx, `insert into direct_results (topic_id, topic, partition, record_offset, leader_epoch, value)
		select $1, * from unnest($2::text[], $3::int[], $4::bigint[], $5::int[], $6::bytea[])
		on conflict (topic_id, partition, record_offset) `+conflict, b.TopicID.String(), topics, partitions, offsets, epochs, values)
	if err != nil {
		return fmt.Errorf("insert %d results into direct_results: %w", len(b.Results), err)
	}
	return nil
}
