package main

import (
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/onceover/onceover/sim/guest"
	"github.com/onceover/onceover/sim/trace"
)

// A world stands in for the simulator: it keeps what the service reports and answers by rules.
type world struct {
	mu     sync.Mutex
	points []string
	facts  []string
	rules  map[string]guest.Verdict // "received redis.rpush" -> verdict, used once
}

func (w *world) point(stage guest.Stage, op, client string, args ...trace.Arg) guest.Verdict {
	w.mu.Lock()
	defer w.mu.Unlock()
	at := string(stage) + " " + op
	w.points = append(w.points, at+format(args))
	v := w.rules[at]
	delete(w.rules, at)
	return v
}

func (w *world) record(name, client string, args ...trace.Arg) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.facts = append(w.facts, strings.TrimPrefix(format(args), " "))
	if name != "redis.effect" || client == "" {
		panic("fact " + name + " of client " + client)
	}
}

func format(args []trace.Arg) string {
	var b strings.Builder
	for _, a := range args {
		b.WriteString(" " + a.String())
	}
	return b.String()
}

func (w *world) rule(at string, v guest.Verdict) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rules[at] = v
}

// take returns the facts so far and forgets them.
func (w *world) take() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	facts := w.facts
	w.facts, w.points = nil, nil
	return facts
}

func (w *world) pointsOf(op string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var of []string
	for _, p := range w.points {
		if strings.Contains(p+" ", " "+op+" ") {
			of = append(of, p)
		}
	}
	return of
}

func start(t *testing.T) (*world, *redis.Client) {
	t.Helper()
	w := &world{rules: map[string]guest.Verdict{}}
	s, err := newService(guest.Hooks{Point: w.point, Record: w.record})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go s.serve(l)
	return w, client(t, l.Addr().String())
}

// client does not retry: a test wants to see each answer.
func client(t *testing.T, address string) *redis.Client {
	c := redis.NewClient(&redis.Options{Addr: address, MaxRetries: -1, PoolSize: 1})
	t.Cleanup(func() { c.Close() })
	return c
}

func list(t *testing.T, c *redis.Client, key string) string {
	t.Helper()
	values, err := c.LRange(context.Background(), key, 0, -1).Result()
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(values)
}

func wantFacts(t *testing.T, w *world, want ...string) {
	t.Helper()
	if got := strings.Join(w.take(), "\n"); got != strings.Join(want, "\n") {
		t.Fatalf("recorded\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

func fact(command, key, field, value string, txn int) string {
	return fmt.Sprintf("command=%q key=%q field=%q value=%q txn=%d", command, key, field, value, txn)
}
