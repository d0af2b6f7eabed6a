package consumer

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// tellEpochEnd has the leaders tell where any epoch ends in their logs, and counts how often.
func tellEpochEnd(cluster *kfake.Cluster, end int64) *atomic.Int32 {
	asked := new(atomic.Int32)
	cluster.ControlKey(int16(kmsg.OffsetForLeaderEpoch), func(r kmsg.Request) (kmsg.Response, error, bool) {
		cluster.KeepControl()
		asked.Add(1)
		resp := r.ResponseKind().(*kmsg.OffsetForLeaderEpochResponse)
		topic := kmsg.NewOffsetForLeaderEpochResponseTopic()
		topic.Topic = "t"
		partition := kmsg.NewOffsetForLeaderEpochResponseTopicPartition()
		partition.EndOffset = end
		topic.Partitions = append(topic.Partitions, partition)
		resp.Topics = append(resp.Topics, topic)
		return resp, nil, true
	})
	return asked
}

// TestTruncated lets the leader say that the epoch of what was read last ends earlier in its log, as it does after an
// unclean election: that is a loss, at the start and while it reads, although the log is long enough for the next fetch.
func TestTruncated(t *testing.T) {
	cluster, client := newTopic(t, 1)
	fill(t, client, 1, 0, 30)
	p := Partition{"t", 0}
	asked := tellEpochEnd(cluster, 4)
	m := newMemory()
	m.ids = true
	ctx, cancel := context.WithCancel(t.Context())
	m.onStore = func(ranges []Range) error {
		if ranges[0].Until == 7 {
			cancel()
		}
		return nil
	}
	if err := Run(ctx, config(client, m)); err != nil {
		t.Fatal(err)
	}
	if n := asked.Load(); n != 0 {
		t.Errorf("the leader was asked %d times for an epoch of its own", n)
	}
	if err := cluster.MoveTopicPartition("t", 0, (cluster.LeaderFor("t", 0)+1)%3); err != nil {
		t.Fatal(err)
	}
	m.onStore = nil
	err := Run(t.Context(), config(client, m))
	got, ok := errors.AsType[*LossError](err)
	if want := (Loss{Range{p, 4, 7, NoEpoch}, Truncation, 4}); !ok || got.Loss != want {
		t.Fatalf("error %v, want %v", err, want)
	}

	// Resumed, what the log has now behind its end of the old epoch is read.
	c := config(client, m)
	c.OnLoss = Resume
	if err := Run(m.until(t, 30), c); err != nil {
		t.Fatal(err)
	}
	want := append(values(0, 0, 7), values(0, 4, 26)...)
	if diff := cmp.Diff(want, m.written[p]); diff != "" {
		t.Error(diff)
	}
}
