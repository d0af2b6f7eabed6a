package offsets

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/onceover/onceover/consumer"
)

// ErrTurning says that a group is between two stores. Migration.Move finishes that, or takes it back.
var ErrTurning = errors.New("the offsets are being moved from one store to another: finish that, or take it back")

// ErrNoJournal says that a migration whose journal tells of no step has offsets in the new store: the journal was lost,
// and the old store may have been left long ago; or the new one has what somebody else left there.
var ErrNoJournal = errors.New("the journal of the migration is not there, and the store to go to has offsets: bring the journal back; " +
	"or, if that store is to count, make it the store and leave the migration out; or, if the old one is: direct offsets migrate --phase old-only")

// Migration is a consumer.Store that moves a group from an old store to a new one, and back, by the steps of Phase. The
// consumers of the group run on from OldOnly to NewOnly, restarting as they are fenced, and no position is lost, goes
// back or gets ahead of what was stored.
//
// At any time one store leads: what it holds counts, whatever the other does. That is Kafka's lesson: its dual commit
// took the larger of both offsets, so that neither store could be set back, and a return to ZooKeeper resumed where dual
// commit had been turned off. A Store writes to the store that leads first and to the other then. In the opposite order a
// crash between the two would leave the follower ahead of the leader, and the batch, repeated, would set it back; and a
// consumer that was overtaken would learn of that only after it had written. As it is, the leader's compare-and-set comes
// before anything else, and a follower is behind at most.
//
// The follower needs not even be complete: which store leads changes only after what the leader holds was copied, while
// nobody can store. Following is what keeps the two close, for monitors, and for an operator who has lost the leader.
//
// The phase is kept in a journal, and consumers look at it when they Load, so that they need no new configuration. A
// journal that was lost is no beginning: where the new store has offsets that is ErrNoJournal. What
// runs without a Migration, on the old store alone, is stopped when the new one begins to lead, but must not be started
// again after that. Where a store has no compare-and-set (Kafka), stop the consumers before a Move that changes the leader.
//
// It is not safe for concurrent use.
type Migration struct {
	o      MigrationOptions
	at     place
	loaded bool
	// following is what the follower holds.
	following map[consumer.Partition]consumer.Position
}

// MigrationOptions say what to move.
type MigrationOptions struct {
	// Old and New are the stores.
	Old, New consumer.Store
	// Journal keeps the phase, as an offset of a partition that no topic has, which grows with each step. It must have a
	// compare-and-set, and be a store of its own: a File, or a ZooKeeper or HBase of another group.
	Journal consumer.Store
	// Name tells migrations in one journal apart.
	Name string
}

// NewMigration returns a store. Nothing is read before its first Load or Move.
func NewMigration(o MigrationOptions) *Migration { return &Migration{o: o} }

// Load implements consumer.Store. Its error wraps ErrTurning while the group is between its stores, and ErrNoJournal.
func (m *Migration) Load(ctx context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	m.loaded = false
	for {
		at, err := m.read(ctx)
		if err != nil {
			return nil, err
		}
		if err := m.begun(ctx, at, partitions); err != nil {
			return nil, err
		}
		lead, follow := m.stores(at.phase)
		if lead == nil {
			return nil, fmt.Errorf("load offsets in phase %s: %w", at.phase, ErrTurning)
		}
		positions, err := lead.Load(ctx, partitions)
		if err != nil {
			return nil, err
		}
		following := map[consumer.Partition]consumer.Position{}
		if follow != nil {
			if following, err = follow.Load(ctx, partitions); err != nil {
				return nil, fmt.Errorf("load offsets of the store that follows: %w", err)
			}
		}
		// A leader that was read after it had been fenced would not refuse what is stored next.
		still, err := m.read(ctx)
		if err != nil {
			return nil, err
		}
		if still == at {
			m.at, m.following, m.loaded = at, maps.Clone(following), true
			return positions, nil
		}
	}
}

// Store implements consumer.Store. After an error the partitions must be loaded before anything is stored again: the
// leader may have the offsets, and the follower not.
func (m *Migration) Store(ctx context.Context, c consumer.Commit) error {
	if !m.loaded {
		return errors.New("store offsets of a migration: not loaded before, or since the last error")
	}
	m.loaded = false
	lead, follow := m.stores(m.at.phase)
	if err := lead.Store(ctx, c); err != nil {
		return err
	}
	if follow != nil {
		behind := c
		behind.Ranges = make([]consumer.Range, len(c.Ranges))
		for i, r := range c.Ranges {
			r.From = consumer.None
			if at, ok := m.following[r.Partition]; ok {
				r.From = at.Offset
			}
			behind.Ranges[i] = r
		}
		if err := follow.Store(ctx, behind); err != nil {
			return fmt.Errorf("stored offsets where they count, and not in the store that follows: %w", err)
		}
		for _, r := range c.Ranges {
			m.following[r.Partition] = consumer.Position{Offset: r.Until, Epoch: r.Epoch, TopicID: c.TopicID}
		}
	}
	m.loaded = true
	return nil
}

// stores are the one that leads in a phase and the one that follows. Either may be none.
func (m *Migration) stores(p Phase) (lead, follow consumer.Store) {
	switch p {
	case OldOnly:
		return m.o.Old, nil
	case OldLeads:
		return m.o.Old, m.o.New
	case NewLeads:
		return m.o.New, m.o.Old
	case NewOnly:
		return m.o.New, nil
	}
	return nil, nil
}
