package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/onceover/onceover/reports"
	"github.com/onceover/onceover/scenarios"
)

// mutantsOptions are the flags of mutants.
type mutantsOptions struct {
	cases    int
	seed     uint64
	budget   int
	parallel int
	out      string
	stall    time.Duration
}

func newMutantsCommand() *cobra.Command {
	var o mutantsOptions
	c := &cobra.Command{
		Use:   "mutants [name...]",
		Short: "Run consumers that are wrong, and show which checker finds each mistake",
		Long: `Mutants runs the direct consumer with each of some twenty mistakes that were made in earnest elsewhere, and each time the
correct one under the same schedule. It prints which checkers fired, makes the first case that showed the mistake small, and
writes mutants.md and mutants.json.

With --minimise above 0 a mutant counts as killed only if that case was made small to three faults or fewer.

Exit status: 0 if every mutant showed what is foretold of it and nothing else, and the correct consumer nothing at all; 1 if
anything else showed, 2 usage, 3 harness error, 4 if a mutant showed nothing or in no small case, 130 interrupted.`,
		Example: `  onceover mutants
  onceover mutants --cases 100 --minimise 0
  onceover mutants stale-retry torn-commit --out .`,
		RunE: func(c *cobra.Command, names []string) error {
			return o.run(c.Context(), names, c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	f := c.Flags()
	f.IntVar(&o.cases, "cases", 20, "cases of each mutant")
	f.Uint64Var(&o.seed, "seed", 1, "seed that all cases are drawn from")
	f.IntVar(&o.budget, "minimise", scenarios.BudgetDefault, "most `runs` to make a case small; 0 leaves it as it is")
	f.IntVar(&o.parallel, "parallel", 0, "worker processes (default: number of CPUs)")
	f.StringVar(&o.out, "out", "reports", "`directory` for the reports")
	stallFlag(c, &o.stall)
	return c
}

func (o mutantsOptions) run(ctx context.Context, names []string, out, errOut io.Writer) error {
	if o.cases < 1 || o.budget < 0 || o.parallel < 0 {
		return usage(fmt.Errorf("--cases %d --minimise %d --parallel %d: want a case at least, and nothing negative", o.cases, o.budget, o.parallel))
	}
	mutants, err := mutantsNamed(names)
	if err != nil {
		return usage(err)
	}
	unlock, err := claim(o.out)
	if err != nil {
		return err
	}
	defer unlock()
	kit, progress, err := ready(ctx, scenariosOf(mutants), workers(o.parallel), errOut)
	if err != nil {
		return err
	}
	pool, err := newPool(kit.setup, workers(o.parallel), o.stall)
	if err != nil {
		return harness(err)
	}
	kills, took, err := o.kill(ctx, mutants, pool, progress)
	if ctx.Err() != nil {
		return exit(exitInterrupted)
	} else if err != nil {
		return harness(err)
	}
	err = o.tell(kills, out)
	if slices.Sort(took); len(took) > 0 {
		fmt.Fprintf(out, "\nmade %d cases small in %v each (median), %v at most\n", len(took),
			took[len(took)/2].Round(100*time.Millisecond), took[len(took)-1].Round(100*time.Millisecond))
	}
	return err
}

// mutantsNamed are those of these names, with or without "broken-"; no names mean all.
func mutantsNamed(names []string) ([]scenarios.Mutant, error) {
	all := scenarios.Mutants()
	if len(names) == 0 {
		return all, nil
	}
	var known []string
	for _, m := range all {
		known = append(known, strings.TrimPrefix(m.Scenario.Name, "broken-"))
	}
	var list []scenarios.Mutant
	for _, name := range names {
		i := slices.Index(known, strings.TrimPrefix(name, "broken-"))
		if i < 0 {
			return nil, fmt.Errorf("no mutant is named %q; there are: %s", name, strings.Join(known, " "))
		}
		list = append(list, all[i])
	}
	return list, nil
}

func scenariosOf(mutants []scenarios.Mutant) (list []scenarios.Scenario) {
	for _, m := range mutants {
		list = append(list, m.Scenario)
	}
	return list
}

// kill runs the cases of all mutants, and then makes the first case small that showed what was foretold of each. It says how
// long each of those took.
func (o mutantsOptions) kill(ctx context.Context, mutants []scenarios.Mutant, p pool, progress *bar) (reports.Kills, []time.Duration, error) {
	cases := map[string][]scenarios.CaseReport{}
	var jobs []job
	for _, m := range mutants {
		for i := range o.cases {
			jobs = append(jobs, job{Scenario: m.Scenario.Name, Case: m.Scenario.DrawCase(o.seed, i)})
		}
	}
	err := o.work(ctx, p, jobs, progress, func(j job, m message) {
		cases[j.Scenario] = append(cases[j.Scenario], *m.Report)
	})
	kills, small := reports.Kills{Seed: o.seed, Cases: o.cases}, []job(nil)
	for _, m := range mutants {
		k := reports.NewKill(m, cases[m.Scenario.Name])
		kills.Kills = append(kills.Kills, k)
		if k.First >= 0 && o.budget > 0 {
			c := m.Scenario.DrawCase(o.seed, k.First)
			small = append(small, job{Scenario: k.Scenario, Case: c, Minimise: &minimisation{Budget: o.budget}})
		}
	}
	if err != nil {
		return kills, nil, err
	}
	var failed error
	var took []time.Duration
	err = o.work(ctx, p, small, progress, func(j job, m message) {
		if m.Report.Error != "" && failed == nil {
			failed = fmt.Errorf("make case %d of %s small: %s", j.Case.Index, j.Scenario, m.Report.Error)
		}
		if m.Minimal == nil {
			return
		}
		took = append(took, m.Took)
		at := slices.IndexFunc(kills.Kills, func(k reports.Kill) bool { return k.Scenario == j.Scenario })
		s := m.Minimal.Case.Schedule
		kills.Kills[at].MadeSmall(reports.Smallest{Fingerprint: m.Minimal.Fingerprint, Faults: len(s.Faults), Schedule: s.String()})
	})
	return kills, took, cmp.Or(err, failed)
}

// work has the pool do some jobs, and shows how far it is.
func (o mutantsOptions) work(ctx context.Context, p pool, jobs []job, progress *bar, done func(job, message)) error {
	progress.begin(len(jobs))
	defer progress.finish()
	return p.run(ctx, jobs, func(j job, m message) {
		done(j, m)
		progress.step()
		progress.doing(j.Scenario)
	})
}

// tell prints and keeps the matrix.
func (o mutantsOptions) tell(k reports.Kills, out io.Writer) error {
	out.Write(k.Text())
	asJSON, err := k.JSON()
	if err != nil {
		return harness(err)
	}
	for name, content := range map[string][]byte{"mutants.md": k.Markdown(), "mutants.json": asJSON} { //tidy:unordered two files
		if err := writeFile(o.out, name, content); err != nil {
			return harness(fmt.Errorf("write to %s: %w", o.out, err))
		}
	}
	var standings []scenarios.Standing
	for _, m := range k.Kills {
		standings = append(standings, m.Standing)
	}
	return exit(worst(standings))
}
