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

// Coverage lists the stages of operations of which a sweep of points says nothing: those of the scenario's space of faults that no run
// came to, and those that a run came to where none was struck, because a fault had brought it there or its work was done. A scenario
// with columns or variants lists what is so for one of them. A sweep of outputs comes to each that the run has, and knows of no others.
func Coverage(sc Scenario, at SweepAt, runs []Swept) (unreached, unstruck []string) {
	if at != AtPoints {
		return nil, nil
	}
	struck, met := map[int]map[string]bool{}, map[string]bool{}
	for _, s := range runs {
		if struck[s.Case.Index] == nil {
			struck[s.Case.Index] = map[string]bool{}
		}
		for _, what := range s.What {
			stage, _, _ := strings.Cut(what, ":")
			struck[s.Case.Index][stage], met[stage] = true, true
		}
	}
	for _, s := range runs {
		for _, stage := range s.Met {
			if met[stage] = true; !struck[s.Case.Index][stage] && !slices.Contains(unstruck, stage) {
				unstruck = append(unstruck, stage)
			}
		}
	}
	for _, op := range sc.Space.Operations {
		for _, stage := range stages {
			if at := op.Op + " " + stage; !met[at] {
				unreached = append(unreached, at)
			}
		}
	}
	return unreached, unstruck
}
