package offsets

import (
	"context"
	"fmt"

	"github.com/onceover/onceover/consumer"
)

// Phase is how far a group is moved. It goes by steps, either way:
//
//	OldOnly <-> OldLeads <-> NewLeads <-> NewOnly
//
// Between the two in the middle lie ToNew and ToOld, in which consumers cannot load offsets, and which Move passes
// through, unless it fails.
type Phase int64

// The phases.
const (
	OldOnly  Phase = iota // the old store is read and written, the new one keeps what it has; where a migration begins
	OldLeads              // the old store is read, and both are written
	ToNew                 // nothing is stored, and the offsets are copied to the new store
	NewLeads              // the new store is read, and both are written
	NewOnly               // the new store is read and written; the old one keeps what it has
	ToOld                 // nothing is stored, and the offsets are copied to the old store
	phases
)

var phaseNames = [phases]string{"old-only", "old-leads", "to-new", "new-leads", "new-only", "to-old"}

// String returns the phase's name.
func (p Phase) String() string {
	if p < 0 || p >= phases {
		return fmt.Sprintf("phase %d", int64(p))
	}
	return phaseNames[p]
}

// ParsePhase returns the phase of a name, one of those that a group can be left in: old-only, old-leads, new-leads or
// new-only.
func ParsePhase(name string) (Phase, error) {
	for _, p := range []Phase{OldOnly, OldLeads, NewLeads, NewOnly} {
		if p.String() == name {
			return p, nil
		}
	}
	return 0, fmt.Errorf("want old-only, old-leads, new-leads or new-only, have %q", name)
}

// place is where a journal stands: after so many steps, in a phase.
type place struct {
	steps int64
	phase Phase
}

// offset is the place as the journal keeps it. It grows with the steps, so that no store takes it for a step back.
func (p place) offset() int64 { return p.steps*int64(phases) + int64(p.phase) }

// partition is where the journal keeps the place.
func (m *Migration) partition() consumer.Partition {
	return consumer.Partition{Topic: "migration-" + m.o.Name}
}

// read reads the journal. One that was never written is at the beginning.
func (m *Migration) read(ctx context.Context) (place, error) {
	p := m.partition()
	held, err := m.o.Journal.Load(ctx, []consumer.Partition{p})
	if err != nil {
		return place{}, fmt.Errorf("read the journal of migration %q: %w", m.o.Name, err)
	}
	at, ok := held[p]
	if !ok {
		return place{}, nil
	}
	if at.Offset < int64(phases) {
		return place{}, fmt.Errorf("read the journal of migration %q: %d is no phase", m.o.Name, at.Offset)
	}
	return place{at.Offset / int64(phases), Phase(at.Offset % int64(phases))}, nil
}

// begun returns ErrNoJournal if the journal tells of no step, and the new store has an offset of the partitions.
func (m *Migration) begun(ctx context.Context, at place, partitions []consumer.Partition) error {
	if at.steps > 0 {
		return nil
	}
	held, err := m.o.New.Load(ctx, partitions)
	if err != nil {
		return fmt.Errorf("load offsets of the store to go to: %w", err)
	}
	if len(held) > 0 {
		return fmt.Errorf("migration %q: %w", m.o.Name, ErrNoJournal)
	}
	return nil
}

// step writes the next phase over what was read before it.
func (m *Migration) step(ctx context.Context, from place, to Phase) (place, error) {
	next := place{from.steps + 1, to}
	r := consumer.Range{Partition: m.partition(), From: consumer.None, Until: next.offset(), Epoch: consumer.NoEpoch}
	if from.steps > 0 {
		r.From = from.offset()
	}
	if err := m.o.Journal.Store(ctx, consumer.Commit{Ranges: []consumer.Range{r}}); err != nil {
		return from, fmt.Errorf("go from %s to %s in the journal of migration %q: %w", from.phase, to, m.o.Name, err)
	}
	return next, nil
}

// Phase returns how far the group is moved, which has offsets of the partitions. ToNew and ToOld say that a Move failed in the
// middle. The error may wrap ErrNoJournal.
func (m *Migration) Phase(ctx context.Context, partitions []consumer.Partition) (Phase, error) {
	at, err := m.read(ctx)
	if err == nil {
		err = m.begun(ctx, at, partitions)
	}
	return at.phase, err
}
