package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/scenarios"
)

// conclusion says what was found and why, in the judge's words. It ends in what was lost or written twice.
func conclusion(b *strings.Builder, s scenarios.Scenario, o scenarios.Outcome) {
	v := o.Verdict
	due := "promised: " + promise(s.Promise)
	if s.Expected != nil { // all is judged as if exactly once were promised, to be found
		due = "expected: " + s.Expected.String()
	}
	fmt.Fprintf(b, "\n%d lost, %d written twice, %d redeliveries absorbed by the sink; %s\n", v.Losses, v.Duplicates, v.Absorbed, due)
	for _, f := range o.Missed {
		fmt.Fprintf(b, "never delivered: %s\n", f)
	}
	tell(b, "permitted", v.Permitted)
	tell(b, "found", v.Anomalies)
	for _, n := range o.Notes {
		fmt.Fprintf(b, "found: %s\n", n)
	}
	switch {
	case len(o.Notes) > 0:
	case s.Broken != nil && o.Shown:
		b.WriteString("this consumer is broken, and fails as predicted; its correct twin is clean under the same schedule\n")
	case s.Broken != nil:
		b.WriteString("this consumer is broken, but the schedule does not show it\n")
	case len(v.Anomalies) == 0:
		b.WriteString("as promised\n")
	}
}

// alikeMax is how many anomalies of one sub-kind are told.
const alikeMax = 3

// tell explains anomalies, those last that matter most: records that were written twice, and records that were lost.
func tell(b *strings.Builder, word string, anomalies []model.Anomaly) {
	ordered := slices.Clone(anomalies)
	slices.SortStableFunc(ordered, func(a, b model.Anomaly) int { return gravity(a) - gravity(b) })
	for i := 0; i < len(ordered); {
		sub := ordered[i].Sub
		alike := 0
		for ; i < len(ordered) && ordered[i].Sub == sub; i++ {
			if alike++; alike <= alikeMax {
				fmt.Fprintf(b, "%s: %s\n", word, ordered[i])
			}
		}
		if alike > alikeMax {
			fmt.Fprintf(b, "%s: and %d more %s\n", word, alike-alikeMax, sub)
		}
	}
}

// gravity orders anomalies: first the sub-kinds of the rest, then duplicates, then losses, in the order of the table of
// package model.
func gravity(a model.Anomaly) int {
	rank := slices.IndexFunc(model.SubKinds, func(row model.SubKind) bool { return row.Sub == a.Sub })
	switch a.Kind {
	case model.Loss:
		return rank + 2*len(model.SubKinds)
	case model.Duplicate:
		return rank + len(model.SubKinds)
	}
	return rank
}
