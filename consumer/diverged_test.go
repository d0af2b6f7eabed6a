package consumer

import (
	"errors"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
)

// TestDiverged reads a log that is as long as the one before and longer, and has records of an earlier leader where that one
// had those of a later: it was elected out of sync. To fail is to read nothing of it; to resume is to go on at the stored
// offset, once.
func TestDiverged(t *testing.T) {
	p := Partition{"t", 0}
	for _, policy := range []LossPolicy{Fail, Resume} {
		cluster, client := newTopic(t, 1)
		fill(t, client, 1, 0, 30) // of epoch 0
		for range 6 {
			if err := cluster.MoveTopicPartition("t", 0, (cluster.LeaderFor("t", 0)+1)%3); err != nil {
				t.Fatal(err)
			}
		}
		fill(t, client, 1, 30, 3)
		m := newMemory()
		m.ids = true
		m.offsets[p], m.kept[p] = 10, Position{Offset: 10, Epoch: 4, TopicID: TopicID(cluster.TopicInfo("t").TopicID)}
		var told []Loss
		c := config(client, m)
		c.OnLoss, c.Hooks.Loss = policy, func(l Loss) { told = append(told, l) }
		err := Run(m.until(t, 33), c)
		want := Loss{Range{p, None, 10, NoEpoch}, Divergence, 10}
		if len(told) != 1 || told[0] != want {
			t.Errorf("told %v, want %v", told, want)
		}
		lost, failed := errors.AsType[*LossError](err)
		switch {
		case failed && (lost.Loss != want || len(m.written[p]) > 0):
			t.Errorf("ended by %v; written %v", err, m.written[p])
		case !failed && (err != nil || m.offsets[p] != 33 || len(m.written[p]) != 23):
			t.Errorf("error %v, stored %d, written %v", err, m.offsets[p], m.written[p])
		}
	}
}

// TestAfter tells records of earlier leaders than what was read, where both are known.
func TestAfter(t *testing.T) {
	for _, c := range []struct {
		read, next int32
		want       bool
	}{{4, 3, true}, {4, 0, true}, {4, 4, false}, {4, 5, false}, {NoEpoch, 0, false}, {4, -1, false}} {
		if got := (&reading{epoch: c.read}).after(&kgo.Record{LeaderEpoch: c.next}); got != c.want {
			t.Errorf("a record of epoch %d behind one of %d: %v", c.next, c.read, got)
		}
	}
}
