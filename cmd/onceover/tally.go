package main

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/onceover/onceover/scenarios"
)

// A tally is the sum of the answers so far. What it says of them does not depend on the order in which they came, but for
// rate; and its memory grows with the cases that failed or differed, and by some bits for each other one.
type tally struct {
	rows      map[string]*scenarios.Row
	done      map[roundKey]bitmap
	digest    scenarios.Digest
	waiting   map[caseKey]string // the trace of one round, until the other one's comes
	twice     int                // cases that have been run twice
	differing []scenarios.CaseReport
	lost      map[string][]scenarios.CaseReport // by scenario: cases whose second run the harness failed at
	answers   int
	clocks    map[string]*clock
}

// A caseKey names a case of a run.
type caseKey struct {
	scenario string
	index    int
}

// A roundKey names a scenario in one of the rounds.
type roundKey struct {
	round    int
	scenario string
}

// A bitmap is a set of indices.
type bitmap []uint64

func (b bitmap) has(i int) bool { return i/64 < len(b) && b[i/64]>>(i%64)&1 == 1 }

func (b bitmap) with(i int) bitmap {
	for i/64 >= len(b) {
		b = append(b, 0)
	}
	b[i/64] |= 1 << (i % 64)
	return b
}

// A clock is the wall time between a scenario's first answer and its last one.
type clock struct {
	first, last time.Time
	answers     int
}

func newTally(list []scenarios.Scenario) *tally {
	t := &tally{
		rows: map[string]*scenarios.Row{}, done: map[roundKey]bitmap{}, waiting: map[caseKey]string{}, clocks: map[string]*clock{},
		lost: map[string][]scenarios.CaseReport{},
	}
	for _, s := range list {
		row := scenarios.NewRow(s, nil)
		t.rows[s.Name] = &row
	}
	return t
}

// has reports whether the case has been answered in that round.
func (t *tally) has(round int, scenario string, index int) bool {
	return t.done[roundKey{round, scenario}].has(index)
}

// add adds the answer of one of a number of rounds. One that is a fault of the harness has no trace that could differ.
func (t *tally) add(round, rounds int, c scenarios.CaseReport) {
	t.answers++
	key := roundKey{round, c.Scenario}
	t.done[key] = t.done[key].with(c.Case.Index)
	if round == 0 {
		t.rows[c.Scenario].Add(c)
		t.digest.Add(c)
	}
	if c.Error != "" && round > 0 {
		c.Error = "when it was run again: " + c.Error
		t.lost[c.Scenario] = append(t.lost[c.Scenario], c)
	}
	if c.Error != "" || rounds == 1 {
		return
	}
	of := caseKey{c.Scenario, c.Case.Index}
	other, there := t.waiting[of]
	if !there {
		t.waiting[of] = c.Hash
		return
	}
	delete(t.waiting, of)
	t.twice++
	if other != c.Hash {
		t.differing = append(t.differing, c)
		slices.SortFunc(t.differing, func(a, b scenarios.CaseReport) int {
			return cmp.Or(cmp.Compare(a.Scenario, b.Scenario), cmp.Compare(a.Case.Index, b.Case.Index))
		})
	}
}

// sums are the rows of these scenarios, without those of which nothing is known if not all were run.
func (t *tally) sums(list []scenarios.Scenario, stopped bool) []scenarios.Row {
	var rows []scenarios.Row
	for _, s := range list {
		row := *t.rows[s.Name]
		row.Failures = slices.Concat(row.Failures, t.lost[s.Name])
		if row = row.Sum(); row.Cases > 0 || !stopped {
			rows = append(rows, row)
		}
	}
	return rows
}

// tick notes the wall time of an answer.
func (t *tally) tick(scenario string, now time.Time) {
	if t.clocks[scenario] == nil {
		t.clocks[scenario] = &clock{first: now}
	}
	k := t.clocks[scenario]
	k.last = now
	k.answers++
}

// rate is cases a second, between the first answer and the last one.
func (t *tally) rate(scenario string) string {
	k := t.clocks[scenario]
	if k == nil || k.answers < 2 || k.last.Equal(k.first) {
		return "-"
	}
	return fmt.Sprintf("%.1f", float64(k.answers-1)/k.last.Sub(k.first).Seconds())
}
