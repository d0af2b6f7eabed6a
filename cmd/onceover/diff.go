package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

func newDiffCommand() *cobra.Command {
	var o rerun
	c := &cobra.Command{
		Use:   "diff A B",
		Short: "Show the first event in which two runs differ",
		Long: `Diff compares two runs event by event and shows the first difference, with what was before it and what follows on
either side. Each of A and B is a *.scenario.json file, whose case is run again, or a trace that "replay --trace" printed.

Exit status: 0 if the traces are equal, 1 if they differ, 2 if there is no such file or it is neither.`,
		Example: `  onceover diff reports/out/direct-append-17.scenario.json smaller.scenario.json
  onceover replay reports/out/direct-append-17.scenario.json --trace > trace
  onceover diff trace reports/out/direct-append-17.scenario.json`,
		Args: cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			return o.diff(c.Context(), args[0], args[1], c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	o.flags(c)
	return c
}

func (o rerun) diff(ctx context.Context, a, b string, out, errOut io.Writer) error {
	dir, err := os.MkdirTemp("", "onceover-traces-")
	if err != nil {
		return harness(fmt.Errorf("make directory for traces: %w", err))
	}
	defer os.RemoveAll(dir)
	first, err := o.traceOf(ctx, a, filepath.Join(dir, "first"), errOut)
	if err != nil {
		return err
	}
	second, err := o.traceOf(ctx, b, filepath.Join(dir, "second"), errOut)
	if err != nil {
		return err
	}
	d, err := compareFiles(first, second)
	if err != nil {
		return harness(err)
	}
	if len(d.first) == 0 {
		fmt.Fprintf(out, "the traces are equal: %d events\n", d.equal)
		return nil
	}
	fmt.Fprintf(out, "A is %s\nB is %s\n", a, b)
	d.write(out, "A", "B")
	return exit(exitAnomaly)
}

// traceOf is the file with the trace that an argument means: the argument itself, or what its case gives when it is run again.
func (o rerun) traceOf(ctx context.Context, name, to string, errOut io.Writer) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", usage(fmt.Errorf("read a run to compare: %w", err))
	}
	defer f.Close()
	if head, _ := bufio.NewReader(f).Peek(len(eventPrefix)); string(head) == eventPrefix {
		return name, nil
	}
	_, err = o.file(ctx, name, to, nil, errOut)
	return to, err
}

func compareFiles(first, second string) (difference, error) {
	a, err := os.Open(first)
	if err != nil {
		return difference{}, fmt.Errorf("read trace: %w", err)
	}
	defer a.Close()
	b, err := os.Open(second)
	if err != nil {
		return difference{}, fmt.Errorf("read trace: %w", err)
	}
	defer b.Close()
	return compare(a, b)
}
