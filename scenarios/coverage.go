package scenarios

import (
	"cmp"
	"slices"
	"strings"
)

// JoinSweep puts the runs of a sweep's parts together, in the order of their places.
func JoinSweep(parts [][]Swept) []Swept {
	all := slices.Concat(parts...)
	slices.SortStableFunc(all, func(a, b Swept) int {
		return cmp.Or(cmp.Compare(a.Case.Index, b.Case.Index), cmp.Compare(a.Place, b.Place))
	})
	return all
}

// NeverReached lists the stages of the operations of the scenario's space of faults that a sweep of points did not come to: what its
// result says nothing about. A sweep of outputs comes to each that the run has, and knows of no others.
func NeverReached(sc Scenario, at SweepAt, runs []Swept) []string {
	if at != AtPoints {
		return nil
	}
	var missing []string
	for _, op := range sc.Space.Operations {
		for _, stage := range stages {
			reached := func(s Swept) bool {
				return slices.ContainsFunc(s.What, func(what string) bool { return strings.HasPrefix(what, op.Op+" "+stage+":") })
			}
			if !slices.ContainsFunc(runs, reached) {
				missing = append(missing, op.Op+" "+stage)
			}
		}
	}
	return missing
}
