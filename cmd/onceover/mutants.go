package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

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

Some mutants alone, or another seed, --cases or --minimise, are not the whole proof: --out is reports/out then by default. A command
that is interrupted prints the mutants whose cases have all been run, and writes nothing.

Exit status: 0 if every mutant showed what is foretold of it and nothing else, and the correct consumer nothing at all; 1 if
anything else showed, 2 usage, 3 harness error, 4 if a mutant showed nothing or in no small case, 130 interrupted.`,
		Example: `  onceover mutants
  onceover mutants --cases 100 --minimise 0
  onceover mutants stale-retry torn-commit --out .`,
		RunE: func(c *cobra.Command, names []string) error {
			o.place(names, c.Flags().Changed)
			return o.run(c.Context(), names, c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	f := c.Flags()
	f.IntVar(&o.cases, "cases", 20, "cases of each mutant")
	f.Uint64Var(&o.seed, "seed", 1, "seed that all cases are drawn from")
	f.IntVar(&o.budget, "minimise", scenarios.BudgetDefault, "most `runs` to make a case small; 0 leaves it as it is")
	f.IntVar(&o.parallel, "parallel", 0, "worker processes (default: number of CPUs)")
	f.StringVar(&o.out, "out", "", "`directory` for the reports (default reports, and reports/out for a part)")
	stallFlag(c, &o.stall)
	return c
}

func (o mutantsOptions) run(ctx context.Context, names []string, out, errOut io.Writer) error {
	if err := checkCases(o.cases); err != nil {
		return usage(err)
	}
	if o.budget < 0 || o.parallel < 0 {
		return usage(fmt.Errorf("--minimise %d --parallel %d: want nothing negative", o.budget, o.parallel))
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
	kills, took, stopped := o.kill(ctx, mutants, pool, progress)
	if stopped != nil {
		return untold(ctx, kills, len(mutants), stopped, out)
	}
	err = o.tell(kills, out)
	if slices.Sort(took); len(took) > 0 {
		fmt.Fprintf(out, "\nmade %d cases small in %v each (median), %v at most\n", len(took),
			took[len(took)/2].Round(100*time.Millisecond), took[len(took)-1].Round(100*time.Millisecond))
	}
	return err
}

// place chooses a directory for the reports where none is named. What is of a part does not replace what is of all mutants, which
// is kept with the source.
func (o *mutantsOptions) place(names []string, changed func(flag string) bool) {
	whole := len(names) == 0 && !slices.ContainsFunc([]string{"cases", "seed", "minimise"}, changed)
	switch {
	case o.out != "":
	case whole:
		o.out = "reports"
	default:
		o.out = filepath.Join("reports", "out")
	}
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
