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
	overtaken int // the partition, or -1
	script    []fate
}

// history stores the batches and returns what was wrong.
func history(ctx context.Context, steps []step) error {
	e := &ensemble{nodes: map[string]state{}}
	z := newZooKeeper(e, "g", newMember("g", "h"), time.Minute)
	ps := []consumer.Partition{{Topic: "t", ID: 0}, {Topic: "t", ID: 1}}
	if _, err := z.Load(ctx, ps); err != nil {
		return err
	}
	for i, s := range steps {
		node := ""
		if s.overtaken >= 0 {
			node = z.node("offsets", ps[s.overtaken])
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
			overtaken: max(-1, rapid.IntRange(-8, 1).Draw(t, "overtaken")),
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

// TestLoad reads an offset that is there, one that is not, and one that is no number.
func TestLoad(t *testing.T) {
	e := &ensemble{nodes: map[string]state{
		"/consumers/g/offsets/t/0": {data: "42", version: 3},
		"/consumers/g/offsets/t/2": {data: "42\n"},
	}}
	z := newZooKeeper(e, "g", newMember("g", "h"), time.Minute)
	ps := []consumer.Partition{{Topic: "t", ID: 0}, {Topic: "t", ID: 1}, {Topic: "t", ID: 2}}
	loaded, err := z.Load(t.Context(), ps[:2])
	if err != nil || len(loaded) != 1 || loaded[ps[0]].Offset != 42 {
		t.Errorf("loaded %v, error %v", loaded, err)
	}
	if _, err := z.Load(t.Context(), ps); err == nil {
		t.Error("an offset that is no number was loaded")
	}
}

// TestStoreUnknown refuses to overwrite what was not loaded.
func TestStoreUnknown(t *testing.T) {
	z := newZooKeeper(&ensemble{nodes: map[string]state{}}, "g", newMember("g", "h"), time.Minute)
	if err := z.Store(t.Context(), consumer.Commit{Ranges: []consumer.Range{{Partition: consumer.Partition{Topic: "t"}, Until: 1}}}); err == nil {
		t.Error("stored")
	}
}
