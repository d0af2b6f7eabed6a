package reports

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/scenarios"
)

// A Kills is what came of all mutants: the proof that the checkers can fail.
type Kills struct {
	Seed  uint64 `json:"seed"`
	Cases int    `json:"cases"` // of each mutant, and as many of its correct twin under the same schedules
	Kills []Kill `json:"mutants"`
}

// A Kill is what came of one mutant.
type Kill struct {
	Number   int                `json:"number"`
	Scenario string             `json:"scenario"`
	Summary  string             `json:"summary"`
	Origin   string             `json:"origin"`
	Foretold []model.Sub        `json:"foretold"` // one of these at least
	Extent   string             `json:"extent"`   // where they lie
	Standing scenarios.Standing `json:"standing"` // as promised: it showed what was foretold, in a small case if one was looked for, and its twin nothing
	Why      string             `json:"why,omitempty"`
	Cases    int                `json:"cases"`
	Shown    int                `json:"shown"`              // cases that showed what was foretold
	First    int                `json:"first"`              // the first of them, -1 where there is none
	Fired    map[model.Kind]int `json:"fired"`              // in how many cases a checker fired
	Smallest *Smallest          `json:"smallest,omitempty"` // what became of the first of them when it was made small
}

// A Smallest is the smallest case that shows an anomaly.
type Smallest struct {
	Fingerprint string `json:"fingerprint"`
	Faults      int    `json:"faults"`
	Schedule    string `json:"schedule"` // in words
}

// NewKill sums the cases of a mutant.
func NewKill(m scenarios.Mutant, cases []scenarios.CaseReport) Kill {
	row := scenarios.NewRow(m.Scenario, cases)
	k := Kill{
		Number: m.Number, Scenario: row.Scenario, Summary: row.Summary, Origin: m.Origin,
		Foretold: m.Scenario.Broken.Foretold.Subs, Extent: m.Scenario.Broken.Foretold.Extent.String(),
		Standing: row.Standing, Why: row.Why, Cases: row.Cases, Shown: row.Shown, First: -1, Fired: map[model.Kind]int{},
	}
	for _, c := range cases {
		if c.Shown && (k.First < 0 || c.Case.Index < k.First) {
			k.First = c.Case.Index
		}
		for kind := range kindsOf(c) { //tidy:unordered a sum for each
			k.Fired[kind]++
		}
	}
	return k
}

// smallMax is how many faults the smallest case of a mutant may have.
const smallMax = 3

// MadeSmall notes what became of the mutant's first case when it was made small. A mistake that only a long schedule shows is
// not found well enough for the mutant to count as killed.
func (k *Kill) MadeSmall(s Smallest) {
	k.Smallest = &s
	if s.Faults > smallMax && k.Standing == scenarios.AsPromised {
		k.Standing, k.Why = scenarios.Inconclusive, fmt.Sprintf("its smallest case takes %d faults, more than %d", s.Faults, smallMax)
	}
}

// NotMadeSmall notes that the mutant's first case was not made small, and why: a fault of the harness, or that nobody came to it.
// Without a small case the mutant does not count as killed.
func (k *Kill) NotMadeSmall(s scenarios.Standing, why string) {
	why = fmt.Sprintf("case %d was not made small: %s", k.First, why)
	if k.Standing != scenarios.AsPromised {
		why = k.Why + "; " + why
	}
	if k.Standing == scenarios.AsPromised || s == scenarios.HarnessError {
		k.Standing = s
	}
	k.Why = why
}

func kindsOf(c scenarios.CaseReport) map[model.Kind]bool {
	kinds := map[model.Kind]bool{}
	for _, a := range c.Anomalies {
		kinds[a.Kind] = true
	}
	return kinds
}

// Killed reports whether every mutant has shown what was foretold of it, in a small case if one was looked for, and every
// correct twin was clean.
func (k Kills) Killed() bool {
	return !slices.ContainsFunc(k.Kills, func(k Kill) bool { return k.Standing != scenarios.AsPromised })
}

// cells are the matrix of mutants and checkers, with its header.
func (k Kills) cells() [][]string {
	var kinds []model.Kind
	for _, row := range model.SubKinds {
		fired := slices.ContainsFunc(k.Kills, func(m Kill) bool { return m.Fired[row.Kind] > 0 })
		if fired && !slices.Contains(kinds, row.Kind) {
			kinds = append(kinds, row.Kind)
		}
	}
	header := []string{"", "mutant"}
	for _, kind := range kinds {
		header = append(header, string(kind))
	}
	list := [][]string{append(header, "shown", "after", "faults", "verdict")}
	for _, m := range k.Kills {
		row := []string{strconv.Itoa(m.Number), strings.TrimPrefix(m.Scenario, "broken-")}
		for _, kind := range kinds {
			row = append(row, orDash(m.Fired[kind], m.Fired[kind] > 0))
		}
		faults := "-"
		if m.Smallest != nil {
			faults = strconv.Itoa(m.Smallest.Faults)
		}
		list = append(list, append(row, fmt.Sprintf("%d/%d", m.Shown, m.Cases), orDash(m.First+1, m.First >= 0), faults, m.verdict()))
	}
	return list
}

func orDash(n int, known bool) string {
	if !known {
		return "-"
	}
	return strconv.Itoa(n)
}

func (k Kill) verdict() string {
	if k.Standing == scenarios.AsPromised {
		return "killed"
	}
	return string(k.Standing)
}

// Text is the matrix for a terminal, and what is not as it should be.
func (k Kills) Text() []byte {
	var b strings.Builder
	t := table{right: []bool{true}}
	for _, row := range k.cells() {
		t.add(row...)
	}
	t.write(&b)
	for _, m := range k.Kills {
		if m.Standing != scenarios.AsPromised {
			fmt.Fprintf(&b, "\n%s: %s: %s\n", m.Scenario, m.Standing, m.Why)
		}
	}
	return []byte(b.String())
}

// JSON is everything that is known of the mutants.
func (k Kills) JSON() ([]byte, error) {
	b, err := json.MarshalIndent(k, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode mutants: %w", err)
	}
	return append(b, '\n'), nil
}
