package offsets

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/consumer"
)

// TestMigrationBetween fails a Move at each of its requests: consumers either start from what was stored, or not at all,
// and the Move can be finished, or taken back.
func TestMigrationBetween(t *testing.T) {
	var between []string
	for _, then := range []Phase{NewLeads, OldLeads} {
		for n := range 20 {
			h, _ := anchored(t)
			h.move(t, OldLeads)
			left := n
			h.refuse = func() error {
				if left--; left < 0 {
					return errRequest
				}
				return nil
			}
			moved := h.open().Move(t.Context(), two, NewLeads)
			h.refuse = func() error { return nil }
			held, err := h.open().Load(t.Context(), two)
			if errors.Is(err, ErrTurning) {
				between = append(between, strings.Repeat("+", n)+then.String())
			} else if err != nil || held[two[0]].Offset != 10 {
				t.Errorf("after %d requests: loaded %v, error %v", n, held, err)
			}
			if moved == nil {
				break
			}
			h.move(t, then)
			if held, err = h.open().Load(t.Context(), two); err != nil || held[two[0]].Offset != 10 {
				t.Errorf("after %d requests, %s: loaded %v, error %v", n, then, held, err)
			}
		}
	}
	if len(between) < 8 {
		t.Errorf("was between the stores only %v", between)
	}
}

// TestMigrationFollowerFails keeps what the leader has, and stores nothing more before a Load.
func TestMigrationFollowerFails(t *testing.T) {
	h, _ := anchored(t)
	h.move(t, OldLeads)
	m := loaded(t, h.open())
	left := 2 // of the leader
	h.refuse = func() error {
		if left--; left < 0 {
			return errRequest
		}
		return nil
	}
	if err := advance(t.Context(), seven, m, two[0], 10, 11); err == nil {
		t.Error("stored without the follower")
	}
	h.refuse = func() error { return nil }
	h.expect(t, 11, 0)
	if err := advance(t.Context(), seven, m, two[0], 11, 12); err == nil || errors.Is(err, consumer.ErrFenced) {
		t.Errorf("without a load: %v", err)
	}
	if err := advance(t.Context(), seven, loaded(t, m), two[0], 11, 12); err != nil {
		t.Error(err)
	}
	h.expect(t, 12, 12)
}

// TestMigrationLostJournal loses the journal in each phase: once the new store has offsets, nobody goes on from the old
// one unless that is said.
func TestMigrationLostJournal(t *testing.T) {
	h, _ := anchored(t)
	clear(h.journal)
	expectPositions(t, h.open(), map[consumer.Partition]consumer.Position{
		two[0]: {Offset: 10, Epoch: 2, TopicID: seven}, two[1]: {Epoch: consumer.NoEpoch, TopicID: seven},
	})
	h.move(t, OldLeads, NewLeads, NewOnly)
	if err := advance(t.Context(), seven, loaded(t, h.open()), two[0], 10, 90); err != nil {
		t.Fatal(err)
	}
	clear(h.journal)
	if held, err := h.open().Load(t.Context(), two); !errors.Is(err, ErrNoJournal) {
		t.Errorf("loaded %v, error %v", held, err)
	}
	if err := h.open().Move(t.Context(), two, OldLeads); !errors.Is(err, ErrNoJournal) {
		t.Errorf("moved, error %v", err)
	}
	h.move(t, OldOnly)
	if held, err := h.open().Load(t.Context(), two); err != nil || held[two[0]].Offset != 10 {
		t.Errorf("loaded %v, error %v", held, err)
	}
	h.move(t, OldLeads, NewLeads)
}

// TestMigrationBadInput refuses partitions that were never stored, and journals that are none.
func TestMigrationBadInput(t *testing.T) {
	h, _ := anchored(t)
	h.move(t, OldLeads)
	more := append([]consumer.Partition{{Topic: "t", ID: 2}}, two...)
	if err := h.open().Move(t.Context(), more, NewLeads); err == nil || !strings.Contains(err.Error(), "t/2") {
		t.Errorf("a partition without an offset: %v", err)
	}
	if _, err := h.open().Load(t.Context(), more); err != nil { // so that a consumer can store one
		t.Errorf("after a step that was refused: %v", err)
	}
	for p, at := range h.journal {
		h.journal[p] = placed{consumer.Position{Offset: 3}, at.writes}
	}
	if _, err := h.open().Load(t.Context(), two); err == nil {
		t.Error("a journal without a step has a phase")
	}
	var names []string
	for p := range phases {
		back, err := ParsePhase(p.String())
		names = append(names, p.String())
		if left := p != ToNew && p != ToOld; left != (err == nil) || left && back != p {
			t.Errorf("%s is %v, error %v", p, back, err)
		}
	}
	want := []string{"old-only", "old-leads", "to-new", "new-leads", "new-only", "to-old"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	_, err := ParsePhase("new")
	if want := `want old-only, old-leads, new-leads or new-only, have "new"`; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}
