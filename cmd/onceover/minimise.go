package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/onceover/onceover/reports"
	"github.com/onceover/onceover/scenarios"
)

// minimiseOptions are the flags of minimise.
type minimiseOptions struct {
	out         string
	budget      int
	fingerprint string
	rerun
}

func newMinimiseCommand() *cobra.Command {
	var o minimiseOptions
	c := &cobra.Command{
		Use:   "minimise FILE",
		Short: "Make a failing case small, and show which of its faults it takes",
		Long: `Minimise looks for the smallest case that has the same thing wrong with it as the case of a *.scenario.json file: the
fewest faults, each as simple and as early as can be, the smallest workload, and the fewest instances of the consumer. What
shows another anomaly alone is no such case. It prints a timeline of the smallest case, says what comes of it without each
of its faults, and writes a file that replay runs again.

Equal files give equal results with equal programs.`,
		Example: `  onceover minimise reports/out/direct-append-17.scenario.json
  onceover minimise direct-append-17.scenario.json --out small.scenario.json --budget 1000`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return o.run(c.Context(), args[0], c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	f := c.Flags()
	f.StringVar(&o.out, "out", "", "`file` for the smallest case (default: FILE with .minimal in its name)")
	f.IntVar(&o.budget, "budget", scenarios.BudgetDefault, "most runs")
	f.StringVar(&o.fingerprint, "fingerprint", "", "what to keep, as named by the file of a minimal case (default: the gravest finding)")
	o.flags(c)
	return c
}

func (o minimiseOptions) run(ctx context.Context, name string, out, errOut io.Writer) error {
	if o.budget < 1 {
		return usage(fmt.Errorf("--budget %d: at least one run is needed", o.budget))
	}
	replay, programs, progress, err := o.open(ctx, name, errOut)
	if err != nil {
		return err
	}
	o.complete(name, replay)
	if err := checkWritable(filepath.Dir(o.out)); err != nil { // before the runs, of which there may be many
		return usage(fmt.Errorf("--out %s: %w", o.out, err))
	}
	answer, err := o.search(ctx, replay, programs, progress)
	if ctx.Err() != nil {
		return exit(exitInterrupted)
	} else if err != nil {
		return harness(err)
	}
	answer.Minimal.Programs = programs.ids
	io.WriteString(out, answer.Timeline)
	return o.keep(*answer.Minimal, out)
}

// complete fills in what the file says.
func (o *minimiseOptions) complete(name string, r scenarios.Replay) {
	if o.fingerprint == "" {
		o.fingerprint = r.Fingerprint
	}
	if o.out == "" {
		o.out = strings.TrimSuffix(strings.TrimSuffix(name, ".json"), ".scenario") + ".minimal.scenario.json"
	}
}

// search has a worker make the case small, and shows how far it is.
func (o minimiseOptions) search(ctx context.Context, r scenarios.Replay, k kit, progress *bar) (message, error) {
	progress.begin(o.budget)
	defer progress.finish()
	runs := 0
	j := job{Scenario: r.Scenario, Case: r.Case, Setting: r.Setting, Minimise: &minimisation{o.budget, o.fingerprint}}
	return o.again(ctx, k, j, func(_ job, m message) {
		for ; runs < m.Beat.Runs; runs++ {
			progress.step()
		}
		progress.doing(m.Beat.Best)
	})
}

// keep writes the file of the minimal case.
func (o minimiseOptions) keep(r scenarios.Replay, out io.Writer) error {
	content, err := json.MarshalIndent(r, "", "  ")
	if err == nil {
		err = writeFile(filepath.Dir(o.out), filepath.Base(o.out), append(content, '\n'))
	}
	if err != nil {
		return harness(err)
	}
	fmt.Fprintf(out, "\nreplay: onceover replay %s\n", o.out)
	return nil
}

// minimise makes a job's case small.
func (w *worker) minimise(sc scenarios.Scenario, j job) message {
	m := scenarios.Minimiser{Library: w.library, Budget: j.Minimise.Budget, Watch: w.pulse.step}
	m.Tried = func(runs int, best scenarios.Case) {
		w.pulse.rest()
		w.pulse.collect()
		faults := "1 fault"
		if n := len(best.Schedule.Faults); n != 1 {
			faults = fmt.Sprintf("%d faults", n)
		}
		w.out.send(message{Beat: &beat{Phase: running, Runs: runs, Best: faults}}) // where it fails, so will the answer
	}
	began := time.Now()
	found, err := m.Minimise(sc, j.Case, j.Setting, j.Minimise.Fingerprint)
	if err != nil {
		return j.failed(err)
	}
	report, replay := found.Outcome.Report(j.Scenario), found.Replay(j.Scenario, nil)
	text := reports.Minimal(sc, j.Case, j.Setting, found)
	return message{Report: &report, Minimal: &replay, Timeline: string(text), Took: time.Since(began)}
}
