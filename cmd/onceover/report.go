package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/onceover/onceover/reports"
	"github.com/onceover/onceover/scenarios"
)

// reportOptions are the flags of report.
type reportOptions struct {
	out      string
	pictures int
	parallel int
	stall    time.Duration
}

func newReportCommand() *cobra.Command {
	var o reportOptions
	c := &cobra.Command{
		Use:   "report DIR",
		Short: "Make an HTML page of what a run found, with pictures of its counterexamples",
		Long: `Report reads what run, merge, sweep, matrix or mutants has left in a directory, runs a case of each thing that went wrong again,
the smallest or of a cell the worst, and writes one HTML file that needs no network: what was run, what was found, a run that shows
it, what happened in it, and how to run it again. Beside it lies a *.trace.json of each picture, which Perfetto opens. Its links lead from where it is
written to the files of the directory, and the commands in it name them as DIR does.

A case that minimise has made small, and whose file lies in the directory, is shown instead of the one that it was made of. A cell of
a matrix whose replay file is not there has neither picture nor link.

Exit status: 0 if the page is written, 2 if the directory holds no report or one that cannot be read, 3 harness error, 130
interrupted.`,
		Example: `  onceover report reports/out
  onceover report reports --out matrix.html  # where matrix has written
  onceover report shard-0 --out page.html --pictures 3`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return o.run(c.Context(), args[0], c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	f := c.Flags()
	f.StringVar(&o.out, "out", "", "`file` to write (default report.html in the directory)")
	f.IntVar(&o.pictures, "pictures", 12, "most `cases` to draw; of a matrix one of each thing found, then others, of some 40 kB each")
	f.IntVar(&o.parallel, "parallel", 0, "worker processes (default: number of CPUs)")
	stallFlag(c, &o.stall)
	return c
}

func (o reportOptions) run(ctx context.Context, dir string, out, errOut io.Writer) error {
	if o.pictures < 0 || o.parallel < 0 {
		return usage(fmt.Errorf("--pictures %d --parallel %d: want nothing negative", o.pictures, o.parallel))
	}
	if o.out == "" {
		o.out = filepath.Join(dir, pageName)
	}
	page, err := readPage(dir, o.pictures)
	if err != nil {
		return usage(err)
	}
	if _, err := os.Stat(filepath.Dir(o.out)); err != nil {
		return usage(fmt.Errorf("--out %s: %w", o.out, err))
	}
	if page.Base, err = between(filepath.Dir(o.out), dir); err != nil {
		return usage(fmt.Errorf("--out %s: %w", o.out, err))
	}
	page.Pictures, err = o.draw(ctx, page.Wishes(o.pictures), errOut)
	if ctx.Err() != nil {
		return exit(exitInterrupted)
	} else if err != nil {
		return err
	}
	if err := writePage(page, filepath.Dir(o.out), filepath.Base(o.out)); err != nil {
		return harness(err)
	}
	fmt.Fprintln(out, o.out)
	return nil
}

// draw builds what the wanted cases run, and has them drawn.
func (o reportOptions) draw(ctx context.Context, wishes []reports.Wish, errOut io.Writer) ([]reports.Picture, error) {
	var list []scenarios.Scenario
	var known []reports.Wish
	for _, w := range wishes {
		of, err := scenarios.FindOne(w.Scenario)
		var unknown *scenarios.UnknownScenarioError
		if errors.As(err, &unknown) {
			fmt.Fprintf(errOut, "note: no picture of case %d: %v\n", w.Case.Index, err)
			continue
		} else if err != nil {
			return nil, usage(err)
		}
		list, known = append(list, of), append(known, w)
	}
	if len(known) == 0 {
		return nil, nil
	}
	kit, progress, err := ready(ctx, list, workers(o.parallel), errOut)
	if err != nil {
		return nil, err
	}
	pool, err := newPool(kit.setup, workers(o.parallel), o.stall)
	if err != nil {
		return nil, harness(err)
	}
	progress.begin(len(known))
	defer progress.finish()
	pictures, err := draw(ctx, pool, known, progress.step)
	return pictures, harnessIf(err, "draw pictures")
}
