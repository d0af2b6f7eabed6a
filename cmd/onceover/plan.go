package main

import (
	"fmt"
	"iter"

	"github.com/onceover/onceover/scenarios"
)

// A plan is the cases to run: all of a part of the first cases of each scenario, or of endlessly many, from a seed.
type plan struct {
	list   []scenarios.Scenario
	cases  int // of each scenario; 0 means that there is no end
	seed   uint64
	part   shard
	rounds int // 2 where each case is run twice, to be compared
}

// casesMax is the most cases of a scenario that a run may be asked for, and the bound of their indices.
const casesMax = 1_000_000_000

// checkCases says what is wrong with the number of cases that --cases asks for.
func checkCases(cases int) error {
	switch {
	case cases < 1:
		return fmt.Errorf("--cases %d: at least one is needed", cases)
	case cases > casesMax:
		return fmt.Errorf("--cases %d: at most %d can be asked for", cases, casesMax)
	}
	return nil
}

// blockCases is how many indices of a scenario an endless plan has before it comes to the next scenario.
const blockCases = 100

// jobs go scenario by scenario, so that workers seldom have to set another stage; and in a second round once more. An
// endless plan does so block by block. Those that were done are left out.
func (p plan) jobs(done func(round int, scenario string, index int) bool) iter.Seq[job] {
	block := blockCases
	if p.cases > 0 {
		block = p.cases
	}
	return func(yield func(job) bool) {
		for first := 0; first == 0 || p.cases == 0; first += block {
			for round := range p.rounds {
				for _, s := range p.list {
					for i := first; i < first+block; i++ {
						if !p.part.has(i) || done(round, s.Name, i) {
							continue
						}
						if !yield(job{Scenario: s.Name, Case: s.DrawCase(p.seed, i), Round: round}) {
							return
						}
					}
				}
			}
		}
	}
}

// none is what has been done of a new plan.
func none(int, string, int) bool { return false }

// size is how many jobs there are in all, or -1 where there is no end.
func (p plan) size() int {
	if p.cases == 0 {
		return -1
	}
	return p.part.count(p.cases) * len(p.list) * p.rounds
}
