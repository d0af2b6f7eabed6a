package offsets

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/onceover/onceover/consumer"
)

// ErrWentBack says that a store holds less than it is known to have held: ZooKeeper was restored from a backup, or a
// table, or somebody deleted znodes.
var ErrWentBack = errors.New("the offset store went back")

// Guarded is a consumer.Store that finds out that another one went back. Beside it, in a File, it keeps the positions
// that were stored: the guard. A store that holds less when it is loaded, or nothing, or offsets of another topic of the
// same name, is an error, and never a silent replay.
//
// A position that goes on is stored first and guarded then; one that goes back, because somebody asked for that or the
// log did, lowers the guard first. So a crash between the two leaves the guard behind the store, which hides nothing that
// a Store has acknowledged, and never before it.
//
// Instances on one host may share the file, as File has it. Instances on several hosts have one each, which knows what
// those of its host have stored; where offsets are set back, the files of the other hosts are to be removed. An instance
// that is overtaken just as it writes the guard may fence its successor along with itself, and both start again.
//
// It is not safe for concurrent use.
type Guarded struct {
	store, guard consumer.Store
	file         string
	// Mend lets Load return what went back, for those who are to set it right. Behind and Advice tell of it.
	Mend bool
	held map[consumer.Partition]consumer.Position // by the guard
}

// NewGuarded returns a store whose guard is in the file of that name, which need not exist yet; its directory must. The
// file has the form of Export, so that Import puts a store that went back where it was.
func NewGuarded(store consumer.Store, file, group string, p Patience) *Guarded {
	guard := NewFile(file, group, p)
	guard.advice = "remove it, and the guard begins anew at what is stored"
	return &Guarded{store: store, guard: guard, file: file, held: map[consumer.Partition]consumer.Position{}}
}

// Load implements consumer.Store. It reads the guard first: what other instances store meanwhile is beyond that. Its error
// wraps ErrWentBack where a position is behind the guard, unless Mend is set.
func (g *Guarded) Load(ctx context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	held, err := g.guard.Load(ctx, partitions)
	if err != nil {
		return nil, fmt.Errorf("read the guard: %w", err)
	}
	positions, err := g.store.Load(ctx, partitions)
	if err != nil {
		return nil, err
	}
	for _, p := range partitions {
		delete(g.held, p)
		if at, ok := held[p]; ok {
			g.held[p] = at
		}
	}
	if g.Mend {
		return positions, nil
	}
	var behind []string
	for _, p := range partitions {
		known, is := g.Behind(p, positions)
		if !is {
			continue
		}
		at, ok := positions[p]
		what := fmt.Sprintf("%v is at %d, and in the guard at %d", p, at.Offset, known.Offset)
		if !ok {
			what = fmt.Sprintf("%v is nowhere, and in the guard at %d", p, known.Offset)
		} else if at.Offset >= known.Offset {
			what = fmt.Sprintf("%v is at %d of topic id %v, and in the guard at %d of topic id %v", p, at.Offset, at.TopicID, known.Offset, known.TopicID)
		}
		behind = append(behind, what)
	}
	if len(behind) == 0 {
		return positions, nil
	}
	return positions, fmt.Errorf("%w: %s; %s", ErrWentBack, strings.Join(behind, "; "), g.Advice(positions))
}

// Behind returns where the guard is, if a position, as it was loaded, is behind it.
func (g *Guarded) Behind(p consumer.Partition, positions map[consumer.Partition]consumer.Position) (guard consumer.Position, is bool) {
	known, guarded := g.held[p]
	at, ok := positions[p]
	return known, guarded && (!ok || goesBack(known, at))
}

// Advice says what to do about positions, as they were loaded, that are behind the guard. Where the guard itself is
// behind, which another host's may be, the store stays as it is, unless another topic of the same name has to be left.
func (g *Guarded) Advice(positions map[consumer.Partition]consumer.Position) string {
	how := "--forward-only"
	for p, known := range g.held { //tidy:unordered any of them will do
		if at, ok := positions[p]; ok && at.Offset >= known.Offset && goesBack(known, at) {
			how = "--rewind"
		}
	}
	return fmt.Sprintf("to go on at the guard: direct offsets import %s %s; to begin at the store, which handles the records "+
		"between again: remove that file", how, g.file)
}

// Store implements consumer.Store.
func (g *Guarded) Store(ctx context.Context, c consumer.Commit) error {
	var lower []consumer.Range
	for _, r := range c.Ranges {
		known, guarded := g.held[r.Partition]
		if guarded && goesBack(known, consumer.Position{Offset: r.Until, TopicID: c.TopicID}) {
			lower = append(lower, consumer.Range{Partition: r.Partition, Until: min(known.Offset, r.Until), Epoch: consumer.NoEpoch})
		}
	}
	// Of no topic: until the store has moved, that of the old position and that of the new one are both right.
	if err := g.note(ctx, consumer.Commit{Ranges: lower}); err != nil {
		return fmt.Errorf("lower the guard, before offsets are stored: %w", err)
	}
	if err := g.store.Store(ctx, c); err != nil {
		return err
	}
	if err := g.note(ctx, c); err != nil {
		return fmt.Errorf("offsets are stored, and not guarded: %w", err)
	}
	return nil
}

// note moves the guard from wherever it is.
func (g *Guarded) note(ctx context.Context, c consumer.Commit) error {
	c.Ranges = slices.Clone(c.Ranges)
	for i, r := range c.Ranges {
		c.Ranges[i].From = consumer.None
		if at, ok := g.held[r.Partition]; ok {
			c.Ranges[i].From = at.Offset
		}
	}
	if len(c.Ranges) == 0 {
		return nil
	}
	if err := g.guard.Store(ctx, c); err != nil {
		return err
	}
	for _, r := range c.Ranges {
		g.held[r.Partition] = consumer.Position{Offset: r.Until, Epoch: r.Epoch, TopicID: c.TopicID}
	}
	return nil
}
