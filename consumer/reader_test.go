package consumer

import (
	"context"
	"maps"
	"testing"
	"time"
)

// TestEndsWhileBehind has a log grow while a consumer is behind in it: a batch tells of an end that is no older than a
// second, though there was something to read below the one that was known.
func TestEndsWhileBehind(t *testing.T) {
	_, client := newTopic(t, 1)
	fill(t, client, 1, 0, 30)
	c, err := config(client, newMemory()).withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	p := Partition{"t", 0}
	r := reader{Config: &c, topic: topicOf(&c), partitions: []Partition{p}, next: map[Partition]Position{p: {Epoch: NoEpoch}}, known: 1}
	if r.pace, err = newPace(&c); err != nil {
		t.Fatal(err)
	}
	ends := func(want int64) {
		t.Helper()
		b, err := r.read(t.Context())
		if err != nil || b == nil || b.ends[p] != want {
			t.Fatalf("batch %+v, error %v, want the end %d", b, err, want)
		}
	}
	ends(30)
	fill(t, client, 1, 30, 10)
	r.asked = r.asked.Add(-endsAge)
	ends(40)
}

// TestEndsOfIdle restarts a consumer that had read everything: nothing is planned, and it tells where the logs end, for
// those who watch its lag.
func TestEndsOfIdle(t *testing.T) {
	_, client := newTopic(t, 2)
	fill(t, client, 2, 0, 5)
	store := newMemory()
	for range 2 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		c := config(client, store)
		var told map[Partition]int64
		c.Hooks.Idle = func(ends map[Partition]int64) {
			told = ends
			cancel()
		}
		if err := Run(ctx, c); err != nil {
			t.Fatal(err)
		}
		if want := map[Partition]int64{{"t", 0}: 5, {"t", 1}: 5}; !maps.Equal(told, want) {
			t.Fatalf("told the ends %v, want %v", told, want)
		}
	}
}
