package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/onceover/onceover/reports"
	"github.com/onceover/onceover/scenarios"
)

func TestMatrixUsage(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"nothing", `no design is named "nothing"`},
		{"--rows nothing", `no row is named "nothing"`},
		{"latest --rows lag-monitor", "none of these rows applies"},
		{"--cases 0", "--cases 0: at least one is needed"},
		{"--shard 3/3", "shard"},
	} {
		var out, errOut bytes.Buffer
		if status := run(append([]string{"matrix"}, strings.Fields(c.args)...), nil, &out, &errOut); status != exitUsage || !strings.Contains(errOut.String(), c.want) {
			t.Errorf("matrix %s: status %d, %s", c.args, status, errOut.String())
		}
	}
}

// A worker comes to each workload once, each cell has its cases, and one row is swept unless it is to be quick.
func TestMatrixJobs(t *testing.T) {
	for _, quick := range []bool{false, true} {
		o := matrixOptions{cases: 2, seed: 1, quick: quick}
		cells, part, err := o.check(nil)
		if err != nil {
			t.Fatal(err)
		}
		m := &matrixRun{options: o, cells: cells, part: part}
		workloads := map[string]scenarios.Workload{}
		for _, c := range cells {
			workloads[c.Scenario.Name] = c.Scenario.Workload
		}
		seen, cases, sweeps := map[scenarios.Workload]bool{}, 0, 0
		var last scenarios.Workload
		for _, j := range m.jobs() {
			if w := workloads[j.Scenario]; w != last {
				if seen[w] {
					t.Fatalf("%s: its workload was left before", j.Scenario)
				}
				seen[w], last = true, w
			}
			if j.Sweep != nil {
				sweeps++
			} else {
				cases++
			}
		}
		if want := sweepParts * len(scenarios.Designs()); cases != 2*len(cells) || (sweeps > 0) == quick || !quick && sweeps != want {
			t.Errorf("quick %v: %d cases of %d cells, %d sweeps", quick, cases, len(cells), sweeps)
		}
	}
}

func TestWorst(t *testing.T) {
	for want, standings := range map[int][]scenarios.Standing{
		exitAsPromised:   {scenarios.AsPromised},
		exitInconclusive: {scenarios.AsPromised, scenarios.Inconclusive},
		exitAnomaly:      {scenarios.Inconclusive, scenarios.Anomalous, scenarios.AsPromised},
		exitHarness:      {scenarios.Anomalous, scenarios.HarnessError},
	} {
		if got := worst(standings); got != want {
			t.Errorf("%v: %d, want %d", standings, got, want)
		}
	}
}

// A part of the matrix goes where parts go, and does not replace a whole one; a part may.
func TestMatrixPlace(t *testing.T) {
	cells, err := scenarios.Matrix(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	parts := filepath.Join("reports", "out")
	for _, c := range []struct {
		o     matrixOptions
		cells int
		want  string
	}{
		{matrixOptions{}, len(cells), "reports"}, {matrixOptions{}, 3, parts}, {matrixOptions{quick: true}, len(cells), parts},
		{matrixOptions{shard: "0/2"}, len(cells), parts}, {matrixOptions{out: "here"}, 3, "here"},
	} {
		if got, err := c.o.place(c.cells); got != c.want || err != nil {
			t.Errorf("%+v, %d cells: %s, %v", c.o, c.cells, got, err)
		}
	}
	whole := scenarios.MatrixResult{Format: scenarios.MatrixFormat}
	for _, c := range cells {
		whole.Cells = append(whole.Cells, scenarios.NewCellResult(c))
	}
	dir := reportDir(t, map[string]string{matrixName: encoded(t, reports.NewMatrixFile(whole))})
	if _, err := (matrixOptions{out: dir}).place(3); err == nil || !strings.Contains(err.Error(), "name another --out") {
		t.Errorf("a part over a whole matrix: %v", err)
	}
	if got, err := (matrixOptions{out: dir}).place(len(cells)); got != dir || err != nil {
		t.Errorf("a whole matrix over another: %s, %v", got, err)
	}
	whole.Partial = true
	dir = reportDir(t, map[string]string{matrixName: encoded(t, reports.NewMatrixFile(whole))})
	if got, err := (matrixOptions{out: dir}).place(3); got != dir || err != nil {
		t.Errorf("a part over a part: %s, %v", got, err)
	}
	var out, errOut bytes.Buffer
	whole.Partial = false
	dir = reportDir(t, map[string]string{matrixName: encoded(t, reports.NewMatrixFile(whole))})
	if status := run([]string{"matrix", "latest", "--out", dir}, nil, &out, &errOut); status != exitUsage {
		t.Errorf("status %d, %s", status, errOut.String())
	}
}
