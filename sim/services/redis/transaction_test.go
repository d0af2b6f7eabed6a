package main

import (
	"context"
	"errors"
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/onceover/onceover/sim/guest"
)

// store is the transaction of an exactly-once sink.
func store(c *redis.Client, meanwhile func()) error {
	ctx := context.Background()
	return c.Watch(ctx, func(tx *redis.Tx) error {
		meanwhile()
		_, err := tx.TxPipelined(ctx, func(p redis.Pipeliner) error {
			p.RPush(ctx, "out", "a", "b")
			p.Set(ctx, "offset", 2, 0)
			return nil
		})
		return err
	}, "offset")
}

var stored = []string{fact("RPUSH", "out", "", "a", 1), fact("RPUSH", "out", "", "b", 1), fact("SET", "offset", "", "2", 1)}

func TestTransactionIsRecordedWhenItRan(t *testing.T) {
	w, c := start(t)
	if err := store(c, func() {}); err != nil {
		t.Fatal(err)
	}
	if n := len(w.pointsOf("redis.rpush")); n != 3 {
		t.Fatalf("%d points of the queued RPUSH", n)
	}
	wantFacts(t, w, stored...)
}

func TestLostWatchLeavesNothing(t *testing.T) {
	w, c := start(t)
	other := client(t, c.Options().Addr)
	err := store(c, func() { other.Set(context.Background(), "offset", 7, 0) })
	if !errors.Is(err, redis.TxFailedErr) {
		t.Fatalf("client saw %v", err)
	}
	wantFacts(t, w, fact("SET", "offset", "", "7", 0))
}

func TestVerdictsInsideATransaction(t *testing.T) {
	fail := guest.Verdict{Action: guest.Fail, Error: "OOM no memory"}
	drop := guest.Verdict{Action: guest.Drop}
	for _, tt := range []struct {
		name, at string
		verdict  guest.Verdict
		facts    []string
		seen     bool // by go-redis, which does not look at the answers before EXEC's
	}{
		{"a refused command spoils it", "received redis.rpush", fail, nil, true},
		{"a queued one that looks refused does not", "applied redis.rpush", fail, stored, false},
		{"refused EXEC", "received redis.exec", fail, nil, true},
		{"EXEC ran, answer is an error", "applied redis.exec", fail, stored, true},
		{"EXEC lost", "received redis.exec", drop, nil, true},
		{"EXEC ran, answer lost", "applied redis.exec", drop, stored, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w, c := start(t)
			w.rule(tt.at, tt.verdict)
			if err := store(c, func() {}); (err != nil) != tt.seen {
				t.Fatalf("client saw %v", err)
			}
			wantFacts(t, w, tt.facts...)
			want := "[]"
			if tt.facts != nil {
				want = "[a b]"
			}
			if got := list(t, c, "out"); got != want {
				t.Fatalf("list is %s, want %s", got, want)
			}
		})
	}
}

// After a refused EXEC the connection is out of MULTI, as on a real Redis.
func TestRefusedExecEndsTheTransaction(t *testing.T) {
	w, c := start(t)
	w.rule("received redis.exec", guest.Verdict{Action: guest.Fail, Error: "EXECABORT no"})
	if err := store(c, func() {}); err == nil {
		t.Fatal("client saw no error")
	}
	if err := store(c, func() {}); err != nil {
		t.Fatal(err)
	}
	wantFacts(t, w, stored...)
}

func TestDiscard(t *testing.T) {
	w, c := start(t)
	ctx := context.Background()
	conn := c.Conn()
	defer conn.Close()
	for _, words := range [][]any{{"MULTI"}, {"SET", "k", "v"}, {"DISCARD"}, {"SET", "k", "w"}} {
		if err := conn.Do(ctx, words...).Err(); err != nil {
			t.Fatal(err)
		}
	}
	wantFacts(t, w, fact("SET", "k", "", "w", 0))
}

func TestScriptIsOneTransaction(t *testing.T) {
	w, c := start(t)
	ctx := context.Background()
	script := `if redis.call('GET', KEYS[1]) == ARGV[1] then return 0 end
		redis.call('RPUSH', KEYS[2], ARGV[2])
		redis.pcall('RPUSH', KEYS[1])
		redis.call('SET', KEYS[1], ARGV[1])
		return redis.call('LLEN', KEYS[2])`
	for range 2 {
		if err := c.Eval(ctx, script, []string{"offset", "out"}, "5", "a").Err(); err != nil {
			t.Fatal(err)
		}
	}
	wantFacts(t, w, fact("RPUSH", "out", "", "a", 1), fact("SET", "offset", "", "5", 1))
}
