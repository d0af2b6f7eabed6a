package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// checkDeterminism prints how many cases gave another trace in the second round, and for each where the traces part. It
// returns how many there are.
func (s session) checkDeterminism(ctx context.Context, p pool, got *tally) int {
	differing := got.differing()
	fmt.Fprintf(s.out, "determinism check: %d cases run twice, %d differing traces\n", len(got.rounds[0]), len(differing))
	for _, j := range differing {
		fmt.Fprintf(s.out, "%s case %d:\n", j.Scenario, j.Case.Index)
		if err := s.showDifference(ctx, p, j); err != nil {
			fmt.Fprintln(s.out, "  the traces could not be compared:", err)
		}
	}
	return len(differing)
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
	return firstDifference(s.out, jobs[0].TraceFile, jobs[1].TraceFile)
}

// firstDifference prints the first line in which two traces differ.
func firstDifference(out io.Writer, first, second string) error {
	a, err := os.Open(first)
	if err != nil {
		return fmt.Errorf("read trace: %w", err)
	}
	defer a.Close()
	b, err := os.Open(second)
	if err != nil {
		return fmt.Errorf("read trace: %w", err)
	}
	defer b.Close()
	left, right := bufio.NewReader(a), bufio.NewReader(b)
	for {
		one, err1 := left.ReadString('\n')
		other, err2 := right.ReadString('\n')
		if one != other {
			fmt.Fprintf(out, "  first run:  %s  second run: %s", orEnd(one), orEnd(other))
			return nil
		}
		if err1 != nil || err2 != nil {
			fmt.Fprintln(out, "  run twice more with every event kept, it gave equal traces")
			return nil
		}
	}
}

// orEnd is a line of a trace, or says that there is none.
func orEnd(line string) string {
	if line == "" {
		return "(the trace ends)\n"
	}
	return line
}
