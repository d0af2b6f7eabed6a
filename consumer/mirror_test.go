package consumer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// keeping is the memory as a sink that keeps the offsets itself.
type keeping struct {
	*memory
	kept map[Partition]Position
}

func (k keeping) Load(context.Context, []Partition) (map[Partition]Position, error) {
	return maps.Clone(k.kept), nil
}

func (k keeping) Write(_ context.Context, b Batch) error {
	for _, r := range b.Ranges {
		if at, ok := k.kept[r.Partition]; ok && at.Offset != r.From || !ok && r.From != None {
			return fmt.Errorf("%w: %v at %v", ErrFenced, r, at)
		}
		k.kept[r.Partition] = Position{r.Until, r.Epoch, b.TopicID, b.Number == Beginning}
	}
	return nil
}

func at(offset int64) Position { return Position{Offset: offset, Epoch: NoEpoch} }

// TestMirror starts after a crash between a sink that keeps the offsets and the store: the store has what the sink has
// before anything is read, for a partition that it was behind in and for one that it had not yet.
func TestMirror(t *testing.T) {
	_, client := newTopic(t, 3)
	fill(t, client, 3, 0, 5)
	m := newMemory()
	p0, p1, p2 := Partition{"t", 0}, Partition{"t", 1}, Partition{"t", 2}
	m.offsets = map[Partition]int64{p0: 2, p1: 5}
	c := config(client, m)
	c.Sink = keeping{m, map[Partition]Position{p0: at(4), p1: at(5), p2: at(5)}}
	ctx, finish := context.WithCancel(t.Context())
	m.onStore = func(ranges []Range) error {
		if slices.ContainsFunc(ranges, func(r Range) bool { return r.Until == 5 && r.Partition == p0 }) {
			finish()
		}
		return nil
	}
	if err := Run(ctx, c); err != nil {
		t.Fatal(err)
	}
	want := []string{"store [t/2 [-1, 5) t/0 [2, 4)]", "store [t/0 [4, 5)]"}
	if diff := cmp.Diff(want, m.events); diff != "" {
		t.Error(diff)
	}
}

// TestAdopt changes to a sink that keeps the offsets: it takes those that the store has, and the group goes on there,
// whatever its start policy. What a sink has already stays, and a partition that neither has is a new one.
func TestAdopt(t *testing.T) {
	_, client := newTopic(t, 3)
	fill(t, client, 3, 0, 8)
	p0, p1, p2 := Partition{"t", 0}, Partition{"t", 1}, Partition{"t", 2}
	for _, kept := range []map[Partition]Position{{}, {p1: at(5)}} {
		m := newMemory()
		m.offsets = map[Partition]int64{p0: 2, p1: 5}
		want := fmt.Sprintf(`direct offsets set --to earliest" topic=t partitions=%d`, 2-len(kept))
		var said strings.Builder
		c := config(client, m)
		c.Start, c.Sink, c.Log = Latest, keeping{m, kept}, slog.New(slog.NewTextHandler(&said, nil))
		ctx, cancel := context.WithCancel(t.Context())
		began := map[Partition]int64{}
		c.Hooks.Assign = func(positions map[Partition]Position) {
			for p, at := range positions {
				began[p] = at.Offset
			}
			cancel()
		}
		if err := Run(ctx, c); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[Partition]int64{p0: 2, p1: 5, p2: 0}, began); diff != "" {
			t.Error(diff)
		}
		if kept[p0].Offset != 2 || kept[p1].Offset != 5 || len(kept) != 3 {
			t.Errorf("the sink keeps %v", kept)
		}
		if !strings.Contains(said.String(), want) {
			t.Errorf("said %q, want %q", said.String(), want)
		}
	}
}

// TestAdoptRecreated changes to such a sink when the topic has been created again: what the store has is of the old one,
// and stays so in the sink, so that the loss is told.
func TestAdoptRecreated(t *testing.T) {
	_, client := newTopic(t, 1)
	p := Partition{"t", 0}
	m := newMemory()
	m.ids, m.kept[p] = true, Position{Offset: 7, Epoch: NoEpoch, TopicID: TopicID{1}}
	kept := map[Partition]Position{}
	c := config(client, m)
	c.Sink = keeping{m, kept}
	ctx, cancel := context.WithCancel(t.Context())
	c.Hooks.Assign = func(map[Partition]Position) { cancel() }
	loss, ok := errors.AsType[*LossError](Run(ctx, c))
	if !ok || loss.Cause != Recreation || kept[p] != m.kept[p] {
		t.Errorf("loss %v, the sink keeps %v", loss, kept)
	}
}

// TestMirrorBack starts when the sink was restored from a backup: its offsets went back together with its results and
// count, which is said, and the store follows it.
func TestMirrorBack(t *testing.T) {
	_, client := newTopic(t, 2)
	fill(t, client, 2, 0, 9)
	m := newMemory()
	m.offsets = map[Partition]int64{{"t", 0}: 9, {"t", 1}: 9}
	var said strings.Builder
	c := config(client, m)
	c.Sink = keeping{m, map[Partition]Position{{"t", 0}: at(4), {"t", 1}: at(9)}}
	c.Log = slog.New(slog.NewTextHandler(&said, nil))
	ctx, cancel := context.WithCancel(t.Context())
	c.Hooks.Assign = func(map[Partition]Position) { cancel() }
	if err := Run(ctx, c); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"store [t/0 [9, 4)]"}, m.events); diff != "" {
		t.Error(diff)
	}
	if want := "handled again\" partition=t/0 sink=4 store=9\n"; strings.Count(said.String(), want) != 1 || strings.Count(said.String(), "handled again") != 1 {
		t.Errorf("said %q, want %q", said.String(), want)
	}
}

// TestMirrorRecreated starts after a crash between a sink of bare offsets and the store, and after the topic was created
// again: the store, which alone knows of what topic the offsets are, keeps that, so that the loss is told until somebody
// decides about it.
func TestMirrorRecreated(t *testing.T) {
	_, client := newTopic(t, 1)
	p := Partition{"t", 0}
	m := newMemory()
	m.ids, m.kept[p] = true, Position{Offset: 7, Epoch: NoEpoch, TopicID: TopicID{1}}
	for range 2 {
		c := config(client, m)
		c.Sink = keeping{m, map[Partition]Position{p: at(9)}}
		ctx, cancel := context.WithCancel(t.Context())
		c.Hooks.Assign = func(map[Partition]Position) { cancel() }
		loss, ok := errors.AsType[*LossError](Run(ctx, c))
		if want := (Position{Offset: 9, Epoch: NoEpoch, TopicID: TopicID{1}}); !ok || loss.Cause != Recreation || m.kept[p] != want {
			t.Errorf("loss %v, the store keeps %v, want %v", loss, m.kept[p], want)
		}
	}
}

// TestMirrorTogether has the instance that begins the group store what the sink has while this one does the same.
func TestMirrorTogether(t *testing.T) {
	_, client := newTopic(t, 3)
	m := newMemory()
	config := config(client, m)
	config.Sink = keeping{m, map[Partition]Position{{"t", 0}: at(0), {"t", 1}: at(0), {"t", 2}: at(0)}}
	config.Group = &passing{m: m, turns: [][]int32{{1, 2}}}
	others := []Partition{{"t", 1}, {"t", 2}}
	m.onStore = func([]Range) error {
		m.offsets[others[0]], others = 0, others[1:]
		return ErrFenced
	}
	if err := begin(t, config); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"store [t/2 [-1, 0) t/1 [-1, 0)]", "store [t/2 [-1, 0)]", "release"}, m.events); diff != "" {
		t.Error(diff)
	}
}
