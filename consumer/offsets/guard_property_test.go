package offsets

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/consumer"
)

// life is a store in memory that may go back, with a guard in memory, and one process after another that uses them.
type life struct {
	store, guard shelf
	// acked is what a Store acknowledged last, none before the first and where an error left that open. Back says that
	// the store went back behind anything that it held since.
	acked map[consumer.Partition]consumer.Position
	back  bool
}

// open makes a guarded store of the two. Turn is called around each of their steps.
func (l *life) open(turn func() error) *Guarded {
	store, guard := l.store.open(), l.guard.open()
	store.turn, guard.turn = turn, turn
	return &Guarded{store: store, guard: guard, file: "guard", held: map[consumer.Partition]consumer.Position{}}
}

// kind is a way to guard a store.
type kind func(*Guarded) consumer.Store

func guarded(g *Guarded) consumer.Store { return g }

// live lets processes store at random, go on and back and into another topic, and crash anywhere; and the store go back
// between them. It says what was wrong.
func (l *life) live(r *rand.Rand, as kind) error {
	for range 30 {
		steps := r.IntN(40)
		s := as(l.open(func() error {
			if steps--; steps < 0 {
				return errRequest
			}
			return nil
		}))
		before := maps.Clone(l.store)
		if err := l.process(r, s, &steps); err != nil {
			return err
		}
		if r.IntN(4) == 0 && !maps.Equal(before, l.store) {
			l.back = true
			clear(l.store)
			maps.Copy(l.store, before)
		}
	}
	return nil
}

// process is one process, from its start to its crash.
func (l *life) process(r *rand.Rand, s consumer.Store, steps *int) error {
	positions, err := s.Load(context.Background(), two)
	if *steps < 0 {
		return nil
	}
	for _, p := range two {
		if want, ok := l.acked[p]; ok && err == nil && (positions[p] == consumer.Position{} || goesBack(want, positions[p])) {
			return fmt.Errorf("%v was stored as %v and loaded as %v", p, want, positions[p])
		}
	}
	if err != nil && !l.back {
		return fmt.Errorf("the store never went back: %w", err)
	}
	l.back = false
	if err != nil { // somebody accepts what the store has
		clear(l.guard)
		clear(l.acked)
		return nil
	}
	id := consumer.TopicID{byte(1 + r.IntN(2))}
	for range r.IntN(6) {
		p := two[r.IntN(len(two))]
		from := int64(consumer.None)
		if at, ok := positions[p]; ok {
			from = at.Offset
		}
		to := from + 1 + int64(r.IntN(5))
		if r.IntN(4) == 0 {
			to = int64(r.IntN(int(to) + 1))
		}
		delete(l.acked, p)
		c := consumer.Commit{TopicID: id, Ranges: []consumer.Range{{Partition: p, From: from, Until: to}}}
		if err := s.Store(context.Background(), c); *steps < 0 {
			return nil
		} else if err != nil {
			return err
		}
		positions[p] = consumer.Position{Offset: to, TopicID: id}
		l.acked[p] = positions[p]
	}
	return nil
}

// TestGuardProperty: whatever crashes when, a position that was acknowledged is loaded or missed, and nothing is missed
// in a store that never went back.
func TestGuardProperty(t *testing.T) {
	for seed := range uint64(3000) {
		if err := newLife().live(rand.New(rand.NewPCG(seed, 1)), guarded); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}

func newLife() *life {
	return &life{store: shelf{}, guard: shelf{}, acked: map[consumer.Partition]consumer.Position{}}
}

// TestGuardTwins holds guards that are wrong in one thing each to the same property, which must see it.
func TestGuardTwins(t *testing.T) {
	said := map[string]string{}
	for name, as := range twins {
		for seed := uint64(0); seed < 3000 && said[name] == ""; seed++ {
			if err := newLife().live(rand.New(rand.NewPCG(seed, 1)), as); err != nil {
				said[name] = strings.Fields(err.Error())[0]
			}
		}
	}
	if diff := cmp.Diff(map[string]string{"no guard": "t/0", "guard first": "the", "never lowered": "the"}, said); diff != "" {
		t.Error(diff)
	}
}

// twins are the wrong ones.
var twins = map[string]kind{
	"no guard":      func(g *Guarded) consumer.Store { return g.store },
	"guard first":   func(g *Guarded) consumer.Store { return guardFirst{g} },
	"never lowered": func(g *Guarded) consumer.Store { return neverLowered{g} },
}

// guardFirst guards what is not stored yet.
type guardFirst struct{ *Guarded }

func (g guardFirst) Store(ctx context.Context, c consumer.Commit) error {
	if err := g.note(ctx, c); err != nil {
		return err
	}
	return g.store.Store(ctx, c)
}

// neverLowered guards what goes back as it does what goes on.
type neverLowered struct{ *Guarded }

func (g neverLowered) Store(ctx context.Context, c consumer.Commit) error {
	if err := g.store.Store(ctx, c); err != nil {
		return err
	}
	return g.note(ctx, c)
}
