package scenarios

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// The table has a cell for each row and design, or says that there is none, and no other.
func TestMatrixIsComplete(t *testing.T) {
	table, err := parseMatrix(matrixText)
	if err != nil {
		t.Fatal(err)
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
		{"row  one\nr    D1+OK\n", "want OK alone or OK?", 2, 6},
		{"row  one two\nr    OK  -\n", "r/two is not asked, and nothing says why", 2, 10},
		{"row  one two\nr    OK  -\ns    -   -\ns/*: why\n*/one: why\n", "r/two is not asked", 2, 10},
		{"row  one two\nr    OK  -\nr/*: why\n*/one: why\n", "a reason for */one, of which every cell is asked", 4, 1},
		{"row  one two\nr    OK  -\nr/two: why\ns/*: why\n", "a reason for s/*, of which every cell is asked", 4, 1},
	} {
		_, err := parseMatrix(c.text)
		var wrong *TableError
		if !errors.As(err, &wrong) || wrong.Line != c.line || wrong.Column != c.at || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %d:%d: %s", c.text, err, c.line, c.at, c.want)
		}
	}
}

func TestMatrixReasons(t *testing.T) {
	table, err := parseMatrix("row one two six\nr   D1? -   -\ns   -   -   OK\nr/one: it is\n  so\n\n# remark\nr/*: the row\ns/two: alone\n*/two: the\n  design\n*/one: first\n")
	if err != nil || len(table.cells) != 2 || table.cells[0].reason != "it is so" || table.cells[0].expect.String() != "D1?" {
		t.Fatalf("%+v, %v", table, err)
	}
	for cell, want := range map[[2]string]string{{"r", "two"}: "the row", {"s", "two"}: "alone", {"s", "one"}: "first", {"s", "six"}: ""} {
		if got := table.whyNot(cell); got != want {
			t.Errorf("%v is not asked: %q, want %q", cell, got, want)
		}
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

// Each contradiction that a run decides is a scenario of a cell that must show something, and every strategy has its place.
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
		} else if len(s.Expected.missing([]string{codeOK})) == 0 {
			t.Errorf("%s: %s may show nothing, which decides nothing", c.Name, c.Cell)
		}
		if _, ok := cellNamed(c.Beside); c.Beside != "" && !ok {
			t.Errorf("%s: there is no cell %s", c.Name, c.Beside)
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
