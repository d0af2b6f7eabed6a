package offsets

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/onceover/onceover/consumer"
)

// group is the group that moves: two stores, a journal, and what its consumers may rely on.
type group struct {
	*rapid.T
	stores, journal, target shelf
	// sure is what was stored or loaded so far: nobody who begins to load now may find less. tried is the most that
	// was given to a store: nobody may find more.
	sure, tried map[consumer.Partition]int64
	quiet       bool // no more failures
}

// migration is a process's view.
func (g *group) migration(turn func() error) *Migration {
	open := func(s shelf) consumer.Store { return &handle{s, map[consumer.Partition]int{}, turn} }
	return NewMigration(MigrationOptions{Old: open(g.stores), New: open(g.target), Journal: open(g.journal), Name: "m"})
}

// floor is what is sure now.
func (g *group) floor() map[consumer.Partition]int64 {
	now := map[consumer.Partition]int64{}
	for p, offset := range g.sure {
		now[p] = offset
	}
	return now
}

// raise notes what is sure.
func (g *group) raise(p consumer.Partition, offset int64) { g.sure[p] = max(g.sure[p], offset) }

// load checks what a consumer finds.
func (g *group) load(m *Migration) (map[consumer.Partition]consumer.Position, error) {
	floor := g.floor()
	held, err := m.Load(context.Background(), two)
	if err != nil {
		return nil, err
	}
	for _, p := range two {
		at, ok := held[p]
		least, settled := floor[p]
		if settled && (!ok || at.Offset < least) {
			g.Fatalf("%v is at %v, and was at %d", p, at, least)
		}
		if ok && at.Offset > g.tried[p] {
			g.Fatalf("%v is at %v, and nobody got that far", p, at)
		}
		if ok {
			g.raise(p, at.Offset)
		}
	}
	return held, nil
}

// consume is a consumer: it loads, and stores batch after batch until something fails.
func (g *group) consume(turn func() error) {
	m := g.migration(turn)
	held, err := g.load(m)
	for err == nil {
		var c consumer.Commit
		for i, p := range two {
			at, ok := held[p]
			if !ok {
				at = consumer.Position{Offset: consumer.None}
			}
			if len(held) == 2 && rapid.IntRange(0, 2).Draw(g.T, "batch") == i {
				continue
			}
			r := consumer.Range{Partition: p, From: at.Offset, Until: at.Offset + 1 + rapid.Int64Range(0, 2).Draw(g.T, "records")}
			c.Ranges = append(c.Ranges, r)
			g.tried[p] = max(g.tried[p], r.Until)
		}
		floor := g.floor()
		if err = m.Store(context.Background(), c); err != nil {
			return
		}
		for _, r := range c.Ranges {
			if least, ok := floor[r.Partition]; ok && r.From < least {
				g.Fatalf("%v was stored, and the position was %d", r, least)
			}
			g.raise(r.Partition, r.Until)
			held[r.Partition] = consumer.Position{Offset: r.Until}
		}
	}
}

// operate is an operator who goes a step from where the group is, and another from where it is then, and who does not
// see when that is refused.
func (g *group) operate(turn func() error) {
	m := g.migration(turn)
	for range 3 {
		at, err := m.Phase(context.Background(), two)
		if err != nil {
			return
		}
		_ = m.Move(context.Background(), two, rapid.SampledFrom(steps[at]).Draw(g.T, "to"))
	}
}

// drawProcess starts a consumer, or an operator.
func (g *group) drawProcess() process {
	fails := func() bool { return !g.quiet && rapid.IntRange(0, 79).Draw(g.T, "fails") == 79 }
	if rapid.IntRange(0, 2).Draw(g.T, "who") > 0 {
		return begin(fails, g.consume)
	}
	return begin(fails, g.operate)
}

// TestMigrationUnderCrashes runs consumers and operators at once, one request of one of them at a time, in which any may
// fail without having failed, and any process may crash between two. The position never goes back, never gets ahead of
// what was stored, and in the end the group can be moved to either store, which then has it.
func TestMigrationUnderCrashes(t *testing.T) {
	var seen [phases]int
	rapid.Check(t, func(r *rapid.T) {
		g := &group{T: r, stores: shelf{}, journal: shelf{}, target: shelf{}, sure: map[consumer.Partition]int64{}, tried: map[consumer.Partition]int64{}}
		var running []process
		defer func() {
			for _, p := range running {
				p.stop()
			}
		}()
		for range rapid.IntRange(100, 600).Draw(r, "turns") {
			if len(running) < 4 {
				running = append(running, g.drawProcess())
			}
			i := rapid.IntRange(0, len(running)-1).Draw(r, "next")
			alive := false
			if rapid.IntRange(0, 59).Draw(r, "crash") < 59 {
				_, alive = running[i].next()
			}
			if !alive {
				running[i].stop()
				running = slices.Delete(running, i, i+1)
			}
			at, err := g.migration(func() error { return nil }).Phase(r.Context(), two)
			if err != nil {
				r.Fatal(err)
			}
			seen[at]++
		}
		g.quiet = true
		g.end(rapid.SampledFrom([]Phase{OldOnly, NewOnly}).Draw(r, "end"))
	})
	for p, n := range seen {
		if n == 0 {
			t.Errorf("never was in phase %s", Phase(p))
		}
	}
}

// end goes to the last phase of one side, and looks into the store that is left.
func (g *group) end(to Phase) {
	calm := func() error { return nil }
	m := g.migration(calm)
	way := []Phase{NewLeads, OldLeads, OldOnly}
	if to == NewOnly {
		way = []Phase{OldLeads, NewLeads, NewOnly}
	}
	if len(g.stores) == 0 {
		return // no consumer came to store anything
	}
	for _, next := range way {
		at, err := m.Phase(context.Background(), two)
		if err == nil && slices.Contains(steps[at], next) {
			err = m.Move(context.Background(), two, next)
		}
		if err != nil {
			g.Fatalf("on the way from %s to %s: %v", at, to, err)
		}
	}
	if at, err := m.Phase(context.Background(), two); err != nil || at != to {
		g.Fatalf("at %s instead of %s, error %v", at, to, err)
	}
	left := g.stores
	if to == NewOnly {
		left = g.target
	}
	if _, err := g.load(m); err != nil {
		g.Fatal(err)
	}
	for p, offset := range g.sure {
		if left[p].Offset < offset || left[p].Offset > g.tried[p] {
			g.Fatalf("%v is left at %d, and was at %d", p, left[p].Offset, offset)
		}
	}
}
