package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/onceover/onceover/reports"
	"github.com/onceover/onceover/scenarios"
)

// A session is one run of some scenarios: it has the cases run, and puts together what came of them.
type session struct {
	options     runOptions
	list        []scenarios.Scenario
	part        shard
	kit         kit
	progress    *bar
	out, errOut io.Writer
}

func (s session) run(ctx context.Context) error {
	pool, err := newPool(s.kit.setup, s.options.size(), s.options.stall)
	if err != nil {
		return harness(err)
	}
	rounds := 1
	if s.options.checkDeterminism {
		rounds = 2
	}
	jobs := plan(s.list, s.options.cases, s.options.seed, s.part, rounds)
	got := newTally(rounds)
	s.progress.begin(len(jobs))
	stopped := pool.run(ctx, jobs, func(j job, m message) {
		got.add(j, *m.Report)
		s.progress.step()
		s.progress.doing(j.Scenario)
	})
	s.progress.finish()

	result := s.result(got, stopped != nil)
	s.print(result, got)
	if err := s.write(result); err != nil {
		return harness(err)
	}
	status := worst(result)
	if s.options.checkDeterminism && stopped == nil && s.checkDeterminism(ctx, pool, got) > 0 {
		status = exitHarness
	}
	switch {
	case errors.Is(stopped, context.Canceled):
		return &exitError{exitInterrupted, fmt.Errorf("interrupted after %d of %d cases; their report is in %s", got.count(), len(jobs), s.options.out)}
	case stopped != nil:
		return harness(stopped)
	}
	fmt.Fprintln(s.out, "determinism:", result.Determinism)
	return exit(status)
}

// result puts the cases together; the order in which they ended does not matter.
func (s session) result(got *tally, stopped bool) scenarios.Result {
	r := scenarios.Result{
		Format: scenarios.ResultFormat, Seed: s.options.seed, Cases: s.options.cases, Shard: s.part.String(),
		Toolchain: s.kit.toolchain, Programs: s.kit.ids, Differing: -1, Interrupted: stopped,
	}
	for _, sc := range s.list {
		if cases := got.of(sc.Name); len(cases) > 0 || !stopped {
			r.Rows = append(r.Rows, scenarios.NewRow(sc, cases))
		}
	}
	if stopped { // a hash over some of the cases could be compared with nothing
		return r
	}
	r.Determinism = scenarios.Determinism(got.all())
	if s.options.checkDeterminism {
		r.Differing = len(got.differing())
	}
	return r
}

// worst is the exit status that the rows amount to.
func worst(r scenarios.Result) int {
	bad := []scenarios.Standing{scenarios.HarnessError, scenarios.Anomalous, scenarios.Inconclusive}
	for _, standing := range bad {
		for _, row := range r.Rows {
			if row.Standing == standing {
				return statuses[standing]
			}
		}
	}
	return exitAsPromised
}

// print shows the result, with what only a terminal may show: paths, and how fast it was.
func (s session) print(r scenarios.Result, got *tally) {
	rates := map[string]string{}
	for _, sc := range s.list {
		rates[sc.Name] = got.rate(sc.Name)
	}
	s.out.Write(reports.Text(r, reports.Place{Dir: s.options.out, Rates: rates}))
}

// write puts the reports and the replay files into the output directory.
func (s session) write(r scenarios.Result) error {
	files, err := reports.Files(r, s.list)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := writeFile(s.options.out, f.Name, f.Content); err != nil {
			return fmt.Errorf("write to %s: %w", filepath.Clean(s.options.out), err)
		}
	}
	return nil
}
