package main

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/onceover/onceover/scenarios"
)

// A tally is the answers so far. What it says of them does not depend on the order in which they came, but for rate.
type tally struct {
	rounds []map[caseKey]scenarios.CaseReport
	jobs   map[caseKey]job
	clocks map[string]*clock
}

// A caseKey names a case of a run.
type caseKey struct {
	scenario string
	index    int
}

// A clock is the wall time between a scenario's first answer and its last one.
type clock struct {
	first, last time.Time
	answers     int
}

func newTally(rounds int) *tally {
	t := &tally{jobs: map[caseKey]job{}, clocks: map[string]*clock{}}
	for range rounds {
		t.rounds = append(t.rounds, map[caseKey]scenarios.CaseReport{})
	}
	return t
}

func (t *tally) add(j job, c scenarios.CaseReport) {
	key := caseKey{j.Scenario, j.Case.Index}
	t.rounds[j.Round][key] = c
	t.jobs[key] = j
	if j.Round > 0 {
		return
	}
	now := time.Now()
	if t.clocks[j.Scenario] == nil {
		t.clocks[j.Scenario] = &clock{first: now}
	}
	k := t.clocks[j.Scenario]
	k.last = now
	k.answers++
}

func (t *tally) count() int {
	n := 0
	for _, round := range t.rounds {
		n += len(round)
	}
	return n
}

// all is the reports of the first round, by scenario and index.
func (t *tally) all() []scenarios.CaseReport {
	var list []scenarios.CaseReport
	for _, c := range t.rounds[0] {
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b scenarios.CaseReport) int {
		return cmp.Or(cmp.Compare(a.Scenario, b.Scenario), cmp.Compare(a.Case.Index, b.Case.Index))
	})
	return list
}

func (t *tally) of(scenario string) []scenarios.CaseReport {
	return slices.DeleteFunc(t.all(), func(c scenarios.CaseReport) bool { return c.Scenario != scenario })
}

// differing is the cases whose second run gave another trace, or an error where the first gave none.
func (t *tally) differing() []job {
	var list []job
	for _, c := range t.all() {
		key := caseKey{c.Scenario, c.Case.Index}
		if again := t.rounds[1][key]; again.Hash != c.Hash {
			list = append(list, t.jobs[key])
		}
	}
	return list
}

// rate is cases a second, between the first answer and the last one.
func (t *tally) rate(scenario string) string {
	k := t.clocks[scenario]
	if k == nil || k.answers < 2 || k.last.Equal(k.first) {
		return "-"
	}
	return fmt.Sprintf("%.1f", float64(k.answers-1)/k.last.Sub(k.first).Seconds())
}
