//go:build realstack

package postgres

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"net"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

// server is the URL of a database. The test is not run without one.
func server(t *testing.T) string {
	t.Helper()
	address := os.Getenv("ONCEOVER_REAL_POSTGRES")
	if address == "" {
		t.Skip("not run: ONCEOVER_REAL_POSTGRES is not set; scripts/realstack up tells it")
	}
	return address
}

// database returns the URL of a schema of its own, with the tables, and a connection to look at it.
func database(t *testing.T) (string, *pgx.Conn) {
	t.Helper()
	u, err := url.Parse(server(t))
	if err != nil {
		t.Fatal(err)
	}
	schema := "test_" + strings.ToLower(rand.Text())
	query := u.Query()
	query.Set("search_path", schema)
	u.RawQuery = query.Encode()
	conn, err := pgx.Connect(t.Context(), u.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx := context.Background()
		_, err := conn.Exec(ctx, "drop schema "+schema+" cascade")
		if err := errors.Join(err, conn.Close(ctx)); err != nil {
			t.Error(err)
		}
	})
	run(t, conn, "create schema "+schema)
	for range 2 {
		if err := Create(t.Context(), u.String()); err != nil {
			t.Fatal(err)
		}
	}
	return u.String(), conn
}

func run(t *testing.T, conn *pgx.Conn, sql string) {
	t.Helper()
	if _, err := conn.Exec(context.WithoutCancel(t.Context()), sql); err != nil {
		t.Error(err)
	}
}

// lines returns what a query of one text column finds.
func lines(t *testing.T, conn *pgx.Conn, query string) []string {
	t.Helper()
	rows, err := conn.Query(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// committing is what the message of COMMIT contains, and no other.
const committing = "commit\x00"

// cut makes a session's connections lose the next message that contains a word, or the answer to it. Before that it
// calls a function, if there is one, with the connection.
func cut(s *session, word string, answer bool, meet func(net.Conn)) {
	var mu sync.Mutex
	done := false
	hit := func(p []byte) bool {
		mu.Lock()
		defer mu.Unlock()
		now := !done && bytes.Contains(p, []byte(word))
		done = done || now
		return now
	}
	s.drop()
	s.config.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		return &cutConn{Conn: conn, hit: hit, answer: answer, meet: meet}, err
	}
}

type cutConn struct {
	net.Conn
	hit    func([]byte) bool
	answer bool
	meet   func(net.Conn)
	deaf   atomic.Bool
}

func (c *cutConn) Write(p []byte) (int, error) {
	if !c.hit(p) {
		return c.Conn.Write(p)
	}
	if c.meet != nil {
		c.meet(c.Conn)
	}
	if !c.answer {
		c.Close()
		return 0, net.ErrClosed
	}
	c.deaf.Store(true)
	return c.Conn.Write(p)
}

func (c *cutConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if c.deaf.Load() {
		c.Close()
		return 0, net.ErrClosed
	}
	return n, err
}
