package trace

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// An entry is what one call of Add is given.
type entry struct {
	Event   Event
	Payload string
	Bulk    bool
}

var genEntry = rapid.Custom(func(t *rapid.T) entry {
	return entry{genEvent.Draw(t, "event"), genText.Draw(t, "payload"), rapid.Bool().Draw(t, "bulk")}
})

func logOf(entries []entry, keepAll bool) *Log {
	l := NewLog()
	l.KeepAll = keepAll
	for _, e := range entries {
		l.Add(e.Event, []byte(e.Payload), e.Bulk)
	}
	return l
}

func TestSameEventsSameSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := rapid.SliceOf(genEntry).Draw(t, "entries")
		some, all := logOf(entries, false), logOf(entries, true)
		if some.Sum() != all.Sum() {
			t.Fatal("what is kept changes the sum")
		}
		kept := 0
		for i, e := range entries {
			want := e.Event
			want.Seq = uint64(i + 1)
			if diff := cmp.Diff(want, all.Events()[i]); diff != "" {
				t.Fatalf("event %d (-want +got):\n%s", i, diff)
			}
			if !e.Bulk {
				if diff := cmp.Diff(want, some.Events()[kept]); diff != "" {
					t.Fatalf("kept event %d (-want +got):\n%s", kept, diff)
				}
				kept++
			}
		}
		if kept != len(some.Events()) || all.Count() != uint64(len(entries)) {
			t.Fatalf("%d kept and %d counted, want %d and %d", len(some.Events()), all.Count(), kept, len(entries))
		}
	})
}

// spoil lists the smallest changes of an entry.
func spoil(e entry) map[string]entry {
	out := map[string]entry{}
	add := func(what string, change func(*entry)) {
		changed := e
		changed.Event.Args = append([]Arg(nil), e.Event.Args...)
		change(&changed)
		out[what] = changed
	}
	add("time", func(e *entry) { e.Event.Time ^= 1 })
	add("process", func(e *entry) { e.Event.Proc += "x" })
	add("name", func(e *entry) { e.Event.Name += "x" })
	add("name into process", func(e *entry) { e.Event.Proc, e.Event.Name = e.Event.Proc+e.Event.Name[:1], e.Event.Name[1:] })
	add("payload", func(e *entry) { e.Payload += "\x00" })
	add("one more argument", func(e *entry) { e.Event.Args = append(e.Event.Args, Int("", 0)) })
	for i, a := range e.Event.Args {
		add(fmt.Sprintf("key %d", i), func(e *entry) { e.Event.Args[i].Key += "x" })
		add(fmt.Sprintf("text %d", i), func(e *entry) { e.Event.Args[i] = Str(a.Key, a.Text+"x") })
		add(fmt.Sprintf("number %d", i), func(e *entry) { e.Event.Args[i] = Int(a.Key, a.Number^1) })
	}
	return out
}

func TestAnyChangeChangesTheSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := rapid.SliceOfN(genEntry, 1, 6).Draw(t, "entries")
		at := rapid.IntRange(0, len(entries)-1).Draw(t, "at")
		before := logOf(entries, true)
		for what, changed := range spoil(entries[at]) {
			after := append([]entry(nil), entries...)
			after[at] = changed
			l := logOf(after, true)
			if l.Sum() == before.Sum() {
				t.Errorf("the sum does not depend on: %s", what)
			}
			i, differ := FirstDifference(before.Events(), l.Events())
			if what != "payload" && (!differ || i != at) {
				t.Errorf("%s: first difference %d, %v, want %d", what, i, differ, at)
			}
		}
	})
}

func TestCopyIsIndependent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := rapid.SliceOfN(genEntry, 0, 20)
		past, one, two := entries.Draw(t, "past"), entries.Draw(t, "one"), entries.Draw(t, "two")
		a := logOf(past, true)
		b := a.Copy()
		for i := range max(len(one), len(two)) {
			if i < len(one) {
				a.Add(one[i].Event, []byte(one[i].Payload), false)
			}
			if i < len(two) {
				b.Add(two[i].Event, []byte(two[i].Payload), false)
			}
		}
		for l, future := range map[*Log][]entry{a: one, b: two} {
			want := logOf(append(append([]entry(nil), past...), future...), true)
			if l.Sum() != want.Sum() {
				t.Fatal("the sum of a log depends on its copy")
			}
			if diff := cmp.Diff(want.Events(), l.Events()); diff != "" {
				t.Fatalf("the events of a log depend on its copy (-want +got):\n%s", diff)
			}
		}
	})
}

func TestFirstDifference(t *testing.T) {
	a, b, c := Event{Name: "a"}, Event{Name: "b"}, Event{Name: "c"}
	for _, row := range []struct {
		one, two []Event
		at       int
		differ   bool
	}{
		{nil, nil, 0, false},
		{[]Event{a, b}, []Event{a, b}, 2, false},
		{[]Event{a, b}, []Event{a, c}, 1, true},
		{[]Event{a, b}, []Event{a}, 1, true},
		{nil, []Event{a}, 0, true},
		{[]Event{{Name: "a", Args: []Arg{Int("k", 0)}}}, []Event{{Name: "a", Args: []Arg{Str("k", "")}}}, 0, true},
	} {
		if at, differ := FirstDifference(row.one, row.two); at != row.at || differ != row.differ {
			t.Errorf("%v and %v differ at %d, %v, want %d, %v", row.one, row.two, at, differ, row.at, row.differ)
		}
	}
}

// BenchmarkLogAdd adds what a send of a consumer is: the most frequent event of a world.
func BenchmarkLogAdd(b *testing.B) {
	l := NewLog()
	e := Event{Time: 12_000_345_000, Proc: "consumer#2", Name: "net.send", Args: []Arg{Str("to", "kafka-1:9092"), Int("bytes", 200)}}
	payload := make([]byte, 200)
	b.ReportAllocs()
	for b.Loop() {
		l.Add(e, payload, true)
	}
}
