package sinks

import (
	"strings"
	"testing"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"pgregory.net/rapid"

	"github.com/onceover/onceover/consumer"
)

// A position is read as it was written, and a text that is none is refused.
func TestPositionText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := consumer.Position{Offset: rapid.Int64Min(0).Draw(t, "offset"), Epoch: rapid.Int32Min(-1).Draw(t, "epoch")}
		copy(p.TopicID[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "topic id"))
		if got, err := parsePosition(formatPosition(p)); err != nil || got != p {
			t.Errorf("%v became %v, error %v", p, got, err)
		}
	})
	id := strings.Repeat("0", 32)
	for _, odd := range []string{"", "1", "1 2", "1 2 3", "01 2 " + id, "-1 2 " + id, "1 -2 " + id, "1 +2 " + id, "1 2 " + id + "00", "1 2  " + id, "x 2 " + id, "1 2 " + strings.Repeat("AB", 16)} {
		if p, err := parsePosition(odd); err == nil {
			t.Errorf("%q was read as %v", odd, p)
		}
	}
}

// The transaction keeps leader epoch and topic id beside the offset, and does not apply them to an offset that somebody set.
func TestTransactionKeepsPositions(t *testing.T) {
	server := miniredis.RunT(t)
	client := redis.NewClient(&redis.Options{Addr: server.Addr(), MaxRetries: -1})
	t.Cleanup(func() { client.Close() })
	p := consumer.Partition{Topic: "t", ID: 1}
	sink := NewTransaction(client, "g")
	want := consumer.Position{Offset: 7, Epoch: 3, TopicID: consumer.TopicID{1, 2}}
	batch := consumer.Batch{Commit: consumer.Commit{TopicID: want.TopicID, Ranges: []consumer.Range{{Partition: p, From: consumer.None, Until: 7, Epoch: 3}}}}
	if err := sink.Write(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	load := func() consumer.Position {
		t.Helper()
		stored, err := sink.Load(t.Context(), []consumer.Partition{p})
		if err != nil {
			t.Fatal(err)
		}
		return stored[p]
	}
	if got := load(); got != want {
		t.Errorf("loaded %v, want %v", got, want)
	}
	server.Set("offset:g:t:1", "5")
	if got, want := load(), (consumer.Position{Offset: 5, Epoch: consumer.NoEpoch}); got != want {
		t.Errorf("loaded %v, want %v", got, want)
	}
	server.Set("position:g:t:1", "garbage")
	if _, err := sink.Load(t.Context(), []consumer.Partition{p}); err == nil || !strings.Contains(err.Error(), "position:g:t:1") {
		t.Errorf("garbage: error %v", err)
	}
}
