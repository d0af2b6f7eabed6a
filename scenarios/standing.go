package scenarios

import (
	"fmt"
	"strings"

	"github.com/onceover/onceover/faults"
)

// A Standing is what a scenario's cases say together.
type Standing string

// The standings, from good to bad.
const (
	AsPromised   Standing = "as promised"
	Inconclusive Standing = "inconclusive"
	Anomalous    Standing = "anomaly"
	HarnessError Standing = "harness error"
)

// vacuousMax is the share of cases, in percent, that may deliver no fault before a row is inconclusive: some faults come when
// the work is done. A kind of fault that came too late or met nothing in every one of askedMin cases or more was not tried.
const (
	vacuousMax = 20
	askedMin   = 10
)

func (r Row) stand(errors int) (Standing, string) {
	untried := r.untried()
	switch {
	case errors > 0:
		return HarnessError, "the harness failed: " + firstError(r.Failures)
	case len(r.Failures) > 0:
		return Anomalous, r.Failures[0].reason()
	case r.Cases == 0:
		return Inconclusive, "no case was run"
	case r.Vacuous*100 > vacuousMax*r.Cases:
		return Inconclusive, "too many cases delivered no fault"
	case len(untried) > 0:
		return Inconclusive, "no case delivered a fault of these kinds: " + strings.Join(untried, ", ")
	case r.Broken && r.Shown == 0:
		return Inconclusive, "no case showed the predicted anomaly"
	}
	return AsPromised, ""
}

// ask counts a case that requested faults of these kinds.
func (r *Row) ask(counts []faults.Count) {
	if r.asked == nil {
		r.asked = map[faults.Kind]int{}
	}
	for _, c := range counts {
		r.asked[c.Kind]++
	}
}

// untried are the kinds of faults that enough cases requested, and none delivered, with how many requested them.
func (r Row) untried() (list []string) {
	for _, c := range r.Faults {
		if n := r.asked[c.Kind]; c.Delivered == 0 && n >= askedMin {
			list = append(list, fmt.Sprintf("%s (requested in %d)", c.Kind, n))
		}
	}
	return list
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
