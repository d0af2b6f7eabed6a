package scenarios

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// The table has a cell for each row and design, or says that there is none, and no other.
func TestMatrixIsComplete(t *testing.T) {
	table := &table{seen: map[[2]string]int{}}
	for line := range strings.Lines(matrixText) {
		table.line++
		if err := table.read(strings.TrimRight(line, "\n ")); err != nil {
			t.Fatal(err)
		}
	}
	var rows, columns []string
	for _, r := range matrixRows() {
		rows = append(rows, r.name)
	}
	for _, d := range Designs() {
		columns = append(columns, d.Name)
	}
	if err := checkNames(table.seen, rows, columns); err != nil {
		t.Error(err)
	}
}

func TestMatrixErrors(t *testing.T) {
	for _, c := range []struct {
		text, want string
		line, at   int
	}{
		{"row  one two\nr    OK  D9x\n", `"D9x" is no code`, 2, 10},
		{"row  one two\nr    OK\n", "r has 1 cells, and there are 2 designs above it", 2, 6},
		{"row  one\nr    OK\nr    OK\n", "r/one is there twice", 3, 6},
		{"row  one\nr    OK\nr/two: why\n", "a reason for r/two, of which there is no cell above it", 3, 1},
		{"row  one\nr    D∞ D1\n", "r has 2 cells", 2, 9},
		{"  and so on\n", "there is none above it", 1, 3},
	} {
		_, err := parseMatrix(c.text)
		var wrong *TableError
		if !errors.As(err, &wrong) || wrong.Line != c.line || wrong.Column != c.at || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %d:%d: %s", c.text, err, c.line, c.at, c.want)
		}
	}
}

func TestMatrixReasons(t *testing.T) {
	cells, err := parseMatrix("row one two\nr   D1? -\nr/one: it is\n  so\n\n# remark\n")
	if err != nil || len(cells) != 1 || cells[0].reason != "it is so" || cells[0].expect.String() != "D1?" {
		t.Errorf("%+v, %v", cells, err)
	}
}

// A cell is found by its name, and judged by its cases together: by what is beyond, and by what is missing.
func TestCellStands(t *testing.T) {
	cells, err := Matrix([]string{"zookeeper-strict"}, []string{"crash-after-output"})
	if err != nil || len(cells) != 1 {
		t.Fatal(cells, err)
	}
	if s, err := FindOne("crash-after-output/zookeeper-strict"); err != nil || s.Expected.String() != "D1" {
		t.Errorf("%v, %v", s.Name, err)
	}
	report := func(code string, beyond ...string) CaseReport {
		return CaseReport{Good: len(beyond) == 0, Shown: code != codeOK, Notes: beyond, Finding: &Finding{Codes: []string{code}}}
	}
	for _, c := range []struct {
		cases   []CaseReport
		partial bool
		want    Standing
	}{
		{[]CaseReport{report("OK"), report("D1")}, false, AsPromised},
		{[]CaseReport{report("OK")}, false, Anomalous},
		{[]CaseReport{report("OK")}, true, AsPromised},
		{[]CaseReport{report("D1"), report("Dall", "found Dall")}, true, Anomalous},
		{[]CaseReport{report("D1"), {Error: "broken"}}, false, HarnessError},
		{[]CaseReport{report("D1"), {Good: true, Vacuous: true, Finding: &Finding{Codes: []string{codeOK}}}}, false, Inconclusive},
		{nil, true, Inconclusive},
	} {
		r := NewCellResult(cells[0])
		for _, report := range c.cases {
			r.Add(report)
		}
		if got := r.Sum(c.partial); got.Standing != c.want {
			t.Errorf("%+v: %s (%s), want %s", c.cases, got.Standing, got.Why, c.want)
		}
	}
}

// Each contradiction that a run decides is a scenario of a cell that there is, and every strategy has its place.
func TestContradictionsAndStrategies(t *testing.T) {
	for i, c := range Contradictions {
		if c.ID != fmt.Sprintf("C%d", i+1) || (c.Name == "") != (c.Cell == "") {
			t.Errorf("contradiction %d is %+v", i+1, c)
		}
		if c.Name == "" {
			continue
		}
		s, err := FindOne(c.Name)
		if cell, ok := cellNamed(c.Cell); err != nil || !ok || s.Name != c.Name || s.Expected.String() != cell.Expected.String() {
			t.Errorf("%s, %s: %v", c.Name, c.Cell, err)
		}
	}
	for i, s := range Strategies {
		if s.ID != fmt.Sprintf("S%02d", i+1) || s.Where == "" {
			t.Errorf("strategy %d is %+v", i+1, s)
		}
	}
	if len(Strategies) != 24 || len(Contradictions) != 16 {
		t.Errorf("%d strategies and %d contradictions", len(Strategies), len(Contradictions))
	}
}
