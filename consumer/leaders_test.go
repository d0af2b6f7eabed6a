package consumer

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// TestLeadersApart reads two partitions in two answers each. The leader of the first answers nothing before the other one
// has been asked for its second part, which it is without delay.
func TestLeadersApart(t *testing.T) {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(2), kfake.SeedTopics(2, "t"),
		kfake.SyntheticFetch(kfake.SyntheticBatch{Records: 3, RecordBytes: 400 << 10}))
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

// TestRefusedOnce reads on where a leader refuses an offset as out of range, and then, asked whether it does, has it.
func TestRefusedOnce(t *testing.T) {
	cluster, client := newTopic(t, 1)
	fill(t, client, 1, 0, 5)
	cluster.ControlKey(int16(kmsg.Fetch), func(req kmsg.Request) (kmsg.Response, error, bool) {
		resp := req.ResponseKind().(*kmsg.FetchResponse)
		asked := req.(*kmsg.FetchRequest).Topics[0]
		topic, part := kmsg.NewFetchResponseTopic(), kmsg.NewFetchResponseTopicPartition()
		topic.Topic, topic.TopicID = asked.Topic, asked.TopicID
		part.ErrorCode = kerr.OffsetOutOfRange.Code
		topic.Partitions = append(topic.Partitions, part)
		resp.Topics = append(resp.Topics, topic)
		return resp, nil, true
	})
	m := newMemory()
	c := config(client, m)
	c.RetryBackoff = time.Millisecond
	if err := Run(m.until(t, 5), c); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(values(0, 0, 5), m.written[Partition{"t", 0}]); diff != "" {
		t.Error(diff)
	}
}

// TestOpenedAgain keeps nothing of what was read before the partitions may have been others'; to look the leaders up, where
// they are the same, changes nothing.
func TestOpenedAgain(t *testing.T) {
	_, client := newTopic(t, 1)
	c, err := config(client, newMemory()).withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	top, p := topicOf(&c), Partition{"t", 0}
	if err := top.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	view := top.view
	top.surplus[p], top.early[p], top.validated[p] = surplus{}, &early{}, 7
	if err := top.refresh(t.Context()); err != nil || top.view != view || len(top.validated) != 1 {
		t.Errorf("error %v, view %d after %d", err, top.view, view)
	}
	if err := top.open(t.Context()); err != nil || len(top.surplus)+len(top.early)+len(top.validated) > 0 {
		t.Errorf("error %v, kept %v, %v, %v", err, top.surplus, top.early, top.validated)
	}
}

// TestEndsAreYoung asks for the ends of the logs only when they are old: soon where one partition is read to its end.
func TestEndsAreYoung(t *testing.T) {
	behind, atEnd := Partition{"t", 0}, Partition{"t", 1}
	next := map[Partition]Position{behind: {Offset: 3}, atEnd: {Offset: 9}}
	end := map[Partition]int64{behind: 9, atEnd: 9}
	for _, c := range []struct {
		partitions []Partition
		age        time.Duration
		asks       bool
	}{
		{[]Partition{behind}, endsAge / 2, false}, {[]Partition{behind}, endsAge, true}, {[]Partition{atEnd}, 0, true},
		{[]Partition{behind, atEnd}, endsAgeOne / 2, false}, {[]Partition{behind, atEnd}, endsAgeOne, true},
	} {
		r := reader{partitions: c.partitions, next: next, end: end, asked: time.Now().Add(-c.age)}
		asked := func() (asked bool) {
			defer func() { asked = recover() != nil }() // there is no topic to ask
			return r.findEnds(t.Context()) != nil
		}()
		if asked != c.asks {
			t.Errorf("%v, %v old: asked %v", c.partitions, c.age, asked)
		}
	}
}
