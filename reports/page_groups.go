package reports

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/scenarios"
)

// A Group is the cases of a result that have the same thing wrong with them.
type Group struct {
	Fingerprint string
	Foretold    bool                 // of broken consumers, which are to fail
	Smallest    scenarios.CaseReport // with the fewest faults, and then the fewest anomalies and events
	Cases       []GroupCases
	Count       int // of cases
	Also        []Also
}

// GroupCases are the cases of one scenario in a group.
type GroupCases struct {
	Scenario string
	Indices  []int
}

// An Also is what was found beside in cases of a group.
type Also struct {
	Fingerprint string
	Count       int
}

// Groups puts the cases of a result together by the gravest of what is wrong with each. Those that break a promise come
// first, and of them the gravest: losses, duplicates, and the rest.
func Groups(r scenarios.Result) []Group {
	var groups []Group
	add := func(c scenarios.CaseReport, foretold bool) int {
		names := fingerprints(c)
		i := slices.IndexFunc(groups, func(g Group) bool { return g.Fingerprint == names[0] && g.Foretold == foretold })
		if i < 0 {
			i = len(groups)
			groups = append(groups, Group{Fingerprint: names[0], Foretold: foretold, Smallest: c})
		}
		groups[i].take(c, names[1:])
		return i
	}
	for _, row := range r.Rows {
		for _, c := range row.Failures {
			add(c, false)
		}
		for i, c := range row.Examples {
			at := add(c, true)
			if i == 0 {
				groups[at].Count += row.Shown - len(row.Examples) // of a broken consumer, not all cases that show it are kept
			}
		}
	}
	slices.SortStableFunc(groups, func(a, b Group) int { return cmp.Or(cmp.Compare(a.rank(), b.rank())) })
	return groups
}

// fingerprints names what is wrong with a case, the gravest first.
func fingerprints(c scenarios.CaseReport) []string {
	if c.Error != "" {
		return []string{"harness error"}
	}
	all := scenarios.Outcome{Verdict: model.Verdict{Anomalies: c.Anomalies}, Notes: c.Notes}.Fingerprints()
	if len(all) == 0 {
		return []string{"not as promised"}
	}
	return all
}

// take adds a case.
func (g *Group) take(c scenarios.CaseReport, also []string) {
	g.Count++
	if size(c) < size(g.Smallest) {
		g.Smallest = c
	}
	i := slices.IndexFunc(g.Cases, func(s GroupCases) bool { return s.Scenario == c.Scenario })
	if i < 0 {
		i = len(g.Cases)
		g.Cases = append(g.Cases, GroupCases{Scenario: c.Scenario})
	}
	g.Cases[i].Indices = append(g.Cases[i].Indices, c.Case.Index)
	for _, name := range also {
		if n := slices.IndexFunc(g.Also, func(a Also) bool { return a.Fingerprint == name }); n >= 0 {
			g.Also[n].Count++
		} else {
			g.Also = append(g.Also, Also{name, 1})
		}
	}
}

// size orders cases by how much there is to read.
func size(c scenarios.CaseReport) string {
	return fmt.Sprintf("%06d %06d %012d", len(c.Case.Schedule.Faults), len(c.Anomalies), c.Events)
}

// rank is how grave a group is.
func (g Group) rank() int {
	rank := 3
	switch {
	case g.Smallest.Error != "":
		rank = 0
	case g.Smallest.Losses > 0:
		rank = 1
	case g.Smallest.Duplicates > 0:
		rank = 2
	}
	if g.Foretold {
		rank += 10
	}
	return rank
}

// A Wish is a case of which a picture is wanted.
type Wish struct {
	Scenario string
	Case     scenarios.Case
	Setting  *scenarios.Setting // where it is not the scenario's own
	Hash     string             // of the trace that shows it
}

// Wishes are the smallest cases of the first groups, made small where they were, and then the examples of cells.
func (p Page) Wishes(most int) (list []Wish) {
	for _, g := range Groups(p.Result) {
		if s := g.small(p.Small); s != nil {
			list = append(list, Wish{s.Replay.Scenario, s.Replay.Case, s.Replay.Setting, s.Replay.Hash})
		} else if c := g.Smallest; c.Error == "" {
			list = append(list, Wish{c.Scenario, c.Case, nil, c.Hash})
		}
	}
	for _, e := range p.Cells {
		list = append(list, Wish{e.Replay.Scenario, e.Replay.Case, e.Replay.Setting, e.Replay.Hash})
	}
	return list[:min(most, len(list))]
}

// A Small is the replay file of a case that was made small.
type Small struct {
	Name   string // of the file, beside the page
	Replay scenarios.Replay
}

// small is the file that shows what the group has in common with fewer faults than any of its cases, or nil.
func (g Group) small(list []Small) *Small {
	for i, s := range list {
		of := slices.ContainsFunc(g.Cases, func(c GroupCases) bool { return c.Scenario == s.Replay.Scenario })
		if of && s.Replay.Fingerprint == g.Fingerprint && len(s.Replay.Case.Schedule.Faults) <= len(g.Smallest.Case.Schedule.Faults) {
			return &list[i]
		}
	}
	return nil
}
