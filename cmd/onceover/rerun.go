package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/onceover/onceover/reports"
	"github.com/onceover/onceover/scenarios"
)

// A rerun says how to run the case of a replay file again.
type rerun struct {
	anyBuild bool
	stall    time.Duration
}

func (o *rerun) flags(c *cobra.Command) {
	c.Flags().BoolVar(&o.anyBuild, "any-build", false, "run it even though the programs are not those that the file was made with")
	stallFlag(c, &o.stall)
}

// A repetition is what came of a case that was run again.
type repetition struct {
	replay scenarios.Replay
	other  []string // the programs that are other builds than those of the file
	answer message
}

// file runs the case of a replay file in a worker. Its trace goes to a file of its own, where one is named, and an excerpt of its
// timeline comes with the answer, where one is given.
func (o rerun) file(ctx context.Context, name, trace string, x *reports.Excerpt, errOut io.Writer) (repetition, error) {
	r, programs, _, err := o.open(ctx, name, errOut)
	if err != nil {
		return repetition{}, err
	}
	j := job{Scenario: r.Scenario, Case: r.Case, Setting: r.Setting, Timeline: x, TraceFile: trace}
	answer, err := o.again(ctx, programs, j, nil)
	if ctx.Err() != nil {
		return repetition{}, exit(exitInterrupted)
	}
	return repetition{r, r.OtherBuild(programs.ids), answer}, harnessIf(err, "run case again")
}

// open reads a replay file, and builds the programs that its case runs.
func (o rerun) open(ctx context.Context, name string, errOut io.Writer) (scenarios.Replay, kit, *bar, error) {
	r, list, err := readReplay(name)
	if err != nil {
		return r, kit{}, nil, usage(err)
	}
	programs, progress, err := ready(ctx, list, workers(0), errOut)
	if err != nil {
		return r, kit{}, nil, err
	}
	if other := r.OtherBuild(programs.ids); len(other) > 0 && !o.anyBuild {
		err = usage(fmt.Errorf("%s was made with other builds of %s; --any-build runs it with these", name, strings.Join(other, ", ")))
	}
	return r, programs, progress, err
}

// again has one job done, and hears what the worker says meanwhile, if anybody wants to.
func (o rerun) again(ctx context.Context, k kit, j job, heard func(job, message)) (message, error) {
	pool, err := newPool(k.setup, 1, o.stall)
	if err != nil {
		return message{}, err
	}
	pool.heard = heard
	var answer message
	if err := pool.run(ctx, []job{j}, func(_ job, m message) { answer = m }); err != nil {
		return message{}, err
	}
	if answer.Report.Error != "" {
		return message{}, fmt.Errorf("case %d of %s: %s", j.Case.Index, j.Scenario, answer.Report.Error)
	}
	return answer, nil
}

func readReplay(name string) (scenarios.Replay, []scenarios.Scenario, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return scenarios.Replay{}, nil, fmt.Errorf("read replay file: %w", err)
	}
	replay, of, err := scenarios.ParseReplayOf(name, content, scenarios.FindOne)
	return replay, []scenarios.Scenario{of}, err
}
