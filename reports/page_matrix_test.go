package reports

import (
	"encoding/xml"
	"slices"
	"strings"
	"testing"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/scenarios"
)

// exampleMatrix is sampleMatrix with all that its file may have.
func exampleMatrix() *MatrixFile {
	m := NewMatrixFile(sampleMatrix())
	m.Faults = []faults.Count{{Kind: faults.Crash, Requested: 40, Armed: 40, Delivered: 39}}
	m.Sweeps = []MatrixSweep{{"direct-append", "..dd!x"}}
	return &m
}

// exampleCells are the examples of that matrix.
func exampleCells() (list []CellExample) {
	for _, c := range Examples(sampleMatrix(), 12) {
		list = append(list, CellExample{c, scenarios.Replay{Scenario: c.Name(), Finding: []string{"duplicate written again", "duplicate twice"}}})
	}
	return list
}

// Cells that differ come first, then one of each thing that was found, then the others, and none without a file.
func TestExamples(t *testing.T) {
	var m scenarios.MatrixResult
	for _, c := range []struct {
		row, found string
		standing   scenarios.Standing
		replay     string
	}{
		{"a", "D1", scenarios.AsPromised, "a"}, {"b", "D1", scenarios.AsPromised, "b"}, {"c", "L1", scenarios.AsPromised, "c"},
		{"d", "OK", scenarios.AsPromised, ""}, {"e", "D1", scenarios.Anomalous, "e"}, {"f", "STUCK", scenarios.Inconclusive, "f"},
	} {
		m.Cells = append(m.Cells, scenarios.CellResult{Row: c.row, Found: c.found, Standing: c.standing, Replay: c.replay})
	}
	rows := func(most int) (names string) {
		for _, c := range Examples(m, most) {
			names += c.Row
		}
		return names
	}
	if rows(12) != "efcab" || rows(3) != "efc" || rows(2) != "ef" || rows(0) != "" {
		t.Errorf("examples %s, two %s, none %s", rows(12), rows(2), rows(0))
	}
}

// Each cell has what is promised, expected and found, the largest window and the lost ranges, and leads to its picture and its
// file; what codes, marks, rows and designs mean is on the page.
func TestPageOfMatrix(t *testing.T) {
	page := Page{Matrix: exampleMatrix(), Cells: exampleCells(), Dir: "out", Base: "../out", Traces: MatrixDir}
	got := string(pageOf(t, page))
	for _, want := range []string{
		"1 of 4 cells is not as expected.", "clean-stop/direct-append: found D2 where OK is expected", "further cells are not in it",
		`<a href="#at-1-1">D2!<wbr/></a>`, `<a href="#cell-1">picture</a> <a href="../out/matrix/a.scenario.json">file</a>`,
		"7 records, 2 batches", "5 records: orders/0 [5,10)", "onceover replay out/matrix/a.scenario.json",
		`data-name="promise">at least once: at most one batch again for each crash<`, "Literature has something else: it was not run before", "No case showed D1.",
		"<dt>TORN</dt>", "too few cases to show all that is expected", "SIGTERM anywhere, and a restart", "direct-append under clean-stop",
		`<td class="n">39</td>`, "<dt>toolchain</dt><dd>go1</dd>", "places 3 to 4: written twice, as expected", "of one partition, by one life", "in one case", "what it has not read in the end is lost, too",
		`<b>·</b> is not asked; <a href="#not-asked">why</a>`, "<b>lag-monitor/*</b>: ", "<b>output keyed by batch id</b>: ", "<dt>The sink can only append</dt>",
		"<b>direct-append</b>: 2 rows; repeats in 1",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("page does not say %q", want)
		}
	}
	if strings.Contains(got, "are not there.") {
		t.Error("page misses a replay file")
	}
	if strings.Contains(got, "Nothing that breaks") || strings.Contains(got, "There is none") || strings.Contains(got, "fingerprint share") {
		t.Error("page speaks of a matrix as of scenarios")
	}
}

// The direct consumer is the first that a reader meets, in the head and in each row.
func TestPageOfMatrixBeginsWithDirect(t *testing.T) {
	v := (Page{Matrix: exampleMatrix()}).matrixView()
	if v.Designs[0].Name != "direct-append" || v.Rows[0].Cells[0].Design != "direct-append" || v.Rows[0].Cells[1].Design != "zookeeper-after" {
		t.Errorf("%+v", v.Designs)
	}
}

// The counterexample of a cell says why, once for each sort of finding, and what it counts for.
func TestCellCounterexample(t *testing.T) {
	got := Page{Dir: "out"}.cellCounterexample(0, exampleCells()[0])
	if got.Standing != "not as expected" || got.Fingerprint != "D2" || got.Count != 1 || len(got.Why) != 1 || got.Replay != "onceover replay out/matrix/a.scenario.json" || !got.Open {
		t.Errorf("%+v", got)
	}
}

func TestMatrixJUnit(t *testing.T) {
	got, err := MatrixJUnit(*exampleMatrix())
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "matrix.junit.xml", got)
	var back junitSuites
	if err := xml.Unmarshal(got, &back); err != nil || back.Suite.Tests != 4 || back.Suite.Failures != 1 || back.Suite.Cases[1].Failure == nil {
		t.Errorf("read back as %+v (%v)", back, err)
	}
}

// Of a cell, losses are worse than duplicates, and all of it may be expected.
func TestMatrixSweep(t *testing.T) {
	run := func(place int, good bool, f scenarios.Finding) scenarios.Swept {
		return scenarios.Swept{Place: place, CaseReport: scenarios.CaseReport{Good: good, Shown: true, Finding: &f}}
	}
	s := NewMatrixSweep("latest", []scenarios.Swept{
		run(-1, true, scenarios.Finding{}), run(0, true, scenarios.Finding{}), run(1, true, scenarios.Finding{Absorbed: 1}),
		run(2, true, scenarios.Finding{Duplicates: 1}), run(3, true, scenarios.Finding{Duplicates: 1, Losses: 1}),
		run(4, true, scenarios.Finding{Codes: []string{"STUCK"}}), run(5, false, scenarios.Finding{Losses: 1}),
	})
	if s.Marks != ".ad!!x" {
		t.Errorf("marks %s", s.Marks)
	}
}

// A matrix is whole when no cell is missing and each was held to all that is expected.
func TestMatrixWhole(t *testing.T) {
	cells, err := scenarios.Matrix(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	var whole MatrixFile
	for _, c := range cells {
		cell := scenarios.NewCellResult(c)
		cell.Standing = scenarios.AsPromised
		whole.Cells = append(whole.Cells, cell)
	}
	quick, some := whole, whole
	quick.Partial, some.Cells = true, slices.Clone(whole.Cells[1:])
	if !whole.Whole() || quick.Whole() || some.Whole() || some.Missing() != 1 {
		t.Errorf("whole %v, quick %v, some %v", whole.Whole(), quick.Whole(), some.Whole())
	}
	if got := (Page{}).heroOfMatrix(quick, nil); !strings.HasPrefix(got.Verdict, "A part of the matrix") || !strings.Contains(got.Ran, "Quick or partial") {
		t.Errorf("%+v", got)
	}
}
