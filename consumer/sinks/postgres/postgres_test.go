package postgres

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/sinks/retry"
)

var (
	p0 = consumer.Partition{Topic: "t", ID: 0}
	p1 = consumer.Partition{Topic: "t", ID: 1}
)

// TestJudge says of errors whether they pass.
func TestJudge(t *testing.T) {
	s, err := newSession("postgres://u@h/d")
	if err != nil {
		t.Fatal(err)
	}
	for code, final := range map[string]bool{
		"40001": false, "40P01": false, "08006": false, "57P01": false, "57P03": false, "53300": false, "55P03": false, "58030": false, "25006": false,
		"23505": true, "42P01": true, "42501": true, "22003": true, "28P01": true, "3D000": true, "25001": true,
	} {
		err := s.judge(fmt.Errorf("insert: %w", &pgconn.PgError{Code: code}))
		if _, ok := errors.AsType[retry.Final](err); ok != final || !strings.Contains(err.Error(), "h, database d") {
			t.Errorf("%s: %v", code, err)
		}
	}
	if _, ok := errors.AsType[retry.Final](s.judge(errors.New("connection reset"))); ok {
		t.Error("a lost connection is final")
	}
}

// TestSplit separates beginnings.
func TestSplit(t *testing.T) {
	begin, moved := split([]consumer.Range{
		{Partition: p0, From: 5, Until: 7, Epoch: 2}, {Partition: p1, From: consumer.None, Until: 9, Epoch: consumer.NoEpoch},
	})
	if diff := cmp.Diff(columns{[]string{"t"}, []int32{1}, []int64{-1}, []int64{9}, []int32{-1}}, begin, cmp.AllowUnexported(columns{})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(columns{[]string{"t"}, []int32{0}, []int64{5}, []int64{7}, []int32{2}}, moved, cmp.AllowUnexported(columns{})); diff != "" {
		t.Error(diff)
	}
}

// TestApplied takes only what this sink wrote, to the end, for its own.
func TestApplied(t *testing.T) {
	s := &Transaction{writer: "me"}
	ranges := []consumer.Range{{Partition: p0, From: 5, Until: 7}, {Partition: p1, From: 1, Until: 9}}
	at := func(offset int64, writer string) row { return row{consumer.Position{Offset: offset}, writer} }
	for _, c := range []struct {
		rows map[consumer.Partition]row
		want bool
	}{
		{map[consumer.Partition]row{p0: at(7, "me"), p1: at(9, "me")}, true},
		{map[consumer.Partition]row{p0: at(7, "me"), p1: at(9, "you")}, false},
		{map[consumer.Partition]row{p0: at(7, "me"), p1: at(1, "me")}, false},
		{map[consumer.Partition]row{p0: at(7, "me")}, false},
	} {
		if got := s.applied(c.rows, ranges); got != c.want {
			t.Errorf("%v: %t", c.rows, got)
		}
	}
}

// TestConfig refuses what cannot work, without a server.
func TestConfig(t *testing.T) {
	for _, url := range []string{"", "postgres://h:x/d", "nonsense"} {
		if _, err := NewKeyed(url); err == nil {
			t.Errorf("keyed %q: no error", url)
		}
		if _, err := NewTransaction(url, "g"); err == nil {
			t.Errorf("transaction %q: no error", url)
		}
		if err := Create(t.Context(), url); err == nil {
			t.Errorf("create %q: no error", url)
		}
	}
	if _, err := NewTransaction("postgres://h/d", ""); err == nil {
		t.Error("no group: no error")
	}
	s, err := NewTransaction("postgres://h/d", "g")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Write(t.Context(), consumer.Batch{}); err == nil {
		t.Error("no ranges: no error")
	}
}

// TestUnreachable writes to a port on which nothing listens: the error names it, after all attempts.
func TestUnreachable(t *testing.T) {
	s, err := NewKeyed("postgres://u@127.0.0.1:1/d?sslmode=disable")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.pause = 0
	err = s.Write(t.Context(), consumer.Batch{Results: []consumer.Result{{Partition: p0}}})
	if err == nil || !strings.Contains(err.Error(), "after 5 attempts: postgres at 127.0.0.1, database d") {
		t.Errorf("error %v", err)
	}
}
