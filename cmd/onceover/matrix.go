package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/onceover/onceover/reports"
	"github.com/onceover/onceover/scenarios"
)

// matrixOptions are the flags of matrix.
type matrixOptions struct {
	rows     []string
	quick    bool
	cases    int
	seed     uint64
	shard    string
	budget   int
	parallel int
	out      string
	stall    time.Duration
}

// quickCases is how many cases a cell has where it is to be quick.
const quickCases = 2

func newMatrixCommand() *cobra.Command {
	var o matrixOptions
	c := &cobra.Command{
		Use:   "matrix [design...]",
		Short: "Run every design under every fault, and compare what it shows with what is expected of it",
		Long: `Matrix runs each design of reading a topic and keeping one's place, under each thing that may happen to it, and prints what it
shows: OK, duplicates of one batch or of all, losses, refusal, silence. A cell that shows more than is expected of it fails, and so
does one that never shows what is expected. One row is swept: the consumer is killed at every output of a life.

It writes matrix.json, matrix.txt, matrix.md, matrix.junit.xml and matrix.html with pictures of some cells, and below matrix a file for replay of
the worst case, and of several the one with the fewest faults, of each cell that is not OK. A cell is a scenario, too: onceover run crash-after-output/zookeeper-after.

A --shard also writes matrix.part.json, by which merge puts the shards together: to the matrix that one machine would have written.

With --quick a cell has two cases, nothing is swept, and it is not held against a cell what no case has shown; the same goes
for a --shard. These, and some designs or rows alone, are a part of the matrix, which never replaces a whole one: --out of a part is
reports/out by default.

Exit status: 0 as expected, 1 a cell differs, 2 usage, 3 harness error, 4 inconclusive, 130 interrupted.`,
		Example: `  onceover matrix --quick
  onceover matrix zookeeper-after direct-append
  onceover matrix --rows clean-stop,crash-anywhere --cases 50
  onceover matrix --cases 200 --shard 0/8 --out shard-0`,
		RunE: func(c *cobra.Command, designs []string) error {
			if o.quick && !c.Flags().Changed("cases") {
				o.cases = quickCases
			}
			return o.run(c.Context(), designs, c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	f := c.Flags()
	f.StringSliceVar(&o.rows, "rows", nil, "only these `rows`")
	f.BoolVar(&o.quick, "quick", false, "two cases of each cell, and no sweep")
	f.IntVar(&o.cases, "cases", 20, "cases of each cell")
	f.Uint64Var(&o.seed, "seed", 1, "seed that all cases are drawn from")
	f.StringVar(&o.shard, "shard", "", "run only part `i/n` of the cases, with i from 0 to n-1")
	f.IntVar(&o.budget, "minimise", 0, "most `runs` to make the example of a cell small")
	f.IntVar(&o.parallel, "parallel", 0, "worker processes (default: number of CPUs)")
	f.StringVar(&o.out, "out", "", "`directory` for the reports (default reports, and reports/out for a part)")
	stallFlag(c, &o.stall)
	return c
}

func (o matrixOptions) check(designs []string) ([]scenarios.Cell, shard, error) {
	if err := checkCases(o.cases); err != nil {
		return nil, shard{}, err
	}
	if o.budget < 0 || o.parallel < 0 {
		return nil, shard{}, fmt.Errorf("--minimise %d --parallel %d: want nothing negative", o.budget, o.parallel)
	}
	cells, err := scenarios.Matrix(designs, o.rows)
	if err == nil && len(cells) == 0 {
		err = errors.New("none of these rows applies to any of these designs")
	}
	if err != nil {
		return nil, shard{}, err
	}
	part, err := parseShard(o.shard)
	return cells, part, err
}

func (o matrixOptions) run(ctx context.Context, designs []string, out, errOut io.Writer) error {
	cells, part, err := o.check(designs)
	if err != nil {
		return usage(err)
	}
	if o.out, err = o.place(len(cells)); err != nil {
		return usage(err)
	}
	unlock, err := claim(o.out)
	if err != nil {
		return err
	}
	defer unlock()
	if err := checkWritable(filepath.Join(o.out, reports.MatrixDir)); err != nil {
		return harness(fmt.Errorf("use output directory: %w", err))
	}
	var list []scenarios.Scenario
	for _, c := range cells {
		list = append(list, c.Scenario)
	}
	kit, progress, err := ready(ctx, list, workers(o.parallel), errOut)
	if err != nil {
		return err
	}
	pool, err := newPool(kit.setup, workers(o.parallel), o.stall)
	if err != nil {
		return harness(err)
	}
	o.shard = part.String()
	m := &matrixRun{options: o, cells: cells, part: part, shards: []int{part.index}, kit: kit}
	stopped := m.answer(ctx, pool, progress)
	if err := m.tell(ctx, pool, stopped != nil, out); err != nil {
		return harness(err)
	}
	switch {
	case errors.Is(stopped, context.Canceled):
		return &exitError{exitInterrupted, errors.New("interrupted; what is shown is of the cases that were run")}
	case stopped != nil:
		return harness(stopped)
	}
	return exit(worst(m.standings()))
}

// place is the directory for the reports of so many cells. That of a part holds no whole matrix.
func (o matrixOptions) place(cells int) (string, error) {
	all, err := scenarios.Matrix(nil, nil)
	if err != nil {
		return "", err
	}
	if cells == len(all) && !o.quick && o.shard == "" {
		return cmp.Or(o.out, "reports"), nil
	}
	dir := cmp.Or(o.out, filepath.Join("reports", "out"))
	content, err := os.ReadFile(filepath.Join(dir, matrixName))
	if err != nil {
		return dir, nil // what else keeps the directory from being used shows when it is
	}
	if m, err := reports.ParseMatrix(content); err == nil && m.Whole() {
		return "", fmt.Errorf("%s is a whole matrix, and this is a part of one: name another --out, or delete it", filepath.Join(dir, matrixName))
	}
	return dir, nil
}

// widthOf is how many characters a line may have.
func widthOf(out io.Writer) int {
	if p, ok := out.(*printer); ok {
		out = p.to
	}
	if f, ok := out.(*os.File); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil {
			return width
		}
	}
	return reports.MatrixWidth
}
