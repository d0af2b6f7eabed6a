package offsets

import (
	"context"
	"fmt"
	"slices"

	"github.com/onceover/onceover/consumer"
)

// steps are the phases that Move may be told to go to from each: the neighbours, and from between two, either.
var steps = [phases][]Phase{
	OldOnly: {OldLeads}, OldLeads: {OldOnly, NewLeads}, ToNew: {NewLeads, OldLeads},
	NewLeads: {OldLeads, NewOnly}, NewOnly: {NewLeads}, ToOld: {OldLeads, NewLeads},
}

// Move goes one step, in either direction. Where another store is to lead, it needs all partitions of the group, each
// with an offset: it fences whoever stores in the leader, copies all offsets, and lets the other lead. Consumers that run
// then end with an error that wraps consumer.ErrFenced, and go on when they are started again; until it is done, or after
// an error in the middle of it, they end with ErrTurning. It may be called again, by anybody, until it succeeds, and from
// the middle it can also go back. To go where the group is already is no error. To go to OldOnly without a journal says that
// the old store counts, whatever the new one has, which ends ErrNoJournal.
func (m *Migration) Move(ctx context.Context, partitions []consumer.Partition, to Phase) error {
	m.loaded = false
	at, err := m.read(ctx)
	if err != nil || at.phase == to && at.steps > 0 {
		return err
	}
	if at.steps == 0 && to == OldOnly {
		_, err := m.step(ctx, at, to)
		return err
	}
	if err := m.begun(ctx, at, partitions); err != nil {
		return err
	}
	if !slices.Contains(steps[at.phase], to) {
		return fmt.Errorf("move offsets from %s to %s: the next step is to one of %v", at.phase, to, steps[at.phase])
	}
	if at, err = m.between(ctx, at, to, partitions); err != nil {
		return err
	}
	switch {
	case at.phase == ToNew && to == NewLeads:
		err = turn(ctx, m.o.Old, m.o.New, partitions)
	case at.phase == ToOld && to == OldLeads:
		err = turn(ctx, m.o.New, m.o.Old, partitions)
	}
	if err != nil {
		return fmt.Errorf("move offsets from %s to %s: %w", at.phase, to, err)
	}
	_, err = m.step(ctx, at, to)
	return err
}

// between goes to the phase that lies between two leaders, if the way leads through one: only with an offset of every
// partition, because no consumer stores one there.
func (m *Migration) between(ctx context.Context, at place, to Phase, partitions []consumer.Partition) (place, error) {
	leader, middle := m.o.Old, ToNew
	switch {
	case at.phase == OldLeads && to == NewLeads:
	case at.phase == NewLeads && to == OldLeads:
		leader, middle = m.o.New, ToOld
	default:
		return at, nil
	}
	held, err := leader.Load(ctx, partitions)
	if err != nil {
		return at, fmt.Errorf("move offsets from %s to %s: %w", at.phase, to, err)
	}
	for _, p := range partitions {
		if _, ok := held[p]; !ok {
			return at, fmt.Errorf("move offsets from %s to %s: no offset of %v is stored; start a consumer once", at.phase, to, p)
		}
	}
	return m.step(ctx, at, middle)
}

// turn copies all offsets from the store that led to the one that will. Storing them again where they are makes them
// somebody else's to all who have loaded them. The copy is made over what was read before that: whoever was between the
// two stores, or turns them at the same time, has either written it, or is refused.
func turn(ctx context.Context, from, to consumer.Store, partitions []consumer.Partition) error {
	held, err := to.Load(ctx, partitions)
	if err != nil {
		return err
	}
	counted, err := from.Load(ctx, partitions)
	if err != nil {
		return err
	}
	for _, p := range partitions {
		if _, ok := counted[p]; !ok {
			return fmt.Errorf("no offset of %v is stored; go back, and start a consumer once", p)
		}
	}
	if err := put(ctx, from, partitions, counted, counted); err != nil {
		return fmt.Errorf("fence the consumers of the store that led: %w", err)
	}
	if err := put(ctx, to, partitions, held, counted); err != nil {
		return fmt.Errorf("copy to the store that is to lead: %w", err)
	}
	return nil
}

// put stores positions over those that were there: one commit for each topic and each of its identities.
func put(ctx context.Context, s consumer.Store, partitions []consumer.Partition, before, after map[consumer.Partition]consumer.Position) error {
	type kind struct {
		topic string
		id    consumer.TopicID
	}
	var kinds []kind
	commits := map[kind]consumer.Commit{}
	for _, p := range partitions {
		at := after[p]
		k := kind{p.Topic, at.TopicID}
		c, ok := commits[k]
		if !ok {
			kinds, c.TopicID = append(kinds, k), at.TopicID
		}
		r := consumer.Range{Partition: p, From: consumer.None, Until: at.Offset, Epoch: at.Epoch}
		if was, ok := before[p]; ok {
			r.From = was.Offset
		}
		c.Ranges = append(c.Ranges, r)
		commits[k] = c
	}
	for _, k := range kinds {
		c := commits[k]
		c.Ranges = consumer.FirstLast(c.Ranges)
		if err := s.Store(ctx, c); err != nil {
			return err
		}
	}
	return nil
}
