package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/sim/guest"
)

func TestEveryCommandHasThreePoints(t *testing.T) {
	w, c := start(t)
	if err := c.RPush(context.Background(), "out", "a", "b").Err(); err != nil {
		t.Fatal(err)
	}
	list(t, c, "out") // its answer comes after the third point of RPUSH
	want := []string{`received redis.rpush key="out"`, `applied redis.rpush key="out"`, `answered redis.rpush key="out"`}
	if d := cmp.Diff(want, w.pointsOf("redis.rpush")); d != "" {
		t.Fatal(d)
	}
	wantFacts(t, w, fact("RPUSH", "out", "", "a", 0), fact("RPUSH", "out", "", "b", 0))
}

func TestVerdicts(t *testing.T) {
	fail := guest.Verdict{Action: guest.Fail, Error: "LOADING Redis is loading"}
	drop := guest.Verdict{Action: guest.Drop}
	for _, tt := range []struct {
		at      string
		verdict guest.Verdict
		seen    string // by the client
		applied bool
	}{
		{"received redis.rpush", fail, "LOADING Redis is loading", false},
		{"applied redis.rpush", fail, "LOADING Redis is loading", true},
		{"received redis.rpush", drop, "EOF", false},
		{"applied redis.rpush", drop, "EOF", true},
		{"received redis.rpush", guest.Verdict{Action: guest.Delay, Delay: time.Millisecond}, "<nil>", true},
		{"applied redis.rpush", guest.Verdict{Action: guest.Delay, Delay: time.Millisecond}, "<nil>", true},
		{"answered redis.rpush", fail, "<nil>", true},
		{"answered redis.rpush", drop, "<nil>", true},
	} {
		t.Run(fmt.Sprint(tt.at, tt.verdict.Action), func(t *testing.T) {
			w, c := start(t)
			w.rule(tt.at, tt.verdict)
			if err := c.RPush(context.Background(), "out", "a").Err(); fmt.Sprint(err) != tt.seen {
				t.Fatalf("client saw %v, want %s", err, tt.seen)
			}
			want, facts := "[]", []string(nil)
			if tt.applied {
				want, facts = "[a]", []string{fact("RPUSH", "out", "", "a", 0)}
			}
			if got := list(t, c, "out"); got != want {
				t.Fatalf("list is %s, want %s", got, want)
			}
			wantFacts(t, w, facts...)
		})
	}
}

func TestPipelineKeepsItsOrder(t *testing.T) {
	w, c := start(t)
	w.rule("received redis.incr", guest.Verdict{Action: guest.Fail, Error: "ERR no"})
	const n = 300
	ctx := context.Background()
	pipe := c.Pipeline()
	for i := range n {
		pipe.RPush(ctx, "out", i)
	}
	refused := pipe.Incr(ctx, "n")
	last := pipe.LLen(ctx, "out")
	if _, err := pipe.Exec(ctx); err == nil || err.Error() != "ERR no" {
		t.Fatalf("pipeline answered %v", err)
	}
	if refused.Err() == nil || last.Val() != n {
		t.Fatalf("INCR answered %v, LLEN %d", refused.Err(), last.Val())
	}
	facts := w.take()
	if len(facts) != n {
		t.Fatalf("%d effects", len(facts))
	}
	for i, f := range facts {
		if want := fact("RPUSH", "out", "", fmt.Sprint(i), 0); f != want {
			t.Fatalf("effect %d is %s", i, f)
		}
	}
}

func TestDropInsideAPipelineStopsIt(t *testing.T) {
	w, c := start(t)
	w.rule("applied redis.incr", guest.Verdict{Action: guest.Drop})
	ctx := context.Background()
	pipe := c.Pipeline()
	pipe.RPush(ctx, "out", "a")
	dropped := pipe.Incr(ctx, "n")
	after := pipe.RPush(ctx, "out", "b")
	pipe.Exec(ctx)
	if dropped.Err() == nil || after.Err() == nil {
		t.Fatalf("answers %v, %v", dropped.Err(), after.Err())
	}
	wantFacts(t, w, fact("RPUSH", "out", "", "a", 0), fact("INCR", "n", "", "1", 0))
}

// TestHalfAReply gets half of a reply, and nothing of the command behind it, which is done all the same.
func TestHalfAReply(t *testing.T) {
	w, c := start(t)
	w.rule("applied redis.rpush", guest.Verdict{Action: guest.Half})
	conn, err := net.Dial("tcp", c.Options().Addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "*3\r\n$5\r\nRPUSH\r\n$3\r\nout\r\n$1\r\na\r\n*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n")
	conn.(*net.TCPConn).CloseWrite()
	if got, err := io.ReadAll(conn); string(got) != ":1" || err != nil {
		t.Errorf("read %q, %v", got, err)
	}
	if got := len(w.pointsOf("redis.set")); got != 2 {
		t.Errorf("the next command has %d points, want those before its answer", got)
	}
}
