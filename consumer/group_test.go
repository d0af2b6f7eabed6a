package consumer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// passing is a Group that gives the partitions of each turn, and takes them back when it is told to.
type passing struct {
	m       *memory
	turns   [][]int32
	revoked chan struct{}
	lost    chan struct{}
	seen    [][]Partition // the topic, at each Join
}

func (g *passing) Join(ctx context.Context, topic []Partition) (Assignment, error) {
	g.seen = append(g.seen, topic)
	turn := len(g.seen) - 1
	if turn >= len(g.turns) {
		<-ctx.Done()
		return Assignment{}, ctx.Err()
	}
	g.revoked, g.lost = make(chan struct{}), make(chan struct{})
	a := Assignment{Revoked: g.revoked, Lost: g.lost, Release: func(context.Context) error { g.m.note("release"); return nil }}
	for _, id := range g.turns[turn] {
		a.Partitions = append(a.Partitions, Partition{"t", id})
	}
	return a, nil
}

// TestRevoked gives partitions back: what was written is stored before they are released, the other partitions are left
// alone, and what another instance settled is not settled again.
func TestRevoked(t *testing.T) {
	_, client := newTopic(t, 2)
	fill(t, client, 2, 0, 10)
	m := newMemory()
	g := &passing{m: m, turns: [][]int32{{0}, {1}}}
	c := config(client, m)
	watched := &assignedTo{Sink: c.Sink}
	c.Group, c.Sink = g, watched
	var assigned []int
	c.Hooks.Assign = func(positions map[Partition]Position) { assigned = append(assigned, len(positions)) }
	ctx, cancel := context.WithCancel(t.Context())
	m.onWrite = func(b Batch) error {
		if b.Ranges[0].From == 0 && len(g.seen) == 1 {
			close(g.revoked)
		}
		return nil
	}
	m.onStore = func(ranges []Range) error {
		if ranges[0].Until == 10 && ranges[0].ID == 1 {
			cancel()
		}
		return nil
	}
	if err := Run(ctx, c); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"store [t/1 [-1, 0) t/0 [-1, 0)]",
		"write [t/0 [0, 7)]: 7 results", "store [t/0 [0, 7)]", "release",
		"write [t/1 [0, 7)]: 7 results", "store [t/1 [0, 7)]", "write [t/1 [7, 10)]: 3 results", "store [t/1 [7, 10)]", "release",
	}
	if diff := cmp.Diff(want, m.events); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{1, 1}, assigned); diff != "" {
		t.Errorf("told of partitions:\n%s", diff)
	}
	if diff := cmp.Diff([][]Partition{{{"t", 0}}, {{"t", 1}}}, watched.told); diff != "" {
		t.Errorf("the sink is told of:\n%s", diff)
	}
}

// assignedTo is a sink that keeps what it is told of partitions.
type assignedTo struct {
	Sink
	told [][]Partition
}

func (s *assignedTo) Assigned(partitions []Partition) { s.told = append(s.told, partitions) }

// TestLost takes partitions away while a batch is written: nothing of it is stored, and the consumer says that it was
// fenced.
func TestLost(t *testing.T) {
	_, client := newTopic(t, 1)
	fill(t, client, 1, 0, 10)
	m := newMemory()
	g := &passing{m: m, turns: [][]int32{{0}}}
	c := config(client, m)
	var fenced error
	c.Group, c.Hooks.Fenced = g, func(err error) { fenced = err }
	c.Sink = cancelled{sink{m}, func() { close(g.lost) }}
	if err := Run(t.Context(), c); !errors.Is(err, ErrFenced) || !errors.Is(fenced, ErrFenced) {
		t.Fatalf("error %v, told %v", err, fenced)
	}
	if diff := cmp.Diff([]string{"store [t/0 [-1, 0)]", "release"}, m.events); diff != "" {
		t.Error(diff)
	}
}

// cancelled is a sink that is called off.
type cancelled struct {
	Sink
	begin func()
}

func (s cancelled) Write(ctx context.Context, _ Batch) error {
	s.begin()
	<-ctx.Done()
	return context.Cause(ctx)
}

// TestMorePartitions adds one to a topic that is read: it starts at its log's start, although the group started at the
// ends.
func TestMorePartitions(t *testing.T) {
	cluster, client := newTopic(t, 1)
	fill(t, client, 1, 0, 5)
	m := newMemory()
	c := config(client, m)
	c.Start, c.DiscoveryInterval = Latest, time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	m.onStore = func(ranges []Range) error {
		switch at := fmt.Sprint(ranges); at {
		case "[t/0 [-1, 5)]":
			grow(t, client, 2)
			fresh := newClient(t, cluster)
			fill(t, fresh, 2, 5, 3)
		default:
			if slices.ContainsFunc(ranges, func(r Range) bool { return r.ID == 1 && r.Until == 3 }) {
				cancel()
			}
		}
		return nil
	}
	if err := Run(ctx, c); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[Partition][]string{{"t", 0}: values(0, 5, 3), {"t", 1}: values(1, 5, 3)}, m.written); diff != "" {
		t.Error(diff)
	}
}

// grow gives topic t so many partitions.
func grow(t *testing.T, client *kgo.Client, partitions int32) {
	t.Helper()
	req := kmsg.NewPtrCreatePartitionsRequest()
	topic := kmsg.NewCreatePartitionsRequestTopic()
	topic.Topic, topic.Count = "t", partitions
	req.Topics = append(req.Topics, topic)
	resp, err := req.RequestWith(t.Context(), client)
	if err == nil {
		err = kerr.ErrorForCode(resp.Topics[0].ErrorCode)
	}
	if err != nil {
		t.Fatal(err)
	}
}
