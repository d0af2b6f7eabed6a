package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// checkDeterminism prints how many cases gave another trace in the second round, and for each where the traces part. It
// returns how many there are.
func (s session) checkDeterminism(ctx context.Context, p pool, got *tally) int {
	fmt.Fprintf(s.out, "determinism check: %d cases run twice, %d differing traces\n", got.twice, len(got.differing))
	for _, c := range got.differing {
		fmt.Fprintf(s.out, "%s case %d:\n", c.Scenario, c.Case.Index)
		if err := s.showDifference(ctx, p, job{Scenario: c.Scenario, Case: c.Case}); err != nil {
			fmt.Fprintln(s.out, "  the traces could not be compared:", err)
		}
	}
	return len(got.differing)
}

// showDifference runs a case twice more, each time on a stage of its own and with every event kept.
func (s session) showDifference(ctx context.Context, p pool, j job) error {
	dir, err := os.MkdirTemp("", "onceover-traces-")
	if err != nil {
		return fmt.Errorf("make directory for traces: %w", err)
	}
	defer os.RemoveAll(dir)
	var jobs []job
	for round, name := range []string{"first", "second"} {
		j.Round, j.TraceFile = round, filepath.Join(dir, name)
		jobs = append(jobs, j)
	}
	var failure error
	if err := p.run(ctx, jobs, func(_ job, m message) {
		if m.Report.Error != "" {
			failure = fmt.Errorf("run the case again: %s", m.Report.Error)
		}
	}); err != nil {
		return err
	}
	if failure != nil {
		return failure
	}
	d, err := compareFiles(jobs[0].TraceFile, jobs[1].TraceFile)
	if err != nil {
		return err
	}
	if len(d.first) == 0 {
		fmt.Fprintln(s.out, "  run twice more with every event kept, it gave equal traces")
		return nil
	}
	d.write(s.out, "first run", "second run")
	return nil
}
