package consumer

import "testing"

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
