package scenarios

import (
	"slices"
	"strings"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// A CaseReport is an Outcome without its trace, as a worker sends it and a report keeps it.
type CaseReport struct {
	Scenario   string          `json:"scenario"`
	Column     string          `json:"column,omitempty"` // of a scenario that has some
	Case       Case            `json:"case"`
	Hash       string          `json:"hash"`
	Good       bool            `json:"good"`
	Vacuous    bool            `json:"vacuous,omitempty"`
	Shown      bool            `json:"shown,omitempty"` // a broken consumer showed its anomaly
	Duplicates int             `json:"duplicates"`
	Losses     int             `json:"losses"`
	Absorbed   int             `json:"absorbed"` // redeliveries that the sink absorbed
	Faults     []faults.Count  `json:"faults,omitempty"`
	Time       time.Duration   `json:"time"` // virtual nanoseconds
	Events     uint64          `json:"events"`
	Anomalies  []model.Anomaly `json:"anomalies,omitempty"`
	Notes      []string        `json:"notes,omitempty"`
	Finding    *Finding        `json:"finding,omitempty"` // of a cell of a matrix
	Error      string          `json:"error,omitempty"`   // a fault of the harness; nothing else is known of the case
}

// Report is what is kept of an outcome.
func (o Outcome) Report(scenario string) CaseReport {
	return CaseReport{
		Scenario: scenario, Column: o.Column, Case: o.Case, Hash: o.Hash, Good: o.Good(), Vacuous: o.Vacuous(), Shown: o.Shown,
		Duplicates: o.Verdict.Duplicates, Losses: o.Verdict.Losses, Absorbed: o.Verdict.Absorbed,
		Faults: o.Counts, Time: o.Time, Events: o.Events, Anomalies: o.Verdict.Anomalies, Notes: o.Notes, Finding: o.Finding,
	}
}

// undelivered begins what is said of a fault that a case cannot do without.
const undelivered = "not delivered: "

// Inconclusive reports whether nothing is wrong with the case but that none of its faults was delivered, or one that it cannot do
// without: it shows nothing.
func (c CaseReport) Inconclusive() bool {
	found := slices.ContainsFunc(c.Notes, func(note string) bool { return !strings.HasPrefix(note, undelivered) })
	return len(c.Anomalies) == 0 && !c.Shown && !found && (c.Vacuous || len(c.Notes) > 0)
}

// A Row is the sum of a scenario's cases.
type Row struct {
	Scenario   string         `json:"scenario"`
	Summary    string         `json:"summary"`
	Promise    model.Promise  `json:"promise"`
	Broken     bool           `json:"broken,omitempty"` // as promised means here: it failed as predicted
	Standing   Standing       `json:"standing"`
	Why        string         `json:"why,omitempty"` // where the standing is not as promised
	Cases      int            `json:"cases"`
	Duplicates int            `json:"duplicates"`
	Losses     int            `json:"losses"`
	Absorbed   int            `json:"absorbed"`
	Vacuous    int            `json:"vacuous"`
	Shown      int            `json:"shown,omitempty"` // cases in which a broken consumer showed its anomaly
	Faults     []faults.Count `json:"faults,omitempty"`
	Time       time.Duration  `json:"time"` // virtual nanoseconds, all cases
	Failures   []CaseReport   `json:"failures,omitempty"`
	Examples   []CaseReport   `json:"examples,omitempty"` // of a broken consumer: the first cases that showed its anomaly

	asked map[faults.Kind]int // cases that requested a fault of the kind
}

// examplesMax is how many cases of a broken consumer a row keeps.
const examplesMax = 1

// Delivered and Requested are the faults of all kinds.
func (r Row) Delivered() (delivered, requested int) {
	for _, c := range r.Faults {
		delivered += c.Delivered
		requested += c.Requested
	}
	return delivered, requested
}

// NewRow sums the cases of a scenario.
func NewRow(s Scenario, cases []CaseReport) Row {
	row := Row{Scenario: s.Name, Summary: s.Summary, Promise: s.Promise, Broken: s.Broken != nil}
	for _, c := range cases {
		row.Add(c)
	}
	return row.Sum()
}

// Add adds a case to the sums. In what order cases come makes no difference, and only those that failed take memory.
func (r *Row) Add(c CaseReport) {
	r.Cases++
	r.Duplicates += c.Duplicates
	r.Losses += c.Losses
	r.Absorbed += c.Absorbed
	r.Time += c.Time
	r.Faults = addCounts(r.Faults, c.Faults)
	r.ask(c.Faults)
	if c.Vacuous {
		r.Vacuous++
	}
	if c.Error != "" || !c.Good {
		r.Failures = append(r.Failures, c)
	}
	if c.Shown {
		r.Shown++
		r.Examples = inOrder(append(r.Examples, c))
		r.Examples = r.Examples[:min(examplesMax, len(r.Examples))]
	}
}

// Sum is the row of the cases that were added, with its standing.
func (r Row) Sum() Row {
	r.Failures = inOrder(slices.Clone(r.Failures))
	errors := 0
	for _, c := range r.Failures {
		if c.Error != "" {
			errors++
		}
	}
	r.Standing, r.Why = r.stand(errors)
	return r
}

func inOrder(cases []CaseReport) []CaseReport {
	slices.SortStableFunc(cases, func(a, b CaseReport) int { return a.Case.Index - b.Case.Index })
	return cases
}

func addCounts(sum, more []faults.Count) []faults.Count {
	sum = slices.Clone(sum)
	for _, c := range more {
		i := slices.IndexFunc(sum, func(s faults.Count) bool { return s.Kind == c.Kind })
		if i < 0 {
			sum = append(sum, c)
			continue
		}
		sum[i].Requested += c.Requested
		sum[i].Armed += c.Armed
		sum[i].Delivered += c.Delivered
	}
	slices.SortFunc(sum, func(a, b faults.Count) int {
		if a.Kind < b.Kind {
			return -1
		}
		return 1
	})
	return sum
}

// A Result is what a run of scenarios came to.
type Result struct {
	Format      int               `json:"format"`
	Seed        uint64            `json:"seed"`
	Cases       int               `json:"cases"` // asked for, of each scenario; 0 means as many as a time allowed
	Shard       string            `json:"shard,omitempty"`
	Toolchain   string            `json:"toolchain"`
	Programs    map[string]string `json:"programs"` // identity of each image
	Rows        []Row             `json:"rows"`
	Determinism string            `json:"determinism"`     // Digest of all cases
	Twice       int               `json:"twice,omitempty"` // cases that were run twice, to compare the traces
	Differing   int               `json:"differing"`       // of them, those whose second run gave another trace; -1 where none was asked for
	Interrupted bool              `json:"interrupted,omitempty"`
}

// ResultFormat is the version of a Result's JSON form.
const ResultFormat = 1
