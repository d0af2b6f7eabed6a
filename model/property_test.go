package model

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/onceover/onceover/sim/trace"
)

// A group that goes by the book is never alarmed about, whatever kills or pauses its lives.
func TestCorrectGroupsKeepTheirPromise(t *testing.T) {
	promises := map[design]Guarantee{appending: AtLeastOnce, keyed: ExactlyOnce, transactional: ExactlyOnceDelivery, commitFirst: AtMostOnce}
	for _, d := range []design{appending, keyed, transactional, commitFirst} {
		t.Run(string(d), rapid.MakeCheck(func(t *rapid.T) {
			g := play(t, d, 4)
			v := Judge(g.history(t), Promise{Guarantee: promises[d]})
			if !v.Holds || !v.Drained {
				t.Fatalf("%s is alarmed about: drained %t, %v\n%s", d, v.Drained, v.Anomalies, text(g.events))
			}
		}))
	}
}

// The account of each partition sums up, and agrees with a count that is made from the events alone.
func TestLedgerAgreesWithCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom([]design{appending, keyed, transactional, commitFirst, lastOffset, swallowing}).Draw(t, "design")
		g := play(t, d, 3)
		cut := rapid.IntRange(0, len(g.events)).Draw(t, "cut")
		g.events = g.events[:cut]
		h, err := Build(g.events, Config{Batch: g.batch})
		if err != nil {
			t.Fatal(err)
		}
		v := Judge(h, Promise{Guarantee: AtLeastOnce})
		appended, delivered := 0, 0
		for _, e := range g.events {
			if e.Name == "kafka.append" {
				appended++
			}
			if e.Name == "redis.effect" && Identity(e.Str("value")) != "" {
				delivered++
			}
		}
		l := v.Ledger
		if l.Visible+l.Before != appended || l.Deliveries != delivered || l.Deliveries-l.Effects != v.Absorbed {
			t.Fatalf("%+v after %d appends and %d deliveries", l, appended, delivered)
		}
	})
}

// quiet draws a group without deaths, of which a test then breaks one thing.
func quiet(t *rapid.T, d design) *group {
	g := play(t, d, 0)
	if !slices.ContainsFunc(g.events, isEffect) {
		t.Skip("nothing to break: no record was drawn")
	}
	return g
}

func isEffect(e trace.Event) bool {
	return e.Name == "redis.effect" && Identity(e.Str("value")) != ""
}

// pick draws the position of an event.
func pick(t *rapid.T, events []trace.Event, wanted func(trace.Event) bool) int {
	var positions []int
	for i, e := range events {
		if wanted(e) {
			positions = append(positions, i)
		}
	}
	return rapid.SampledFrom(positions).Draw(t, "position")
}

// recordOf finds the record that an effect reveals.
func recordOf(t *rapid.T, h *History, e trace.Event) (*Log, int64) {
	for _, l := range h.Logs {
		for _, r := range l.Records {
			if r.Identity == Identity(e.Str("value")) {
				return l, r.Offset
			}
		}
	}
	t.Fatalf("no record of %s", e)
	return nil, 0
}

// only wants exactly one anomaly of the kind, with exactly that range.
func only(t *rapid.T, v Verdict, k Kind, p int, from, until int64) {
	var found []Anomaly
	for _, a := range v.Anomalies {
		if a.Kind == k {
			found = append(found, a)
		}
	}
	if len(found) != 1 || found[0].Partition != p || found[0].From != from || found[0].Until != until || v.Holds {
		t.Fatalf("want one %s of partition %d [%d,%d), found %v", k, p, from, until, v.Anomalies)
	}
	if found[0].Explain == "" || found[0].Step == 0 && k != Loss {
		t.Fatalf("nothing explains %+v", found[0])
	}
}

func TestDroppedEffectIsALoss(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := quiet(t, rapid.SampledFrom([]design{appending, keyed, transactional}).Draw(t, "design"))
		i := pick(t, g.events, isEffect)
		dropped := g.events[i]
		g.events = slices.Delete(slices.Clone(g.events), i, i+1)
		h := g.history(t)
		l, offset := recordOf(t, h, dropped)
		v := Judge(h, Promise{Guarantee: AtLeastOnce})
		only(t, v, Loss, l.Number, offset, offset+1)
		if v.Losses != 1 || v.Duplicates != 0 {
			t.Fatalf("counted %d losses and %d duplicates", v.Losses, v.Duplicates)
		}
	})
}

func TestRepeatedEffectIsADuplicate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom([]design{appending, keyed, transactional}).Draw(t, "design")
		g := quiet(t, d)
		i := pick(t, g.events, isEffect)
		at := rapid.IntRange(i+1, len(g.events)).Draw(t, "repeated at")
		g.events = slices.Insert(slices.Clone(g.events), at, g.events[i])
		h := g.history(t)
		l, offset := recordOf(t, h, g.events[i])
		v := Judge(h, Promise{Guarantee: ExactlyOnceDelivery})
		only(t, v, Duplicate, l.Number, offset, offset+1)
		visible := 1
		if d == keyed {
			visible = 0
		}
		if v.Duplicates != visible || v.Absorbed != 1-visible || v.Losses != 0 {
			t.Fatalf("counted %d duplicates, %d absorbed, %d losses", v.Duplicates, v.Absorbed, v.Losses)
		}
	})
}

// A store that is moved in front of the first effect of its batch is ahead by exactly that batch.
func TestMovedStoreIsACommitAhead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := quiet(t, appending)
		first := slices.IndexFunc(g.events, isEffect)
		isLater := func(e trace.Event) bool { return e.Name == "zookeeper.write" && e.Seq > g.events[first].Seq }
		i := pick(t, g.events, isLater)
		to := i
		for isEffect(g.events[to-1]) {
			to--
		}
		stored := g.events[i]
		moved := slices.Insert(slices.Delete(slices.Clone(g.events), i, i+1), to, stored)
		batch := g.events[to:i]
		g.events = moved
		h := g.history(t)
		l, from := recordOf(t, h, batch[0])
		_, last := recordOf(t, h, batch[len(batch)-1])
		only(t, Judge(h, Promise{Guarantee: AtLeastOnce}), CommitAhead, l.Number, from, last+1)
	})
}

// What the broken designs do is foretold to the record, in number and in place.
func TestBrokenDesignsDoAsForetold(t *testing.T) {
	cases := map[design]Prediction{
		commitFirst: {Subs: []Sub{LossCommitAhead}, Extent: InFlightAtDeath, Beside: []Kind{CommitAhead}},
		lastOffset:  {Subs: []Sub{DuplicateOffByOne}, Extent: OneForEachRestart},
		swallowing:  {Subs: []Sub{DuplicateExcess}, Extent: BeyondOneBatch},
	}
	for _, d := range []design{commitFirst, lastOffset, swallowing} {
		t.Run(string(d), rapid.MakeCheck(func(t *rapid.T) {
			g := play(t, d, 3)
			h, err := Build(g.events, Config{Batch: g.batch})
			if err != nil {
				t.Fatal(err)
			}
			v := Judge(h, Promise{Guarantee: AtLeastOnce})
			found, err := cases[d].Check(h, v)
			if err != nil {
				t.Fatalf("%v\n%s", err, text(g.events))
			}
			if found == 0 && v.Losses > 0 {
				t.Fatalf("%d losses, and none among the anomalies", v.Losses)
			}
		}))
	}
}

func text(events []trace.Event) string {
	var b []byte
	for _, e := range events {
		b = append(append(b, e.String()...), '\n')
	}
	return string(b)
}
