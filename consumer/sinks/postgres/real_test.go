//go:build realstack

package postgres

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/sinks/retry"
)

const (
	allResults = "select concat_ws(' ', topic_id, topic, partition, record_offset, value) from direct_results order by partition, record_offset"
	allOffsets = "select concat_ws(' ', group_name, topic, partition, next_offset, leader_epoch, topic_id) from direct_offsets order by partition"
)

// batch is three results, of which one has no value, and moves two partitions.
func batch(from0, from1, until0, until1 int64) consumer.Batch {
	b := consumer.Batch{
		Commit: consumer.Commit{TopicID: consumer.TopicID{1}, Ranges: []consumer.Range{
			{Partition: p0, From: from0, Until: until0, Epoch: 3}, {Partition: p1, From: from1, Until: until1, Epoch: consumer.NoEpoch},
		}},
		Results: []consumer.Result{
			{Partition: p0, Offset: 5, Value: []byte("a")}, {Partition: p0, Offset: 6}, {Partition: p1, Offset: 9, Value: []byte{0xff, 0}},
		},
	}
	if from0 == consumer.None {
		b.Results = nil
	}
	return b
}

const id = "AQAAAAAAAAAAAAAAAAAAAA"

var once = []string{id + ` t 0 5 \x61`, id + " t 0 6", id + ` t 1 9 \xff00`}

// TestRealKeyed writes through a lost answer, twice: the first values stay, or the last are there.
func TestRealKeyed(t *testing.T) {
	for overwrite, want := range map[bool]string{false: `\x61`, true: `\x7a`} {
		address, conn := database(t)
		s, err := NewKeyed(address)
		if err != nil {
			t.Fatal(err)
		}
		s.pause, s.Overwrite = 0, overwrite
		defer s.Close()
		cut(s.session, "insert into direct_results", true, nil)
		b := batch(5, 9, 7, 10)
		for range 2 {
			if err := s.Write(t.Context(), b); err != nil {
				t.Fatal(err)
			}
			b.Results[0].Value = []byte("z")
		}
		if got := lines(t, conn, allResults); len(got) != 3 || got[0] != id+" t 0 5 "+want {
			t.Errorf("overwrite %t: %q", overwrite, got)
		}
	}
}

// TestRealTransaction starts a group, moves it, and meets each way in which a transaction can fail. The results are there
// once in all cases but those in which somebody else was first.
func TestRealTransaction(t *testing.T) {
	server(t)
	nothing := func(*testing.T, *Transaction, *pgx.Conn) {}
	lose := func(word string, answer bool) func(*testing.T, *Transaction, *pgx.Conn) {
		return func(_ *testing.T, s *Transaction, _ *pgx.Conn) { cut(s.session, word, answer, nil) }
	}
	overtake := func(t *testing.T, conn *pgx.Conn) {
		run(t, conn, "update direct_offsets set next_offset = 12 where partition = 1")
	}
	for _, c := range []struct {
		name   string
		harm   func(*testing.T, *Transaction, *pgx.Conn)
		fenced bool
	}{
		{"no harm", nothing, false},
		{"connection lost", lose("update direct_offsets", false), false},
		{"answer to update lost", lose("update direct_offsets", true), false},
		{"commit lost", lose(committing, false), false},
		{"answer to commit lost", lose(committing, true), false},
		{"session ended", func(t *testing.T, s *Transaction, conn *pgx.Conn) {
			run(t, conn, fmt.Sprintf("select pg_terminate_backend(%d, 10000)", s.session.conn.PgConn().PID()))
		}, false},
		{"overtaken before", func(t *testing.T, _ *Transaction, conn *pgx.Conn) { overtake(t, conn) }, true},
		{"overtaken meanwhile", func(t *testing.T, s *Transaction, conn *pgx.Conn) {
			cut(s.session, "update direct_offsets", false, func(net.Conn) { overtake(t, conn) })
		}, true},
		{"commit lost and overtaken", func(t *testing.T, s *Transaction, conn *pgx.Conn) {
			cut(s.session, committing, false, func(c net.Conn) { c.Close(); overtake(t, conn) })
		}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			address, conn := database(t)
			s, err := NewTransaction(address, "g")
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			s.pause = 0
			if err := s.Write(t.Context(), batch(consumer.None, consumer.None, 5, 9)); err != nil {
				t.Fatal(err)
			}
			c.harm(t, s, conn)
			err = s.Write(t.Context(), batch(5, 9, 7, 10))
			want, offsets := once, []string{"g t 0 7 3 " + id, "g t 1 10 -1 " + id}
			if c.fenced {
				want, offsets = []string{}, []string{"g t 0 5 3 " + id, "g t 1 12 -1 " + id}
			}
			if errors.Is(err, consumer.ErrFenced) != c.fenced || err != nil && !c.fenced {
				t.Errorf("error %v", err)
			}
			if diff := cmp.Diff(want, lines(t, conn, allResults)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(offsets, lines(t, conn, allOffsets)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestRealLoad loads what was stored, and nothing where nothing was; a second start is refused.
func TestRealLoad(t *testing.T) {
	address, conn := database(t)
	s, err := NewTransaction(address, "g")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	start := batch(consumer.None, consumer.None, 5, 9)
	if err := s.Write(t.Context(), start); err != nil {
		t.Fatal(err)
	}
	if err := s.Write(t.Context(), start); !errors.Is(err, consumer.ErrFenced) {
		t.Errorf("second start: error %v", err)
	}
	run(t, conn, "insert into direct_offsets select 'other', topic, 7, 3, 0, topic_id, writer from direct_offsets where partition = 0")
	partitions := []consumer.Partition{p0, p1, {Topic: "t", ID: 7}}
	got, err := s.Load(t.Context(), partitions)
	want := map[consumer.Partition]consumer.Position{
		p0: {Offset: 5, Epoch: 3, TopicID: consumer.TopicID{1}}, p1: {Offset: 9, Epoch: consumer.NoEpoch, TopicID: consumer.TopicID{1}},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("error %v: %s", err, diff)
	}
	for _, odd := range []string{"leader_epoch = -2", "topic_id = 'odd'"} {
		run(t, conn, "update direct_offsets set "+odd)
		if _, err := s.Load(t.Context(), partitions); err == nil || !strings.Contains(err.Error(), "group g, t/") {
			t.Errorf("%s: error %v", odd, err)
		}
		run(t, conn, "update direct_offsets set leader_epoch = 3")
	}
	run(t, conn, "drop table direct_offsets")
	if _, err := s.Load(t.Context(), partitions); err == nil {
		t.Error("no table: no error")
	}
}

// TestRealFinal meets errors that do not pass: they are not tried again.
func TestRealFinal(t *testing.T) {
	address, conn := database(t)
	for name, c := range map[string][2]string{
		"acknowledges what is not on disk": {address + "&synchronous_commit=off", "synchronous_commit is off"},
		"no table":                         {address, "direct_results"},
	} {
		if name == "no table" {
			run(t, conn, "drop table if exists direct_results")
		}
		s, err := NewKeyed(c[0])
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		err = s.Write(t.Context(), batch(5, 9, 7, 10))
		if _, ok := errors.AsType[retry.Final](err); !ok || !strings.Contains(err.Error(), c[1]) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// TestRealRace lets two sinks write the same batches at once: each batch is applied once, by whoever was first.
func TestRealRace(t *testing.T) {
	address, conn := database(t)
	var writers sync.WaitGroup
	applied := make([]int, 2)
	for i := range applied {
		s, err := NewTransaction(address, "g")
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		writers.Go(func() {
			for n := int64(-1); n < 50; n++ {
				b := batch(n, n, n+1, n+1)
				b.Results = []consumer.Result{{Partition: p0, Offset: n, Value: fmt.Append(nil, i)}}
				err := s.Write(t.Context(), b)
				if err == nil {
					applied[i]++
				} else if !errors.Is(err, consumer.ErrFenced) {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	t.Logf("applied by each: %v", applied)
	if got := lines(t, conn, allOffsets); applied[0]+applied[1] > 51 || len(got) != 2 {
		t.Errorf("%v batches of 51, offsets %q", applied, got)
	}
	if got := lines(t, conn, allResults); len(got) != applied[0]+applied[1] {
		t.Errorf("%d results of %v batches", len(got), applied)
	}
}
