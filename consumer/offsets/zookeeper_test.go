package offsets

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/onceover/onceover/consumer"
)

// step is one batch of a history: another consumer may overtake at a partition first, and the requests meet a script.
type step struct {
	overtaken int // the partition, -1 for none; beyond the partitions, only the partition's owner changes
	script    []fate
}

// history stores the batches and returns what was wrong.
func history(ctx context.Context, steps []step) error {
	e := &ensemble{nodes: map[string]state{}}
	z := newZooKeeper(e, minute, newMember("g", "h"))
	ps := both
	if _, err := z.Alone().Join(ctx, ps); err != nil {
		return err
	}
	if _, err := z.Load(ctx, ps); err != nil {
		return err
	}
	for i, s := range steps {
		node := ""
		if s.overtaken >= 0 {
			node = z.node([]string{"offsets", "epochs"}[s.overtaken/len(ps)], ps[s.overtaken%len(ps)])
		}
		before := e.plan(node, s.script)
		until := int64(i+1) * 10
		err := z.Store(ctx, consumer.Commit{Ranges: []consumer.Range{{Partition: ps[0], Until: until}, {Partition: ps[1], Until: until + 1}}})
		applied, foreign := e.state()
		switch {
		case err == nil && applied != before+1:
			return fmt.Errorf("stored, but %d writes were applied", applied-before)
		case err == nil && foreign:
			return errors.New("stored over another consumer's offsets")
		case errors.Is(err, consumer.ErrFenced) && !foreign:
			return fmt.Errorf("nobody else wrote: %w", err)
		case err != nil && !errors.Is(err, consumer.ErrFenced) && !slices.Contains(s.script, hung):
			return fmt.Errorf("neither stored nor fenced: %w", err)
		case err != nil:
			return nil
		}
	}
	return nil
}

// TestStore holds the store to three promises whatever becomes of its requests: success means that the write was made
// exactly once, being fenced means that somebody else wrote, and one of the two is found out as long as answers come.
func TestStore(t *testing.T) {
	fates := rapid.SampledFrom([]fate{answered, unsent, lost, unheard, late, hung})
	steps := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) step {
		return step{
			overtaken: max(-1, rapid.IntRange(-8, 3).Draw(t, "overtaken")),
			script:    rapid.SliceOfN(fates, 0, 6).Draw(t, "script"),
		}
	}), 1, 4)
	rapid.Check(t, func(r *rapid.T) {
		drawn := steps.Draw(r, "steps")
		var err error
		synctest.Test(t, func(t *testing.T) {
			err = history(t.Context(), drawn)
			time.Sleep(24 * time.Hour) // in the bubble's time: until the requests that hung have ended
		})
		if err != nil {
			r.Fatal(err)
		}
	})
}

// TestStoreUnknown refuses to overwrite what was not loaded.
func TestStoreUnknown(t *testing.T) {
	z := newZooKeeper(&ensemble{nodes: map[string]state{}}, minute, newMember("g", "h"))
	if err := z.Store(t.Context(), commitOf(0, consumer.Range{Partition: both[0], Until: 1})); err == nil {
		t.Error("stored")
	}
}

// commitOf is a commit of a topic.
func commitOf(number int64, ranges ...consumer.Range) consumer.Commit {
	return consumer.Commit{TopicID: consumer.TopicID{1, 2, 3}, Number: number, Ranges: ranges}
}

// TestStoreNotOwned begins partitions that others own, and leaves alone what they have begun.
func TestStoreNotOwned(t *testing.T) {
	e := &ensemble{nodes: map[string]state{}}
	z, other := newZooKeeper(e, minute, newMember("g", "h")), newZooKeeper(e, minute, newMember("g", "h"))
	for _, z := range []*ZooKeeper{z, other} {
		if _, err := z.Alone().Join(t.Context(), both[:1]); err != nil {
			t.Fatal(err)
		}
		if _, err := z.Load(t.Context(), both); err != nil {
			t.Fatal(err)
		}
	}
	begin := commitOf(0, consumer.Range{Partition: both[1], From: consumer.None, Until: 5})
	if err := z.Store(t.Context(), begin); err != nil {
		t.Error(err)
	}
	if _, err := other.Load(t.Context(), both); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]consumer.Commit{
		"moved without owning it": commitOf(1, consumer.Range{Partition: both[1], From: 5, Until: 6}),
		"begun twice":             begin,
	} {
		if err := other.Store(t.Context(), c); !errors.Is(err, consumer.ErrFenced) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if err := e.lacks(map[string]string{"/consumers/g/offsets/t/1": "5"}); err != nil {
		t.Error(err)
	}
}

// TestStoreInParts stores more than one request may hold. A crash after the first of them leaves each partition either
// wholly where it was or wholly where it is to be.
func TestStoreInParts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &ensemble{nodes: map[string]state{}}
		options := minute
		options.RequestMax = 2_000
		z := newZooKeeper(e, options, newMember("g", "h"))
		var ps []consumer.Partition
		var begin, more []consumer.Range
		for id := range int32(20) {
			p := consumer.Partition{Topic: "t", ID: id}
			ps = append(ps, p)
			begin = append(begin, consumer.Range{Partition: p, From: consumer.None, Until: 1})
			more = append(more, consumer.Range{Partition: p, From: 1, Until: 2})
		}
		if _, err := z.Alone().Join(t.Context(), ps); err != nil {
			t.Fatal(err)
		}
		if _, err := z.Load(t.Context(), ps); err != nil {
			t.Fatal(err)
		}
		before := e.plan("", nil)
		if err := z.Store(t.Context(), commitOf(0, begin...)); err != nil {
			t.Fatal(err)
		}
		if requests := e.plan("", []fate{answered, hung}) - before; requests < 2 {
			t.Errorf("%d requests for 20 partitions in requests of %d bytes", requests, options.RequestMax)
		}
		if err := z.Store(t.Context(), commitOf(1, more...)); err == nil {
			t.Fatal("stored, though the second part was never answered")
		}
		time.Sleep(2 * time.Hour) // in the bubble's time: until the request that hung has ended
		successor := newZooKeeper(e, minute, newMember("g", "h"))
		found, err := successor.Load(t.Context(), ps)
		if err != nil {
			t.Fatal(err)
		}
		moved := 0
		for _, p := range ps {
			moved += int(found[p].Offset - 1)
		}
		if moved == 0 || moved == len(ps) {
			t.Errorf("%d of %d partitions moved", moved, len(ps))
		}
	})
}
