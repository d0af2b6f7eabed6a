package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// open reads what the output directory has of this run already; what the harness failed at is none of it. A run of so many
// cases that had come to its end is begun anew, and put aside where it had more than those.
func (s session) open() (*tally, *journal, error) {
	asked := s.options.cases
	for {
		got, ended, more := newTally(s.list), 0, false
		j, bad, err := openJournal(s.options.out, s.heading(), s.list, func(e entry) {
			ended = max(ended, e.Ended)
			switch {
			case e.Report == nil || e.Report.Error != "" || got.has(e.Round, e.Report.Scenario, e.Report.Case.Index):
			case asked > 0 && e.Report.Case.Index >= asked:
				more = true
			default:
				got.add(e.Round, s.plan().rounds, *e.Report)
			}
		})
		if err != nil {
			return nil, nil, err
		}
		if bad.lines > 0 {
			fmt.Fprintf(s.errOut, "note: %v; their cases are run again, and the journal as it was is put aside\n", bad)
		}
		if asked == 0 || ended < asked || got.answers < s.plan().size() {
			if got.answers > 0 {
				fmt.Fprintf(s.errOut, "note: going on behind %d answers that %s has\n", got.answers, s.options.out)
			}
			return got, j, j.begin(asked)
		}
		if more {
			err = errors.Join(j.f.Close(), putAside(s.options.out))
		} else {
			err = j.discard()
		}
		if err != nil {
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
		Journal: journalFormat, Version: version(), Seed: s.options.seed, Rounds: s.plan().rounds, Shard: s.part.String(),
		Toolchain: s.kit.toolchain, Programs: s.kit.ids, Command: unreleased(version()),
	}
	for _, sc := range s.list {
		h.Scenarios = append(h.Scenarios, sc.Name)
	}
	return h
}

// same says how a heading differs from that of another directory.
func (h heading) same(o heading, first, dir string) error {
	differs := func(what string, a, b any) error {
		return fmt.Errorf("%s and %s are not of one run: the %s is %v in one and %v in the other", first, dir, what, a, b)
	}
	switch {
	case h.Version != o.Version:
		return differs("version of onceover", h.Version, o.Version)
	case h.Seed != o.Seed:
		return differs("seed", h.Seed, o.Seed)
	case h.Toolchain != o.Toolchain:
		return differs("toolchain", h.Toolchain, o.Toolchain)
	case !slices.Equal(h.Scenarios, o.Scenarios):
		return differs("choice of scenarios", h.Scenarios, o.Scenarios)
	case h.Rounds != o.Rounds:
		return differs("number of runs of each case", h.Rounds, o.Rounds)
	}
	for _, name := range slices.Sorted(maps.Keys(h.Programs)) {
		if h.Programs[name] != o.Programs[name] {
			return differs("build of program "+name, h.Programs[name], o.Programs[name])
		}
	}
	if len(h.Programs) != len(o.Programs) {
		return differs("number of programs", len(h.Programs), len(o.Programs))
	}
	return nil
}
