package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"time"

	"github.com/onceover/onceover/reports"
	"github.com/onceover/onceover/scenarios"
)

// kill runs the cases of all mutants, and then makes the first case small that showed what was foretold of each. It says how
// long each of those took. Where it is stopped, it has the mutants whose cases have all been run.
func (o mutantsOptions) kill(ctx context.Context, mutants []scenarios.Mutant, p pool, progress *bar) (reports.Kills, []time.Duration, error) {
	cases := map[string][]scenarios.CaseReport{}
	all := plan{list: scenariosOf(mutants), cases: o.cases, seed: o.seed, rounds: 1}
	stopped := o.work(ctx, p, all.size(), all.jobs(none), progress, func(j job, m message) {
		cases[j.Scenario] = append(cases[j.Scenario], *m.Report)
	})
	kills := reports.Kills{Seed: o.seed, Cases: o.cases}
	for _, m := range mutants {
		if got := cases[m.Scenario.Name]; len(got) == o.cases {
			kills.Kills = append(kills.Kills, reports.NewKill(m, got))
		}
	}
	took, stopped := o.makeSmall(ctx, kills, p, progress, stopped)
	return kills, took, stopped
}

// makeSmall makes the first case of each mutant small, unless all has been stopped, and notes where that failed or was not come to.
func (o mutantsOptions) makeSmall(ctx context.Context, kills reports.Kills, p pool, progress *bar, stopped error) (took []time.Duration, err error) {
	left := map[string]*reports.Kill{}
	var jobs []job
	for i := range kills.Kills {
		if k := &kills.Kills[i]; k.First >= 0 && o.budget > 0 {
			c := scenarios.Named(k.Scenario).DrawCase(o.seed, k.First)
			jobs = append(jobs, job{Scenario: k.Scenario, Case: c, Minimise: &minimisation{Budget: o.budget}})
			left[k.Scenario] = k
		}
	}
	if stopped == nil {
		stopped = o.work(ctx, p, len(jobs), slices.Values(jobs), progress, func(j job, m message) {
			k := left[j.Scenario]
			delete(left, j.Scenario)
			if m.Minimal == nil {
				k.NotMadeSmall(scenarios.HarnessError, m.Report.Error)
				return
			}
			took = append(took, m.Took)
			s := m.Minimal.Case.Schedule
			k.MadeSmall(reports.Smallest{Fingerprint: m.Minimal.Fingerprint, Faults: len(s.Faults), Schedule: s.String()})
		})
	}
	for _, k := range left { //tidy:unordered each for itself
		k.NotMadeSmall(scenarios.Inconclusive, "the command was stopped before")
	}
	return took, stopped
}

// work has the pool do so many jobs, and shows how far it is.
func (o mutantsOptions) work(ctx context.Context, p pool, size int, jobs iter.Seq[job], progress *bar, done func(job, message)) error {
	progress.begin(size)
	defer progress.finish()
	return p.stream(ctx, jobs, func(j job, m message) {
		done(j, m)
		progress.step()
		progress.doing(j.Scenario)
	})
}

// untold prints the mutants that are known where not all are, which no report is made of, and is the error to end with.
func untold(ctx context.Context, k reports.Kills, of int, stopped error, out io.Writer) error {
	if len(k.Kills) > 0 {
		out.Write(k.Text())
	}
	fmt.Fprintf(out, "\ninterrupted: all cases of %d of %d mutants were run; no report was written\n", len(k.Kills), of)
	if ctx.Err() != nil {
		return exit(exitInterrupted)
	}
	return harness(stopped)
}

// tell prints and keeps the matrix.
func (o mutantsOptions) tell(k reports.Kills, out io.Writer) error {
	out.Write(k.Text())
	asJSON, err := k.JSON()
	if err != nil {
		return harness(err)
	}
	for _, f := range []reports.File{{Name: "mutants.md", Content: k.Markdown()}, {Name: "mutants.json", Content: asJSON}} {
		if err := writeFile(o.out, f.Name, f.Content); err != nil {
			return harness(fmt.Errorf("write to %s: %w", o.out, err))
		}
	}
	var standings []scenarios.Standing
	for _, m := range k.Kills {
		standings = append(standings, m.Standing)
	}
	return exit(worst(standings))
}
