package model

import (
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// A latecomer is a group that begins at the log's end, in lives that are struck in or soon after their start.
type latecomer struct {
	writer
	anchors         bool // it stores where it begins before it reads
	end             int
	stored, settled int // what is stored, and where the group first began to read; none where there is nothing
}

// arrive appends some records.
func (l *latecomer) arrive(t *rapid.T) {
	for range rapid.IntRange(0, 5).Draw(t, "records") {
		l.append("t", 0, int64(l.end), identity(0, l.end))
		l.end++
	}
}

// life starts, asks, stores if it is one that does, and reads; it dies after so many of these.
func (l *latecomer) life(t *rapid.T, client string, steps int) {
	l.add(client, "proc.start")
	at := l.stored
	if at == none && steps > 0 {
		l.ask(client, "t", 0)
		at = l.end
		l.arrive(t)
	}
	if l.stored == none && l.anchors && steps > 1 {
		l.store(client, "t", 0, strconv.Itoa(at))
		l.stored = at
		l.arrive(t)
	}
	if steps > 2 {
		l.fetch(client, "t", 0, int64(at))
		if l.settled == none {
			l.settled = at
		}
	}
	if steps > 3 {
		l.arrive(t)
		for n := at; n < l.end; n++ {
			l.push(client, "t", 0, identity(0, n))
		}
		l.store(client, "t", 0, strconv.Itoa(l.end))
		l.stored = l.end
		return
	}
	l.add(client, "proc.crash")
	l.arrive(t)
}

// A group that stores its start before it reads is never alarmed about, wherever its first starts are struck; one that does not loses
// exactly what lies between where it first began to read and where it began in the end.
func TestLatestStart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := &latecomer{anchors: rapid.Bool().Draw(t, "stores its start"), stored: none, settled: none}
		l.topic("t", "id-t", 1)
		l.arrive(t)
		lives := rapid.IntRange(1, 4).Draw(t, "lives")
		for n := 1; n < lives; n++ {
			l.life(t, "consumer#"+strconv.Itoa(n), rapid.IntRange(0, 3).Draw(t, "struck after"))
		}
		last, fresh := l.end, l.stored == none
		l.life(t, "consumer#"+strconv.Itoa(lives), 4)
		h, err := Build(l.events, Config{Start: Latest, End: Drained})
		if err != nil {
			t.Fatal(err)
		}
		v := Judge(h, Promise{Guarantee: AtLeastOnce})
		lost := 0
		if !l.anchors && fresh {
			lost = last - l.settled
		}
		if v.Losses != lost || v.Holds != (lost == 0) || !v.Drained {
			t.Fatalf("want %d losses: %v\n%s", lost, v.Anomalies, text(l.events))
		}
		for _, a := range v.Anomalies {
			if a.Sub != LossReset && a.Sub != CommitUnapplied || a.From != int64(l.settled) || a.Until != int64(last) {
				t.Fatalf("want a loss of [%d,%d): %s", l.settled, last, a)
			}
		}
	})
}

// Records that were deleted before the group first acted belong to no ledger; those that were deleted later do, and their loss is silent
// where nobody tells of it.
func TestDeletedBeforeStart(t *testing.T) {
	for _, late := range []bool{false, true} {
		w := &writer{}
		w.topic("t", "id-t", 1)
		for n := range 10 {
			w.append("t", 0, int64(n), identity(0, n))
		}
		w.add("consumer#1", "proc.start")
		first := "4"
		if late {
			first = "0"
			w.store("consumer#1", "t", 0, first)
		}
		w.shrink("kafka.delete_records", "t", 0, 4)
		if !late {
			w.store("consumer#1", "t", 0, first)
		}
		for n := 4; n < 10; n++ {
			w.push("consumer#1", "t", 0, identity(0, n))
		}
		w.store("consumer#1", "t", 0, "10")
		h, err := Build(w.events, Config{End: Drained, LossReport: readReport})
		if err != nil {
			t.Fatal(err)
		}
		v := Judge(h, Promise{Guarantee: AtLeastOnce})
		if want := map[bool]int{false: 4}[late]; v.Holds == late || v.Ledger.Before != want || v.Ledger.Excused != 4-want {
			t.Errorf("deleted when the group had begun: %t: %+v, %v", late, v.Ledger, v.Anomalies)
		}
	}
}

// A log that comes after a group began at the ends of those that there were is read from its start, though the group has handled
// and stored nothing until then: who begins at its end loses what it has.
func TestLateLog(t *testing.T) {
	for _, from := range []int64{0, 4} {
		w := &writer{}
		w.topic("t", "id-t", 1)
		w.add("consumer#1", "proc.start")
		w.ask("consumer#1", "t", 0)
		w.fetch("consumer#1", "t", 0, 0)
		w.topic("u", "id-u", 1)
		w.append("t", 0, 0, identity(0, 0))
		for n := range 5 {
			w.append("u", 0, int64(n), identity(0, n+1))
		}
		w.push("consumer#1", "t", 0, identity(0, 0))
		w.fetch("consumer#1", "u", 0, from)
		for n := from; n < 5; n++ {
			w.push("consumer#1", "u", 0, identity(0, int(n)+1))
		}
		h, err := Build(w.events, Config{Start: Latest, End: Drained})
		if err != nil {
			t.Fatal(err)
		}
		if v := Judge(h, Promise{Guarantee: AtLeastOnce}); int64(v.Losses) != from {
			t.Errorf("it begins at %d, and %d records are lost: %v", from, v.Losses, v.Anomalies)
		}
	}
}
