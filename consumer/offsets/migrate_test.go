package offsets

import (
	"errors"
	"testing"

	"github.com/onceover/onceover/consumer"
)

// house is an old and a new store and a journal, and opens views of them. The requests that refuse names fail.
type house struct {
	old, journal, target shelf
	refuse               func() error
}

func newHouse() *house {
	return &house{old: shelf{}, journal: shelf{}, target: shelf{}, refuse: func() error { return nil }}
}

func (h *house) open() *Migration {
	on := func(s shelf) *handle {
		return &handle{s, map[consumer.Partition]int{}, func() error { return h.refuse() }}
	}
	return NewMigration(MigrationOptions{Old: on(h.old), New: on(h.target), Journal: on(h.journal), Name: "m"})
}

// expect compares the offsets of the first partition in both stores, 0 for none.
func (h *house) expect(t *testing.T, old, target int64) {
	t.Helper()
	if h.old[two[0]].Offset != old || h.target[two[0]].Offset != target {
		t.Errorf("the stores are at %d and %d, want %d and %d", h.old[two[0]].Offset, h.target[two[0]].Offset, old, target)
	}
}

// move goes through phases.
func (h *house) move(t *testing.T, phases ...Phase) {
	t.Helper()
	for _, p := range phases {
		if err := h.open().Move(t.Context(), two, p); err != nil {
			t.Fatal(err)
		}
	}
}

// anchored is a house with a consumer that stored 10 and 0 in the old store.
func anchored(t *testing.T) (*house, *Migration) {
	t.Helper()
	h := newHouse()
	m := h.open()
	loaded(t, m)
	c := consumer.Commit{TopicID: seven, Ranges: []consumer.Range{
		{Partition: two[0], From: consumer.None, Until: 10, Epoch: 2}, {Partition: two[1], From: consumer.None, Until: 0, Epoch: consumer.NoEpoch},
	}}
	if err := m.Store(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	return h, m
}

// TestMigrationWay goes there and back, with one batch in each phase.
func TestMigrationWay(t *testing.T) {
	h, _ := anchored(t)
	at := int64(10)
	for _, x := range []struct {
		to          Phase
		old, target int64 // after the batch
	}{
		{OldLeads, 11, 11}, {NewLeads, 12, 12}, {NewOnly, 12, 13}, {NewLeads, 14, 14}, {OldLeads, 15, 15}, {OldOnly, 16, 15}, {OldLeads, 17, 17},
	} {
		h.move(t, x.to)
		m := h.open()
		want := map[consumer.Partition]consumer.Position{
			two[0]: {Offset: at, Epoch: 2 + int32(min(at-10, 1)), TopicID: seven}, two[1]: {Offset: 0, Epoch: consumer.NoEpoch, TopicID: seven},
		}
		expectPositions(t, m, want)
		if err := advance(t.Context(), seven, m, two[0], at, at+1); err != nil {
			t.Fatal(err)
		}
		h.expect(t, x.old, x.target)
		at++
	}
}

// TestMigrationReturn goes back after the old store was frozen, which has offsets of long ago.
func TestMigrationReturn(t *testing.T) {
	h, _ := anchored(t)
	h.move(t, OldLeads, NewLeads, NewOnly)
	m := loaded(t, h.open())
	for at := int64(10); at < 90; at++ {
		if err := advance(t.Context(), seven, m, two[0], at, at+1); err != nil {
			t.Fatal(err)
		}
	}
	h.expect(t, 10, 90)
	h.move(t, NewLeads, OldLeads, OldOnly)
	h.expect(t, 90, 90)
	for _, to := range []Phase{NewLeads, NewOnly, ToNew, ToOld, 77} {
		if err := h.open().Move(t.Context(), two, to); err == nil {
			t.Errorf("went from old-only to %s at once", to)
		}
	}
	h.move(t, OldOnly) // where it is
}

// TestMigrationRewind sets the leader back: what follows does not count, however large.
func TestMigrationRewind(t *testing.T) {
	h, _ := anchored(t)
	h.move(t, OldLeads)
	if err := advance(t.Context(), seven, loaded(t, h.open()), two[0], 10, 4); err != nil {
		t.Fatal(err)
	}
	h.target[two[0]] = placed{consumer.Position{Offset: 99}, 50}
	m := h.open()
	if held, err := m.Load(t.Context(), two); err != nil || held[two[0]].Offset != 4 {
		t.Errorf("loaded %v, error %v", held, err)
	}
	if err := advance(t.Context(), seven, m, two[0], 4, 5); err != nil {
		t.Fatal(err)
	}
	h.expect(t, 5, 5)
}

// TestMigrationFences has consumers of each phase live on while another store comes to lead: each is refused, and what it
// stored before is where the next one starts.
func TestMigrationFences(t *testing.T) {
	for _, x := range []struct{ before, behind []Phase }{
		{nil, []Phase{OldLeads, NewLeads}},
		{[]Phase{OldLeads}, []Phase{NewLeads}},
		{[]Phase{OldLeads, NewLeads}, []Phase{OldLeads}},
		{[]Phase{OldLeads, NewLeads, NewOnly}, []Phase{NewLeads, OldLeads}},
	} {
		h, _ := anchored(t)
		h.move(t, x.before...)
		m := loaded(t, h.open())
		h.move(t, x.behind[:len(x.behind)-1]...)
		if err := advance(t.Context(), seven, m, two[0], 10, 20); err != nil {
			t.Errorf("%v: before the turn: %v", x, err)
		}
		h.move(t, x.behind[len(x.behind)-1])
		if err := advance(t.Context(), seven, m, two[0], 20, 30); !errors.Is(err, consumer.ErrFenced) {
			t.Errorf("%v: behind the turn: %v", x, err)
		}
		if held, err := h.open().Load(t.Context(), two); err != nil || held[two[0]].Offset != 20 {
			t.Errorf("%v: loaded %v, error %v", x, held, err)
		}
	}
}
