package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/onceover/onceover/reports"
	"github.com/onceover/onceover/scenarios"
)

// replayOptions are the flags of replay.
type replayOptions struct {
	rerun
	excerpt     reports.Excerpt
	trace       bool
	emitTest    bool
	packageName string
}

func newReplayCommand() *cobra.Command {
	var o replayOptions
	c := &cobra.Command{
		Use:   "replay FILE",
		Short: "Run one case again, from its file, and tell what happened in it",
		Long: `Replay runs the case of a *.scenario.json file, checks that its trace is the same as then, and prints a timeline that
ends in the cause of what was found. Steps are numbered as in the timeline; diff compares what --trace prints.

With --emit-test it runs nothing, and prints a Go test file that runs exactly this case in go test. Of a scenario that list
does not name, the file has a place to put it.

Exit status: 1 if the anomaly shows, 0 if nothing is wrong, 3 if the trace is another one although the programs are the same, 4 if
nothing is wrong but none of the case's faults was delivered, or not all that its scenario needs.`,
		Example: `  onceover replay reports/out/direct-append-17.scenario.json
  onceover replay reports/out/broken-commit-first-example.scenario.json --until 2500 --grep 'consumer#1'
  onceover replay reports/out/broken-commit-first-example.scenario.json --trace > trace
  onceover replay reports/out/direct-append-17.scenario.json --emit-test --package billing > lost_test.go`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := o.excerpt.Check(); err != nil {
				return usage(fmt.Errorf("--grep: %w", err))
			}
			if c.Flags().Changed("package") && !o.emitTest {
				return usage(errors.New("--package is of the test that --emit-test prints"))
			}
			if o.emitTest {
				return emitTest(args[0], o.packageName, c.OutOrStdout())
			}
			return o.run(c.Context(), args[0], c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	f := c.Flags()
	f.Uint64Var(&o.excerpt.Until, "until", 0, "tell no more than what happened until that `step`")
	f.StringVar(&o.excerpt.Grep, "grep", "", "print only the lines that match a regular `expression`")
	f.BoolVar(&o.trace, "trace", false, "print every event first")
	f.BoolVar(&o.emitTest, "emit-test", false, "print a Go test that runs this case, instead of running it")
	f.StringVar(&o.packageName, "package", "replay", "`name` of the package that the test is of")
	o.flags(c)
	for _, ofRun := range []string{"until", "grep", "trace", "any-build"} {
		c.MarkFlagsMutuallyExclusive("emit-test", ofRun)
	}
	return c
}

func (o replayOptions) run(ctx context.Context, name string, out, errOut io.Writer) error {
	trace := ""
	if o.trace {
		dir, err := os.MkdirTemp("", "onceover-trace-")
		if err != nil {
			return harness(fmt.Errorf("make directory for trace: %w", err))
		}
		defer os.RemoveAll(dir)
		trace = filepath.Join(dir, "trace")
	}
	again, err := o.file(ctx, name, trace, &o.excerpt, errOut)
	if err != nil {
		return err
	}
	if o.trace {
		if err := o.printTrace(trace, out); err != nil {
			return harness(err)
		}
	}
	io.WriteString(out, again.answer.Timeline)
	return judge(again.replay, *again.answer.Report, again.other, out)
}

func (o replayOptions) printTrace(name string, out io.Writer) error {
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("read trace: %w", err)
	}
	defer f.Close()
	return o.excerpt.Trace(out, f)
}

// emitTest prints a test of the case, which may be of a scenario that only its author knows.
func emitTest(name, packageName string, out io.Writer) error {
	content, err := os.ReadFile(name)
	if err != nil {
		return usage(fmt.Errorf("read replay file: %w", err))
	}
	replay, _, err := scenarios.ParseReplayOf(name, content, scenarios.FindOne)
	var unknown *scenarios.UnknownScenarioError
	if errors.As(err, &unknown) {
		replay, err = scenarios.ParseReplay(name, content)
	}
	if err != nil {
		return usage(err)
	}
	source, err := scenarios.EmitTest(replay, packageName)
	if err != nil {
		return usage(err)
	}
	out.Write(source)
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
		return harness(fmt.Errorf("trace %s, not %s as in the file, although the programs are the same: the file was edited, or something here is not deterministic", c.Hash, r.Hash))
	}
	switch {
	case c.Inconclusive() && c.Vacuous:
		fmt.Fprintln(out, "none of the case's faults was delivered, so it shows nothing")
		return exit(exitInconclusive)
	case c.Inconclusive():
		fmt.Fprintln(out, "a fault of the case was not delivered, so it does not show what it is to show")
		return exit(exitInconclusive)
	case len(c.Anomalies) > 0 || !c.Good:
		return exit(exitAnomaly)
	}
	return nil
}
