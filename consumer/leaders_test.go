package consumer

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// TestLeadersApart reads two partitions in two answers each. The leader of the first answers nothing before the other one
// has been asked for its second part, which it is without delay.
func TestLeadersApart(t *testing.T) {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(2), kfake.SeedTopics(2, "t"),
		kfake.SyntheticFetch(kfake.SyntheticBatch{Records: 3, RecordBytes: 200 << 10}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	for p := range int32(2) {
		if err := cluster.MoveTopicPartition("t", p, p); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second) // it would wait for ever
	defer cancel()
	second := make(chan struct{})
	seen := sync.OnceFunc(func() { close(second) })
	cluster.ControlKey(int16(kmsg.Fetch), func(req kmsg.Request) (kmsg.Response, error, bool) {
		cluster.KeepControl()
		if at := req.(*kmsg.FetchRequest).Topics[0].Partitions[0]; at.Partition == 1 && at.FetchOffset > 0 {
			seen()
		} else if at.Partition == 0 {
			cluster.SleepControl(func() {
				select {
				case <-second:
				case <-ctx.Done():
				}
			})
		}
		return nil, nil, false
	})
	c, err := config(newClient(t, cluster), newMemory()).withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	top := topicOf(&c)
	if err := top.open(ctx); err != nil {
		t.Fatal(err)
	}
	ranges := []Range{{Partition{"t", 0}, 0, 6, NoEpoch}, {Partition{"t", 1}, 0, 6, NoEpoch}}
	records, err := top.fetch(ctx, ranges, map[Partition]int64{})
	if err != nil || len(records) != 2 || len(records[0]) != 6 || len(records[1]) != 6 {
		t.Fatalf("%d partitions with records, error %v", len(records), err)
	}
}
