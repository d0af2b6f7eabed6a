package main

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/scenarios"
)

// The parts of a sweep have each place in turn, whichever shards ran them, and one that is missing leaves the others in order.
func TestMergeOfSweep(t *testing.T) {
	cells, err := scenarios.Matrix([]string{"latest"}, []string{scenarios.SweptRow})
	if err != nil {
		t.Fatal(err)
	}
	grades := []scenarios.CaseReport{{Good: true}, {Good: true, Finding: &scenarios.Finding{Absorbed: 1}}, {Good: true, Finding: &scenarios.Finding{Duplicates: 1}}}
	sums := func(parts ...int) *matrixSums {
		s := newMatrixSums(cells)
		for _, part := range parts {
			a := message{Report: &scenarios.CaseReport{}, Swept: []scenarios.Swept{{Place: -1}}}
			for place := part; place < 11; place += sweepParts {
				r := grades[place%len(grades)]
				r.Scenario, r.Hash, r.Faults = cells[0].Scenario.Name, fmt.Sprint(place), []faults.Count{{Kind: faults.Crash, Requested: 1, Delivered: 1}}
				a.Swept = append(a.Swept, scenarios.Swept{Place: place, CaseReport: r})
			}
			s.take(job{Scenario: cells[0].Scenario.Name, Sweep: &scenarios.SweepPlan{Part: part, Parts: sweepParts}}, a)
		}
		return s
	}
	whole := sums(0, 1, 2, 3).file(scenarios.MatrixResult{})
	merged := newMatrixSums(cells)
	for _, shard := range []*matrixSums{sums(3, 1), sums(0, 2)} {
		p := matrixPart{Cells: []scenarios.CellPart{shard.cells[cells[0].Scenario.Name].Part()}, Faults: shard.faults.Faults, Swept: shard.swept}
		if _, err := merged.join(p); err != nil {
			t.Fatal(err)
		}
	}
	want, _ := json.Marshal(whole)
	if got, _ := json.Marshal(merged.file(scenarios.MatrixResult{})); string(got) != string(want) || whole.Cells[0].Cases != 11 || whole.Faults[0].Delivered != 11 {
		t.Errorf("merged is\n%s\nand the whole\n%s", got, want)
	}
	if half := sums(0, 3).file(scenarios.MatrixResult{}); half.Cells[0].Digest == whole.Cells[0].Digest {
		t.Errorf("half of the cases have the digest of all, %s", half.Cells[0].Digest)
	}
	if marks := whole.Sweeps[0].Marks; marks != "xadxadxadxa" {
		t.Errorf("marks %s", marks)
	}
	if marks := sums(0, 3).file(scenarios.MatrixResult{}).Sweeps[0].Marks; marks != "xxaad" {
		t.Errorf("marks of two parts %s", marks)
	}
}
