package main

import (
	"fmt"
)

// open reads what the output directory has of this run already. A run of so many cases that had come to its end is begun
// anew.
func (s session) open() (*tally, *journal, error) {
	for {
		got, ended := newTally(s.list), 0
		j, err := openJournal(s.options.out, s.heading(), func(e entry) {
			ended = max(ended, e.Ended)
			if e.Report != nil && (s.options.cases == 0 || e.Report.Case.Index < s.options.cases) {
				got.add(e.Round, s.plan().rounds, *e.Report)
			}
		})
		if err != nil {
			return nil, nil, err
		}
		if s.options.cases == 0 || ended < s.options.cases {
			if got.answers > 0 {
				fmt.Fprintf(s.errOut, "note: going on behind %d answers that %s has\n", got.answers, s.options.out)
			}
			return got, j, j.begin(s.options.cases)
		}
		if err := j.discard(); err != nil {
			return nil, nil, err
		}
	}
}

func (s session) plan() plan {
	p := plan{list: s.list, cases: s.options.cases, seed: s.options.seed, part: s.part, rounds: 1}
	if s.options.checkDeterminism {
		p.rounds = 2
	}
	return p
}

func (s session) heading() heading {
	h := heading{
		Journal: journalFormat, Seed: s.options.seed, Rounds: s.plan().rounds, Shard: s.part.String(),
		Toolchain: s.kit.toolchain, Programs: s.kit.ids,
	}
	for _, sc := range s.list {
		h.Scenarios = append(h.Scenarios, sc.Name)
	}
	return h
}
