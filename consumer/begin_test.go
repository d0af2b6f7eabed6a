package consumer

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// errCrash is the end of a process.
var errCrash = errors.New("crash")

// apply stores ranges, and the rest of the commit is lost.
func (m *memory) apply(ranges []Range) {
	for _, r := range ranges {
		m.offsets[r.Partition], m.anchors[r.Partition] = r.Until, true
	}
}

// begin runs a consumer until it has settled where it goes on, and returns its error.
func begin(t *testing.T, c Config) error {
	ctx, cancel := context.WithCancel(t.Context())
	c.Hooks.Assign = func(map[Partition]Position) { cancel() }
	return Run(ctx, c)
}

// TestBeginInPart crashes while a store that cannot keep all offsets at once keeps those on which a group begins. The next
// start lets the others begin where the policy says, and not at their logs' start, as partitions do that came later.
func TestBeginInPart(t *testing.T) {
	exactly := StartExactly(map[int32]int64{0: 1, 1: 2, 2: 3})
	for _, c := range []struct {
		policy StartPolicy
		kept   int // of the offsets before the crash
		want   [3]int64
	}{
		{Latest, 0, [3]int64{8, 8, 8}}, {Latest, 1, [3]int64{8, 5, 8}}, {Latest, 2, [3]int64{8, 5, 5}}, {Latest, 3, [3]int64{5, 5, 5}},
		{exactly, 1, [3]int64{1, 2, 3}}, {exactly, 2, [3]int64{1, 2, 3}}, {exactly, 3, [3]int64{1, 2, 3}},
	} {
		for _, transactional := range []bool{false, true} {
			_, client := newTopic(t, 3)
			fill(t, client, 3, 0, 5)
			m, inSink := newMemory(), map[Partition]Position{}
			config := config(client, m)
			config.Start = c.policy
			if transactional {
				config.Sink = inParts{keeping{m, inSink}, c.kept}
			} else {
				m.onStore = func(ranges []Range) error { m.apply(ranges[:c.kept]); return errCrash }
			}
			if err := begin(t, config); !errors.Is(err, errCrash) {
				t.Fatal(err)
			}
			fill(t, client, 3, 5, 3)
			m.onStore = nil
			if transactional {
				config.Sink = keeping{m, inSink}
			}
			if err := begin(t, config); err != nil {
				t.Fatal(err)
			}
			want := map[Partition]int64{{"t", 0}: c.want[0], {"t", 1}: c.want[1], {"t", 2}: c.want[2]}
			if diff := cmp.Diff(want, m.offsets); diff != "" {
				t.Errorf("%v, %d kept, transactional %v: %s", c.policy, c.kept, transactional, diff)
			}
		}
	}
}

// inParts is a sink that keeps so many offsets of a batch, and then the process ends.
type inParts struct {
	keeping
	kept int
}

func (s inParts) Write(ctx context.Context, b Batch) error {
	b.Ranges = b.Ranges[:s.kept]
	return errors.Join(s.keeping.Write(ctx, b), errCrash)
}

// TestBeginFrom has all that can be stored of three partitions: the others begin where the policy says if the first one has
// no offset and all that is stored are anchors. One that moved since is of a group that had begun: it may have lost the
// offset of its first partition, and repeats rather than to lose what that one has not read.
func TestBeginFrom(t *testing.T) {
	_, client := newTopic(t, 3)
	fill(t, client, 3, 0, 5)
	const states = 3 // of a partition: without an offset, with an anchor, and moved
	for n := range states * states * states {
		for _, transactional := range []bool{false, true} {
			m, inSink := newMemory(), map[Partition]Position{}
			state, moved := [3]int{n % states, n / states % states, n / states / states}, false
			for id, s := range state {
				if p := (Partition{"t", int32(id)}); s > 0 {
					m.offsets[p], m.anchors[p], inSink[p] = 2, s == 1, Position{Offset: 2, Epoch: NoEpoch, Anchor: s == 1}
				}
				moved = moved || s == 2
			}
			fresh, want := int64(5), map[Partition]int64{}
			if state[0] > 0 || moved {
				fresh = 0
			}
			for id, s := range state {
				if want[Partition{"t", int32(id)}] = 2; s == 0 {
					want[Partition{"t", int32(id)}] = fresh
				}
			}
			config := config(client, m)
			if config.Start = Latest; transactional {
				clear(m.offsets)
				config.Sink = keeping{m, inSink}
			}
			if err := begin(t, config); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, m.offsets); diff != "" {
				t.Errorf("stored %v, transactional %v: %s", state, transactional, diff)
			}
		}
	}
}

// TestStoredInPart has other software leave offsets, of all partitions but the first: a group that may not begin ends.
func TestStoredInPart(t *testing.T) {
	_, client := newTopic(t, 2)
	m := newMemory()
	m.offsets[Partition{"t", 1}] = 0
	c := config(client, m)
	c.Start = StoredOnly
	if err := begin(t, c); !errors.Is(err, ErrNotStored) || len(m.events) > 0 {
		t.Errorf("error %v, events %v", err, m.events)
	}
	m.offsets[Partition{"t", 0}] = 0
	if err := begin(t, c); err != nil {
		t.Error(err)
	}
}

// TestBeginTogether has another instance begin the group at the same time, whose offsets appear in parts: this one is
// fenced and looks again, for as long as there are more.
func TestBeginTogether(t *testing.T) {
	_, client := newTopic(t, 3)
	fill(t, client, 3, 0, 5)
	for _, c := range []struct {
		others []map[Partition]int64 // what the other one has stored, whenever this one stores something
		want   []string
		ends   bool // fenced for something else
	}{
		{[]map[Partition]int64{{{"t", 1}: 5, {"t", 2}: 5}, {{"t", 0}: 5}}, []string{"store [t/1 [-1, 5) t/2 [-1, 5) t/0 [-1, 5)]", "store [t/0 [-1, 5)]"}, false},
		{[]map[Partition]int64{{{"t", 1}: 5}, nil}, []string{"store [t/1 [-1, 5) t/2 [-1, 5) t/0 [-1, 5)]", "store [t/2 [-1, 5) t/0 [-1, 5)]"}, false},
		{[]map[Partition]int64{{{"t", 1}: 5}, {}, {}}, []string{
			"store [t/1 [-1, 5) t/2 [-1, 5) t/0 [-1, 5)]", "store [t/2 [-1, 5) t/0 [-1, 5)]", "store [t/2 [-1, 5) t/0 [-1, 5)]"}, true},
	} {
		m := newMemory()
		config := config(client, m)
		config.Start, config.Group = Latest, &passing{m: m, turns: [][]int32{{2}}}
		others := c.others
		m.onStore = func([]Range) error {
			if len(others) == 0 {
				return fmt.Errorf("nobody stored anything: %w", ErrFenced)
			}
			other := others[0]
			others = others[1:]
			if other == nil {
				return nil
			}
			maps.Copy(m.offsets, other)
			for p := range other { //tidy:unordered each is one
				m.anchors[p] = true
			}
			return ErrFenced
		}
		if err := begin(t, config); errors.Is(err, ErrFenced) != c.ends {
			t.Error(err)
		}
		if diff := cmp.Diff(append(c.want, "release"), m.events); diff != "" {
			t.Error(diff)
		}
	}
}

// TestBeginBeyondTheEnd refuses to begin where no log reaches, before anything is stored: the next start begins as it is told. What is
// below a log's start is no mistake, but a loss.
func TestBeginBeyondTheEnd(t *testing.T) {
	_, client := newTopic(t, 2)
	fill(t, client, 2, 0, 5)
	m := newMemory()
	c := config(client, m)
	c.Start = StartExactly(map[int32]int64{0: 5, 1: 6})
	if err := begin(t, c); err == nil || err.Error() != "start t/1 at 6: its log ends at 5" || len(m.offsets) > 0 {
		t.Errorf("error %v, stored %v", err, m.offsets)
	}
	c.Start = StartExactly(map[int32]int64{0: 5, 1: 4})
	want := map[Partition]int64{{"t", 0}: 5, {"t", 1}: 4}
	if err := begin(t, c); err != nil || !maps.Equal(m.offsets, want) {
		t.Errorf("error %v, stored %v", err, m.offsets)
	}
}
