package scenarios

import (
	"slices"
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

// A Standing is what a scenario's cases say together.
type Standing string

// The standings, from good to bad.
const (
	AsPromised   Standing = "as promised"
	Inconclusive Standing = "inconclusive"
	Anomalous    Standing = "anomaly"
	HarnessError Standing = "harness error"
)

// vacuousMax is the share of cases, in percent, that may deliver no fault before a row is inconclusive.
const vacuousMax = 20

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
	slices.SortFunc(cases, func(a, b CaseReport) int { return a.Case.Index - b.Case.Index })
	return cases
}

func (r Row) stand(errors int) (Standing, string) {
	switch {
	case errors > 0:
		return HarnessError, "the harness failed: " + firstError(r.Failures)
	case len(r.Failures) > 0:
		return Anomalous, r.Failures[0].reason()
	case r.Cases == 0:
		return Inconclusive, "no case was run"
	case r.Vacuous*100 > vacuousMax*r.Cases:
		return Inconclusive, "too many cases delivered no fault"
	case r.Broken && r.Shown == 0:
		return Inconclusive, "no case showed the predicted anomaly"
	}
	return AsPromised, ""
}

func firstError(cases []CaseReport) string {
	for _, c := range cases {
		if c.Error != "" {
			return c.Error
		}
	}
	return ""
}

// reason is the first thing that is wrong with a case.
func (c CaseReport) reason() string {
	if c.Column != "" {
		column := c.Column
		c.Column = ""
		return column + ": " + c.reason()
	}
	switch {
	case c.Error != "":
		return c.Error
	case len(c.Anomalies) > 0:
		return c.Anomalies[0].String()
	case len(c.Notes) > 0:
		return c.Notes[0]
	}
	return ""
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
	Determinism string            `json:"determinism"` // Digest of all cases
	Differing   int               `json:"differing"`   // cases whose second run gave another trace; -1 where none was run twice
	Interrupted bool              `json:"interrupted,omitempty"`
}

// ResultFormat is the version of a Result's JSON form.
const ResultFormat = 1
