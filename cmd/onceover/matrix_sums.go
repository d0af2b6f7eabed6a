package main

import (
	"github.com/onceover/onceover/reports"
	"github.com/onceover/onceover/scenarios"
)

// A matrixSums is what the cases of a matrix come to, in whatever order they come, and on however many machines.
type matrixSums struct {
	cells  map[string]*scenarios.CellResult // by name
	faults scenarios.Row                    // of which only the faults are wanted
	swept  map[string]map[int]string        // of each cell, marks by part of its sweep, as in reports.MatrixSweep
}

func newMatrixSums(cells []scenarios.Cell) *matrixSums {
	s := &matrixSums{cells: map[string]*scenarios.CellResult{}, swept: map[string]map[int]string{}}
	for _, c := range cells {
		sum := scenarios.NewCellResult(c)
		s.cells[c.Scenario.Name] = &sum
	}
	return s
}

// take adds what a worker answered.
func (s *matrixSums) take(j job, a message) {
	if j.Sweep == nil || a.Report.Error != "" {
		s.add(j.Scenario, *a.Report)
		return
	}
	for _, run := range a.Swept {
		if run.Place >= 0 {
			s.add(j.Scenario, run.CaseReport)
		}
	}
	s.addMarks(j.Scenario, j.Sweep.Part, reports.NewMatrixSweep("", a.Swept).Marks)
}

func (s *matrixSums) add(name string, c scenarios.CaseReport) {
	s.cells[name].Add(c)
	s.faults.Add(scenarios.CaseReport{Faults: c.Faults, Good: true})
}

func (s *matrixSums) addMarks(name string, part int, marks string) {
	if s.swept[name] == nil {
		s.swept[name] = map[int]string{}
	}
	s.swept[name][part] += marks
}

// file is the matrix with these sums, and with what is known of it beside them.
func (s *matrixSums) file(result scenarios.MatrixResult) reports.MatrixFile {
	for _, sum := range s.cells { //tidy:unordered sorted below
		result.Cells = append(result.Cells, sum.Sum(result.Partial))
	}
	scenarios.SortCells(result.Cells)
	f := reports.NewMatrixFile(result)
	f.Faults = s.faults.Faults
	for _, c := range result.Cells {
		if parts := s.swept[c.Name()]; len(parts) > 0 {
			f.Sweeps = append(f.Sweeps, reports.MatrixSweep{Design: c.Design, Marks: interleaved(parts)})
		}
	}
	return f
}

// interleaved are the marks of a sweep in the order of its places, of which each of sweepParts parts has every one that comes
// next after those of the parts before it.
func interleaved(parts map[int]string) string {
	var all []byte
	for i, more := 0, true; more; i++ {
		more = false
		for part := range sweepParts {
			if marks := parts[part]; i < len(marks) {
				all, more = append(all, marks[i]), true
			}
		}
	}
	return string(all)
}

// join adds what other shards have come to, and returns the names of the cells whose example is one of theirs now.
func (s *matrixSums) join(p matrixPart) (better []string, err error) {
	for _, cell := range p.Cells {
		sum := s.cells[cell.Name()]
		if err := sum.Join(cell); err != nil {
			return nil, err
		}
		if cell.Example != nil && sum.Example == cell.Example {
			better = append(better, cell.Name())
		}
	}
	s.faults.Add(scenarios.CaseReport{Faults: p.Faults, Good: true})
	for name, parts := range p.Swept { //tidy:unordered each has a place of its own
		for part, marks := range parts { //tidy:unordered likewise
			s.addMarks(name, part, marks)
		}
	}
	return better, nil
}
