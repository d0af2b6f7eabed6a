//go:build realstack

package realkill

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// postgresSink is one of the two kinds in PostgreSQL, in a schema of its own.
type postgresSink struct {
	*run
	kind string
	url  string
	conn *pgx.Conn
}

func inPostgres(kind string) func(*testing.T, *run) sink {
	return func(t *testing.T, r *run) sink {
		u, err := url.Parse(address(t, "postgres"))
		if err != nil {
			t.Fatal(err)
		}
		schema := "kill_" + strings.ToLower(strings.ReplaceAll(r.topic, "-", "_"))
		query := u.Query()
		query.Set("search_path", schema)
		u.RawQuery = query.Encode()
		conn, err := pgx.Connect(t.Context(), u.String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			conn.Exec(context.Background(), "drop schema "+schema+" cascade")
			conn.Close(context.Background())
		})
		if _, err := conn.Exec(t.Context(), "create schema "+schema); err != nil {
			t.Fatal(err)
		}
		return &postgresSink{r, kind, u.String(), conn}
	}
}

func (s *postgresSink) args() []string { return []string{"--sink.kind", s.kind, "--sink.url", s.url} }

func (s *postgresSink) count(ctx context.Context) (n int64, err error) {
	return n, s.conn.QueryRow(ctx, "select count(*) from direct_results").Scan(&n)
}

// results are rows under a key of the record's position, of which the transactional kind writes none twice: it has no
// other order.
func (s *postgresSink) results(ctx context.Context) (found []result, err error) {
	rows, err := s.conn.Query(ctx, "select topic_id, partition, record_offset, value from direct_results")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var partition, offset int64
		var value []byte
		if err := rows.Scan(&id, &partition, &offset, &value); err != nil {
			return nil, err
		}
		r, err := newResult("", fmt.Sprintf("%s/%d/%d", id, partition, offset), value)
		if err != nil {
			return nil, err
		}
		found = append(found, r)
	}
	return inOrder(found), rows.Err()
}

// offsets are those of the transactional kind.
func (s *postgresSink) offsets(ctx context.Context) (map[int32]int64, error) {
	rows, err := s.conn.Query(ctx, "select partition, next_offset from direct_offsets where group_name = $1 and topic = $2", s.group, s.topic)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := map[int32]int64{}
	for rows.Next() {
		var p int32
		var offset int64
		if err := rows.Scan(&p, &offset); err != nil {
			return nil, err
		}
		found[p] = offset
	}
	return found, rows.Err()
}
