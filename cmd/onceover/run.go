package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"github.com/spf13/cobra"

	"github.com/onceover/onceover/scenarios"
)

// runOptions are the flags of run.
type runOptions struct {
	cases            int
	seed             uint64
	parallel         int
	shard            string
	out              string
	checkDeterminism bool
	minimise         bool
	time             time.Duration // then it is over; 0 means that all cases are run
	nightly          string
	stall            time.Duration
}

func newRunCommand() *cobra.Command {
	var o runOptions
	c := &cobra.Command{
		Use:   "run [scenario...]",
		Short: "Run scenarios and report what was lost or done twice",
		Long: `Run builds the programs, runs the cases of each scenario on all cores, prints one row per scenario, and writes
report.html with pictures of what was found, report.json, report.txt, report.md, junit.xml and a *.scenario.json per failure, which
replay runs again.

Without names it runs the general scenarios, whose faults are drawn from all there are. The others that list names are rows
of the guarantees, a narrow question each; "rows" means all of those. "anything" means some whose topology, workload and consumer
are drawn, others for each seed; with --nightly they are run too where no names are given.

Equal arguments give equal files and an equal last line, on any machine and with any --parallel. What a run that is
interrupted or killed has done is kept in the directory: the same command goes on with it. With --time, each start goes on for
that long; merge puts together what several machines did. While one run writes to a directory, no other can.`,
		Example: `  onceover run
  onceover run direct-append direct-keyed --cases 500 --seed 7
  onceover run rows --cases 200
  onceover run --shard 0/4 --out shard-0     # the first of four machines
  onceover run --time 30m --out long           # and 30 minutes more each time
  onceover run --nightly --time 2h --out night
  onceover run --check-determinism --cases 200
  onceover run --minimise                    # and make the first failure of each scenario small`,
		RunE: func(c *cobra.Command, names []string) error {
			if err := o.resolve(c.Flags().Changed, time.Now()); err != nil {
				return usage(err)
			}
			return o.run(c.Context(), names, c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	f := c.Flags()
	f.IntVar(&o.cases, "cases", 100, "cases of each scenario")
	f.Uint64Var(&o.seed, "seed", 1, "seed that all cases are drawn from")
	f.IntVar(&o.parallel, "parallel", 0, "worker processes (default: number of CPUs)")
	f.StringVar(&o.shard, "shard", "", "run only part `i/n` of the cases, with i from 0 to n-1")
	f.StringVar(&o.out, "out", "reports/out", "`directory` for the reports")
	f.BoolVar(&o.checkDeterminism, "check-determinism", false, "run each case twice and compare the traces")
	f.BoolVar(&o.minimise, "minimise", false, "make the first failure of each scenario small")
	f.DurationVar(&o.time, "time", 0, "instead of so many cases, run cases for so long")
	f.StringVar(&o.nightly, "nightly", "", "take the seed from a `date`, as --nightly=2006-01-02; without one, from today's in UTC")
	f.Lookup("nightly").NoOptDefVal = today
	stallFlag(c, &o.stall)
	return c
}

// stallAfter is the wall time without progress after which a worker is killed.
const stallAfter = 10 * time.Second

// stallFlag is for tests of the supervision itself.
func stallFlag(c *cobra.Command, stall *time.Duration) {
	c.Flags().DurationVar(stall, "stall", stallAfter, "wall time without progress after which a worker is killed")
	c.Flags().MarkHidden("stall") // fails only for a flag that does not exist
}

// loadingFactor is how much longer than a case a worker may take to load a program or to set a stage.
const loadingFactor = 6

func (o runOptions) run(ctx context.Context, names []string, out, errOut io.Writer) error {
	list, part, err := o.check(names)
	if err != nil {
		return usage(err)
	}
	unlock, err := claim(o.out)
	if err != nil {
		return err
	}
	defer unlock()
	programs, progress, err := ready(ctx, list, workers(o.parallel), errOut)
	if err != nil {
		return err
	}
	for _, note := range programs.notes {
		fmt.Fprintln(errOut, "note:", note)
	}
	s := session{options: o, list: list, part: part, kit: programs, progress: progress, out: out, errOut: errOut}
	return s.run(ctx)
}

// check reads the arguments.
func (o runOptions) check(names []string) ([]scenarios.Scenario, shard, error) {
	if len(names) == 0 && o.nightly != "" {
		names = scenarios.Nightly(o.seed)
	}
	list, err := scenarios.Find(scenarios.Seeded(names, o.seed))
	if err != nil {
		return nil, shard{}, err
	}
	if o.time == 0 {
		if err := checkCases(o.cases); err != nil {
			return nil, shard{}, err
		}
	}
	if o.parallel < 0 {
		return nil, shard{}, fmt.Errorf("--parallel %d: at least one is needed", o.parallel)
	}
	part, err := parseShard(o.shard)
	return list, part, err
}

// newPool is a pool of workers that are this very program.
func newPool(s setup, size int, stall time.Duration) (pool, error) {
	self, err := os.Executable()
	if err != nil {
		return pool{}, fmt.Errorf("find this program to start workers: %w", err)
	}
	return pool{
		command:  func() *exec.Cmd { return exec.Command(self, "worker") },
		setup:    s,
		size:     size,
		patience: patience{running: stall, loading: loadingFactor * stall},
	}, nil
}
