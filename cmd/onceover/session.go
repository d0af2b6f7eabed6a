package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"slices"
	"sync"
	"time"

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
	pool, err := newPool(s.kit.setup, workers(s.options.parallel), s.options.stall)
	if err != nil {
		return harness(err)
	}
	got, journal, err := s.open()
	if err != nil {
		return harness(err)
	}
	stopped := s.answer(ctx, pool, got, journal)
	ended := 0
	if stopped == nil {
		ended = s.options.cases
	}
	if err := journal.close(ended); err != nil {
		return harness(err)
	}

	result := s.result(got, stopped != nil)
	s.print(result, got)
	if err := s.write(result); err != nil {
		return harness(err)
	}
	if err := s.page(ctx, pool, result, nil); err != nil {
		return harness(err)
	}
	status := worst(standingsOf(result.Rows))
	if s.options.checkDeterminism && stopped == nil && s.checkDeterminism(ctx, pool, got) > 0 {
		status = exitHarness
	}
	switch {
	case errors.Is(stopped, context.Canceled):
		return &exitError{exitInterrupted, fmt.Errorf("interrupted after %d cases; %s has them, and the same command goes on with them",
			got.answers, s.options.out)}
	case stopped != nil:
		return harness(stopped)
	}
	if s.options.minimise {
		if err := s.makeSmall(ctx, pool, result); err != nil {
			return err
		}
		if err := s.pageOfSmall(ctx, pool, result); err != nil {
			return harness(err)
		}
	}
	fmt.Fprintln(s.out, lastLine(result, got))
	return exit(status)
}

// lastLine is the hash over what was run, and how much that was where nobody has said it before.
func lastLine(r scenarios.Result, got *tally) string {
	if r.Cases > 0 {
		return "determinism: " + r.Determinism
	}
	return fmt.Sprintf("determinism: %s, over %d cases", r.Determinism, got.digest.Cases)
}

// answer has the jobs done that are left, until the time is over if there is one.
func (s session) answer(ctx context.Context, p pool, got *tally, j *journal) error {
	plan := s.plan()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var mu sync.Mutex // of the tally, which the jobs are taken from while answers are added
	done := func(round int, scenario string, index int) bool {
		mu.Lock()
		defer mu.Unlock()
		return got.has(round, scenario, index)
	}
	s.progress.begin(max(-1, plan.size()-got.answers))
	defer s.progress.finish()
	stopped := p.stream(ctx, during(s.options.time, time.Now, plan.jobs(done)), func(jb job, m message) {
		now := time.Now()
		mu.Lock()
		got.add(jb.Round, plan.rounds, *m.Report)
		got.tick(jb.Scenario, now)
		mu.Unlock()
		if err := j.add(jb.Round, *m.Report, now); err != nil {
			cancel(err)
		}
		s.progress.step()
		s.progress.doing(jb.Scenario)
	})
	return stopped
}

// during ends the jobs when the time is over, which counts from the first one on; 0 is without end.
func during(limit time.Duration, now func() time.Time, jobs iter.Seq[job]) iter.Seq[job] {
	return func(yield func(job) bool) {
		end := now().Add(limit)
		for j := range jobs {
			if limit > 0 && !now().Before(end) || !yield(j) {
				return
			}
		}
	}
}

// result puts the cases together; the order in which they ended does not matter.
func (s session) result(got *tally, stopped bool) scenarios.Result {
	r := scenarios.Result{
		Format: scenarios.ResultFormat, Seed: s.options.seed, Cases: s.options.cases, Shard: s.part.String(),
		Toolchain: s.kit.toolchain, Programs: s.kit.ids, Differing: -1, Interrupted: stopped,
	}
	r.Rows = got.sums(s.list, stopped)
	if stopped { // a hash over some of the cases could be compared with nothing
		return r
	}
	r.Determinism = got.digest.String()
	if s.options.checkDeterminism {
		r.Twice, r.Differing = got.twice, len(got.differing)
	}
	return r
}

// worst is the exit status that the rows' standings amount to.
func worst(list []scenarios.Standing) int {
	for _, bad := range []scenarios.Standing{scenarios.HarnessError, scenarios.Anomalous, scenarios.Inconclusive} {
		if slices.Contains(list, bad) {
			return statuses[bad]
		}
	}
	return exitAsPromised
}

func standingsOf(rows []scenarios.Row) (list []scenarios.Standing) {
	for _, r := range rows {
		list = append(list, r.Standing)
	}
	return list
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
