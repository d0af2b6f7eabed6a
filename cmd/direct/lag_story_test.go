package main

import (
	"context"
	"slices"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/direct"
)

// TestLag follows a group as a lag monitor does: at its start, while it reads, behind, caught up, after a restart, and
// with one partition more.
func TestLag(t *testing.T) {
	o := observe(t)
	o.fill(t)
	var lags [][]int64
	first := o.run(t, func(lag []int64) bool {
		lags = append(lags, lag)
		return len(lags) < 4
	})
	// 75 records in each partition, and batches of 25: 6 or 7 from each partition.
	want := [][]int64{{75, 75, 75, 75}, {68, 69, 69, 69}, {62, 62, 63, 63}, {56, 56, 56, 57}}
	if !slices.EqualFunc(lags, want, slices.Equal) {
		t.Errorf("lag after each commit %v, want %v", lags, want)
	}

	o.fill(t)
	o.expect(t, "behind by what was appended since", 131, 131, 131, 132)

	caughtUp := func(lag []int64) bool { return slices.Max(lag) > 0 }
	second := o.run(t, caughtUp)
	o.expect(t, "caught up", 0, 0, 0, 0)
	if first == second {
		t.Errorf("%s is the owner after a restart too", first)
	}

	o.addPartition(t, 10)
	var began []int64
	o.run(t, func(lag []int64) bool {
		if began == nil {
			began = lag
		}
		return caughtUp(lag)
	})
	if want := []int64{0, 0, 0, 0, 10}; !slices.Equal(began, want) {
		t.Errorf("lag with a new partition %v, want %v", began, want)
	}
	o.expect(t, "caught up with a new partition", 0, 0, 0, 0, 0)
	if n := len(o.monitor.sightings); n > 0 {
		t.Errorf("the monitor saw %d offsets that nobody committed", n)
	}
}

// addPartition adds one partition to the topic, with n records.
func (o *observation) addPartition(t *testing.T, n int) {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(o.kafka.ListenAddrs()...), kgo.RecordPartitioner(kgo.ManualPartitioner()))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	req := kmsg.NewPtrCreatePartitionsRequest()
	topic := kmsg.NewCreatePartitionsRequestTopic()
	topic.Topic, topic.Count = "t", int32(o.partitions+1)
	req.Topics, req.TimeoutMillis = append(req.Topics, topic), 1000
	resp, err := req.RequestWith(t.Context(), client)
	if err != nil || resp.Topics[0].ErrorCode != 0 {
		t.Fatalf("add a partition: %+v, error %v", resp, err)
	}
	for range n {
		client.Produce(t.Context(), &kgo.Record{Topic: "t", Partition: int32(o.partitions), Value: []byte("new")}, nil)
	}
	if err := client.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.partitions++
}

// TestTakenOver starts a second consumer while a first one, still in its session, is about to commit. The monitor sees
// the second with its first commit; the first is refused by the offsets' versions, and ends without touching what the
// second holds.
func TestTakenOver(t *testing.T) {
	o := observe(t)
	o.fill(t)
	predecessor, release := o.hold(t)
	commits := 0
	second := o.run(t, func([]int64) bool {
		if commits++; commits < 2 {
			return true
		}
		release()
		if owner := o.owner(t); owner == predecessor {
			t.Errorf("%s owns the partitions still", owner)
		}
		return false
	})
	for _, part := range []string{"ids", "owners/t"} {
		if left, _, err := o.tree.Children("/consumers/g/" + part); err != nil || len(left) > 0 {
			t.Errorf("%s after both have ended: %v, error %v; second was %s", part, left, err, second)
		}
	}
}

// hold starts the program and holds it before it commits its first batch. It returns the owner that it is; release lets
// it go on, by when somebody must have overtaken it with other offsets than its own.
func (o *observation) hold(t *testing.T) (owner string, release func()) {
	t.Helper()
	s := &heldStore{reached: make(chan struct{}), release: make(chan struct{})}
	ended := make(chan int, 1)
	go func() {
		ended <- direct.Run(t.Context(), o.args("append"), version, t.Output(), func(c *consumer.Config) { s.inner, c.Store = c.Store, s })
	}()
	<-s.reached
	owner = o.owner(t)
	o.await(t, owner, s.anchor)
	return owner, func() {
		close(s.release)
		if status := <-ended; status != 1 {
			t.Errorf("exit status of the consumer that was overtaken: %d", status)
		}
	}
}

// heldStore holds a consumer before it commits its first batch.
type heldStore struct {
	inner   consumer.Store
	anchor  []consumer.Range // where it began
	reached chan struct{}
	release chan struct{}
}

func (s *heldStore) Load(ctx context.Context, ps []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	return s.inner.Load(ctx, ps)
}

func (s *heldStore) Store(ctx context.Context, c consumer.Commit) error {
	if c.Ranges[0].From == consumer.None {
		s.anchor = c.Ranges
		return s.inner.Store(ctx, c)
	}
	close(s.reached)
	<-s.release
	return s.inner.Store(ctx, c)
}
