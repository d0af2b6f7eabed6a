package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/onceover/onceover/reports"
	"github.com/onceover/onceover/scenarios"
)

// sweepOptions are the flags of sweep.
type sweepOptions struct {
	crashes  int
	at       string
	seed     uint64
	parallel int
	out      string
	stall    time.Duration
}

func newSweepCommand() *cobra.Command {
	var o sweepOptions
	c := &cobra.Command{
		Use:   "sweep SCENARIO",
		Short: "Strike a consumer at every place of one run, and show what comes of each",
		Long: `Sweep runs a scenario once without faults, and then once for each place at which the consumer can be struck until its
work is done: at every output (each dial, network write, change of a file, sync and line printed, where it is killed), or at every
point (each stage of each operation that it asks of a service, where it is killed, or the operation fails, or its answer is lost or
late). Of a scenario that runs a consumer with one set of arguments or another, it does so with each. With
--crashes 2 each run goes on with a second fault. A crash is followed by each fault that can come after it, in the life that
recovers or at another instance; a fault that nobody dies of is followed by a crash, at its own place and at each after it.

Worlds are copied while they run, so that no past is repeated. The report shows a character for each place, and what came of each
kind of place; runs that are not as promised are written as files for replay.

A sweep that is interrupted, or of which a worker is lost, reports the runs that were made, and says that they are not all.

Exit status: 0 as promised, 1 anomaly, 2 usage, 3 harness error, 4 a broken consumer that showed nothing, 130 interrupted.`,
		Example: `  onceover sweep direct-transaction
  onceover sweep direct-append --at points
  onceover sweep one-batch --crashes 2`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return o.run(c.Context(), args[0], c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	f := c.Flags()
	f.IntVar(&o.crashes, "crashes", 1, "most faults in one run: 1 or 2")
	f.StringVar(&o.at, "at", string(scenarios.AtOutputs), "where to strike: outputs or points")
	f.Uint64Var(&o.seed, "seed", 1, "seed of all runs")
	f.IntVar(&o.parallel, "parallel", 0, "worker processes (default: number of CPUs)")
	f.StringVar(&o.out, "out", "reports/sweep", "`directory` for the reports")
	stallFlag(c, &o.stall)
	return c
}

func (o sweepOptions) check(name string) (scenarios.Scenario, error) {
	list, err := scenarios.Find([]string{name})
	switch {
	case err != nil:
		return scenarios.Scenario{}, err
	case len(list) != 1:
		return scenarios.Scenario{}, fmt.Errorf("sweep %s: these are %d scenarios; name one", name, len(list))
	case o.crashes < 1 || o.crashes > 2:
		return scenarios.Scenario{}, fmt.Errorf("--crashes %d: want 1 or 2", o.crashes)
	case o.at != string(scenarios.AtOutputs) && o.at != string(scenarios.AtPoints):
		return scenarios.Scenario{}, fmt.Errorf("--at %s: want %s or %s", o.at, scenarios.AtOutputs, scenarios.AtPoints)
	case o.parallel < 0:
		return scenarios.Scenario{}, fmt.Errorf("--parallel %d: at least one is needed", o.parallel)
	}
	return list[0], nil
}

func (o sweepOptions) run(ctx context.Context, name string, out, errOut io.Writer) error {
	sc, err := o.check(name)
	if err != nil {
		return usage(err)
	}
	unlock, err := claim(o.out)
	if err != nil {
		return err
	}
	defer unlock()
	kit, progress, err := ready(ctx, []scenarios.Scenario{sc}, workers(o.parallel), errOut)
	if err != nil {
		return err
	}
	pool, err := newPool(kit.setup, workers(o.parallel), o.stall)
	if err != nil {
		return harness(err)
	}
	began := time.Now()
	sweep, stopped := o.strike(ctx, sc, pool, progress)
	sweep.Programs = kit.ids
	return o.end(ctx, sweep, stopped, time.Since(began), out)
}

// end tells what there is of a sweep, and is the status.
func (o sweepOptions) end(ctx context.Context, s reports.Sweep, stopped error, took time.Duration, out io.Writer) error {
	var err error
	switch {
	case s.Partial != "" && o.whole(): // what is there from an earlier sweep is worth more
		fmt.Fprintf(out, "%s has a whole sweep of before, which stays\n", o.out)
	case len(s.Runs) > 0:
		err = o.tell(s, took, out)
	}
	switch {
	case ctx.Err() != nil:
		return &exitError{exitInterrupted, fmt.Errorf("interrupted after %d runs", len(s.Runs))}
	case stopped != nil:
		return harness(stopped)
	}
	return err
}

// whole reports whether the directory has a whole sweep.
func (o sweepOptions) whole() bool {
	var before reports.Sweep
	content, err := os.ReadFile(filepath.Join(o.out, "sweep.json"))
	return err == nil && json.Unmarshal(content, &before) == nil && before.Partial == "" && len(before.Runs) > 0
}

// tell prints and keeps the report, and replay files of what is not as promised.
func (o sweepOptions) tell(s reports.Sweep, took time.Duration, out io.Writer) error {
	text := s.Text()
	out.Write(text)
	fmt.Fprintf(out, "\n%d runs in %v\n", len(s.Runs), took.Round(100*time.Millisecond))
	files, err := s.Files()
	if err != nil {
		return harness(err)
	}
	for _, f := range files {
		if err := writeFile(o.out, f.Name, f.Content); err != nil {
			return harness(fmt.Errorf("write to %s: %w", o.out, err))
		}
	}
	if err := o.forget(s); err != nil {
		return harness(err)
	}
	switch {
	case len(s.Failures()) > 0:
		return exit(exitAnomaly)
	case s.Broken && !s.HasShown():
		return exit(exitInconclusive)
	}
	return nil
}

// forget removes the replay files of an earlier sweep of the scenario, which had more failures.
func (o sweepOptions) forget(s reports.Sweep) error {
	for number := len(s.Failures()) + 1; ; number++ {
		err := os.Remove(filepath.Join(o.out, s.ReplayName(number)))
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		} else if err != nil {
			return fmt.Errorf("remove file of an earlier sweep: %w", err)
		}
	}
}
