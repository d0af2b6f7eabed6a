package main

import (
	"context"
	"testing"

	"github.com/redis/go-redis/v9"
)

// A command that waits does not hold up the write that it waits for.
func TestBlockingPop(t *testing.T) {
	w, c := start(t)
	ctx := context.Background()
	popped := make(chan *redis.StringSliceCmd)
	go func() { popped <- c.BLPop(ctx, 0, "jobs") }()
	other := client(t, c.Options().Addr)
	if err := other.RPush(ctx, "jobs", "a").Err(); err != nil {
		t.Fatal(err)
	}
	if got := (<-popped).Val(); len(got) != 2 || got[1] != "a" {
		t.Fatalf("popped %q", got)
	}
	for _, f := range w.take() {
		if f == fact("RPUSH", "jobs", "", "a", 0) {
			return
		}
	}
	t.Fatal("the push was not recorded")
}

func TestMessagesPassBetweenReplies(t *testing.T) {
	_, c := start(t)
	ctx := context.Background()
	sub := c.Subscribe(ctx, "news")
	if _, err := sub.Receive(ctx); err != nil {
		t.Fatal(err)
	}
	if err := client(t, c.Options().Addr).Publish(ctx, "news", "hello").Err(); err != nil {
		t.Fatal(err)
	}
	msg, err := sub.ReceiveMessage(ctx)
	if err != nil || msg.Payload != "hello" {
		t.Fatalf("received %v, %v", msg, err)
	}
	if err := sub.Close(); err != nil {
		t.Fatal(err)
	}
	if err := c.Ping(ctx).Err(); err != nil {
		t.Fatal(err)
	}
}
