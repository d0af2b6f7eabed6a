package consumer

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestResultEpoch reads records of two leaders under a third and a fourth one: each result has the epoch of the leader
// that took its record, so that to read it again makes it no other.
func TestResultEpoch(t *testing.T) {
	cluster, client := newTopic(t, 1)
	elect := func() {
		if err := cluster.MoveTopicPartition("t", 0, (cluster.LeaderFor("t", 0)+1)%3); err != nil {
			t.Fatal(err)
		}
	}
	fill(t, client, 1, 0, 3)
	elect()
	fill(t, client, 1, 3, 2)
	for range 2 {
		elect()
		m := newMemory()
		ctx, cancel := context.WithCancel(t.Context())
		epochs := map[int64]int32{}
		m.onWrite = func(b Batch) error {
			for _, r := range b.Results {
				epochs[r.Offset] = r.Epoch
			}
			if len(epochs) == 5 {
				cancel()
			}
			return nil
		}
		if err := Run(ctx, config(client, m)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[int64]int32{0: 0, 1: 0, 2: 0, 3: 1, 4: 1}, epochs); diff != "" {
			t.Error(diff)
		}
	}
}
