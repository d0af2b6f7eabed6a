package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/sinks/retry"
)

// Transaction is a consumer.TransactionalSink: it writes the results into direct_results and moves the group's offsets in
// direct_offsets in one transaction, and only those offsets that are where the batch begins. So a batch is applied once,
// whoever writes it and however often, also by instances that divide the partitions among themselves.
//
// A result that is there already is replaced: as long as nobody moves offsets back, there is none.
type Transaction struct {
	session *session
	group   string
	writer  string // this run
	pause   time.Duration
}

// NewTransaction returns a Transaction sink for a consumer group. The URL is as NewKeyed has it. The caller closes the
// sink.
func NewTransaction(url, group string) (*Transaction, error) {
	if group == "" {
		return nil, errors.New("configure postgres: a group is required")
	}
	s, err := newSession(url)
	return &Transaction{session: s, group: group, writer: rand.Text(), pause: retry.FirstPause}, err
}

// Close closes the sink's connection.
func (s *Transaction) Close() { s.session.close() }

// Load implements consumer.TransactionalSink.
func (s *Transaction) Load(ctx context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	stored := map[consumer.Partition]consumer.Position{}
	err := s.session.do(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		rows, err := s.read(ctx, conn)
		for _, p := range partitions {
			if row, ok := rows[p]; ok {
				stored[p] = row.Position
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return stored, nil
}

// Write implements consumer.Sink. When the answer to COMMIT is lost, nothing but the offsets tells whether it was
// applied, and the next attempt finds out: its update waits for a transaction that is still being committed, and counts
// no row if that has moved the offsets.
func (s *Transaction) Write(ctx context.Context, b consumer.Batch) error {
	if len(b.Ranges) == 0 {
		return errors.New("write in a postgres transaction: the batch moves no offsets; replay to a Keyed sink")
	}
	open := false
	return retry.Do(ctx, s.pause, func() error {
		return s.session.do(ctx, func(ctx context.Context, conn *pgx.Conn) error { return s.attempt(ctx, conn, b, &open) })
	})
}

// attempt applies the batch if the stored offsets are its first ones. Open says that an earlier attempt may have been
// applied: if so and the offsets are where it moved them, it was.
func (s *Transaction) attempt(ctx context.Context, conn *pgx.Conn, b consumer.Batch, open *bool) error {
	// Were the isolation another one, an offset that moved meanwhile would be a serialization failure.
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.ReadCommitted, AccessMode: pgx.ReadWrite})
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	moved, err := s.move(ctx, tx, b.Commit)
	if err != nil {
		return err // with the connection goes the transaction
	}
	if !moved {
		if err := tx.Rollback(ctx); err != nil {
			return fmt.Errorf("roll back: %w", err)
		}
		rows, err := s.read(ctx, conn)
		if err != nil {
			return err
		}
		if *open && s.applied(rows, b.Ranges) {
			return nil
		}
		return fmt.Errorf("%w: offsets of group %s are %v, and not those before %v", consumer.ErrFenced, s.group, rows, b.Ranges)
	}
	if err := insert(ctx, tx, b, replaceResult); err != nil {
		return err
	}
	if err := tx.Commit(ctx); err != nil {
		*open = true
		return fmt.Errorf("commit %d results and %d offsets: %w", len(b.Results), len(b.Ranges), err)
	}
	return nil
}

// applied reports whether the offsets are where this sink moved them.
func (s *Transaction) applied(rows map[consumer.Partition]row, ranges []consumer.Range) bool {
	for _, r := range ranges {
		if at, ok := rows[r.Partition]; !ok || at.Offset != r.Until || at.writer != s.writer {
			return false
		}
	}
	return true
}
