package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/onceover/onceover/scenarios"
)

// replayOptions are the flags of replay.
type replayOptions struct {
	anyBuild bool
	trace    bool
	stall    time.Duration
}

func newReplayCommand() *cobra.Command {
	var o replayOptions
	c := &cobra.Command{
		Use:   "replay FILE",
		Short: "Run one case again, from its file, and tell what happened in it",
		Long: `Replay runs the case of a *.scenario.json file, checks that its trace is the same as then, and prints a timeline that
ends in the cause of what was found.

Exit status: 1 if the anomaly shows, 0 if nothing is wrong, 3 if the trace is another one although the programs are the same.`,
		Example: `  onceover replay reports/out/direct-append-17.scenario.json
  onceover replay reports/out/broken-commit-first-example.scenario.json --trace`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return o.run(c.Context(), args[0], c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	c.Flags().BoolVar(&o.anyBuild, "any-build", false, "run it even though the programs are not those that the file was made with")
	c.Flags().BoolVar(&o.trace, "trace", false, "print every event first")
	stallFlag(c, &o.stall)
	return c
}

func (o replayOptions) run(ctx context.Context, name string, out, errOut io.Writer) error {
	replay, list, err := readReplay(name)
	if err != nil {
		return usage(err)
	}
	caches, err := openCaches()
	if err != nil {
		return harness(err)
	}
	programs, err := prepare(ctx, list, caches, (runOptions{}).size(), newBar(errOut))
	if ctx.Err() != nil {
		return exit(exitInterrupted)
	} else if err != nil {
		return harness(err)
	}
	other := replay.OtherBuild(programs.ids)
	if len(other) > 0 && !o.anyBuild {
		return usage(fmt.Errorf("%s was made with other builds of %s; --any-build runs it with these",
			name, strings.Join(other, ", ")))
	}
	answer, err := o.again(ctx, replay, programs, out)
	if ctx.Err() != nil {
		return exit(exitInterrupted)
	} else if err != nil {
		return harness(err)
	}
	io.WriteString(out, answer.Timeline)
	return judge(replay, *answer.Report, other, out)
}

func readReplay(name string) (scenarios.Replay, []scenarios.Scenario, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return scenarios.Replay{}, nil, fmt.Errorf("read replay file: %w", err)
	}
	replay, err := scenarios.ParseReplay(content)
	if err != nil {
		return replay, nil, fmt.Errorf("%s: %w", name, err)
	}
	list, err := scenarios.Find([]string{replay.Scenario})
	if err != nil {
		return replay, nil, fmt.Errorf("%s: %w", name, err)
	}
	return replay, list, nil
}

// again runs the case in a worker, and prints its whole trace if that is wanted.
func (o replayOptions) again(ctx context.Context, r scenarios.Replay, k kit, out io.Writer) (message, error) {
	pool, err := newPool(k.setup, 1, o.stall)
	if err != nil {
		return message{}, err
	}
	j := job{Scenario: r.Scenario, Case: r.Case, Timeline: true}
	if o.trace {
		dir, err := os.MkdirTemp("", "onceover-trace-")
		if err != nil {
			return message{}, fmt.Errorf("make directory for trace: %w", err)
		}
		defer os.RemoveAll(dir)
		j.TraceFile = filepath.Join(dir, "trace")
	}
	var answer message
	if err := pool.run(ctx, []job{j}, func(_ job, m message) { answer = m }); err != nil {
		return message{}, err
	}
	if answer.Report.Error != "" {
		return message{}, fmt.Errorf("replay case %d of %s: %s", r.Case.Index, r.Scenario, answer.Report.Error)
	}
	if o.trace {
		return answer, copyFile(out, j.TraceFile)
	}
	return answer, nil
}

func copyFile(out io.Writer, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("read trace: %w", err)
	}
	defer f.Close()
	if _, err := io.Copy(out, f); err != nil {
		return fmt.Errorf("print trace: %w", err)
	}
	return nil
}

// judge says whether the run was the one of the file, and what the exit status is.
func judge(r scenarios.Replay, c scenarios.CaseReport, other []string, out io.Writer) error {
	switch {
	case c.Hash == r.Hash:
		fmt.Fprintf(out, "\ntrace %s, as in the file\n", c.Hash)
	case len(other) > 0:
		fmt.Fprintf(out, "\ntrace %s, not %s as in the file: there are other builds of %s\n", c.Hash, r.Hash, strings.Join(other, ", "))
	default:
		return harness(fmt.Errorf("trace %s, not %s as in the file, although the programs are the same", c.Hash, r.Hash))
	}
	if len(c.Anomalies) > 0 || !c.Good {
		return exit(exitAnomaly)
	}
	return nil
}
