package postgres

import (
	"context"
	_ "embed" // schema.sql
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/onceover/onceover/consumer/sinks/retry"
)

// requestTimeout bounds each attempt to write a batch, and each connection's start.
const requestTimeout = 30 * time.Second

//go:embed schema.sql
var schema string

// The lock under which the schema is made: two that make it at once would fail on each other.
const schemaLock = 0x6f6e63656f766572

// Create makes the tables, as far as they do not exist. The URL is as NewKeyed has it.
func Create(ctx context.Context, url string) error {
	s, err := newSession(url)
	if err != nil {
		return err
	}
	defer s.close()
	return s.do(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, "select pg_advisory_xact_lock($1)", int64(schemaLock)); err != nil {
				return fmt.Errorf("lock the schema: %w", err)
			}
			if _, err := tx.Exec(ctx, schema, pgx.QueryExecModeSimpleProtocol); err != nil {
				return fmt.Errorf("create tables: %w", err)
			}
			return nil
		})
	})
}

// session is a connection that is opened when it is needed, and again when it is lost. It is used by one at a time.
type session struct {
	config *pgx.ConnConfig
	mu     sync.Mutex
	conn   *pgx.Conn // nil if there is none
}

func newSession(url string) (*session, error) {
	if url == "" {
		return nil, errors.New("configure postgres: a URL is required, such as postgres://user@host/database")
	}
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("configure postgres: %w", err)
	}
	return &session{config: config}, nil
}

// do does something with the connection, in time. A connection on which that fails is not used again: nobody knows what
// it is still about to do.
func (s *session) do(ctx context.Context, use func(context.Context, *pgx.Conn) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	if s.conn == nil {
		conn, err := open(ctx, s.config)
		if err != nil {
			return s.judge(err)
		}
		s.conn = conn
	}
	if err := use(ctx, s.conn); err != nil {
		s.drop()
		return s.judge(err)
	}
	return nil
}

// open connects, and refuses a server that acknowledges what is not on disk.
func open(ctx context.Context, config *pgx.ConnConfig) (*pgx.Conn, error) {
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	var durable string
	err = conn.QueryRow(ctx, "select current_setting('synchronous_commit')").Scan(&durable)
	if err == nil && durable == "off" {
		err = retry.Final{Err: errors.New("synchronous_commit is off: a crash of the server would lose results that it acknowledged; set it to on")}
	}
	if err != nil {
		shut(conn)
		return nil, err
	}
	return conn, nil
}

// judge says of an error whether another attempt can help, and where it happened.
func (s *session) judge(err error) error {
	err = fmt.Errorf("postgres at %s, database %s: %w", s.config.Host, s.config.Database, err)
	if e, ok := errors.AsType[*pgconn.PgError](err); ok && !passes(e.Code) {
		return retry.Final{Err: err}
	}
	return err
}

// passes reports whether what the SQLSTATE says can be over the next time: lost connections, serialization failures and
// deadlocks, a server that lacks resources, is interrupted, starts, stops, or may only be read, as after a failover.
func passes(code string) bool {
	for _, class := range []string{"08", "40", "53", "55P03", "57", "58", "25006"} {
		if strings.HasPrefix(code, class) {
			return true
		}
	}
	return false
}

func (s *session) drop() {
	if s.conn != nil {
		shut(s.conn)
		s.conn = nil
	}
}

func (s *session) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop()
}

// shut closes a connection without waiting for long.
func shut(conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = conn.Close(ctx) // whatever comes of it, the connection is not used again
}
