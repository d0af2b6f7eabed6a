package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/onceover/onceover/scenarios"
)

// A PageMatrix is the table of what was found of each design: a column for each, a row for each class of faults.
type PageMatrix struct {
	Columns []string // names of designs
	Rows    []PageRow
}

// A PageRow is one class of faults.
type PageRow struct {
	Name  string
	Cells []PageCell // as many as there are columns
}

// A PageCell is what was found of one design under one class of faults. The zero value says that the question does not
// apply.
type PageCell struct {
	Code     string // what was found: OK, EO, D1, L1 and so on
	Expected string // what should have been
	Good     bool   // that is what was found
	About    string // how much was run
	Link     string // where the smallest counterexample is: a part of the page, or a file beside it; or empty
}

// Class tells cells apart: as expected and nothing wrong, as expected and something wrong, and not as expected.
func (c PageCell) Class() string {
	switch {
	case !c.Good:
		return "bad"
	case c.Code == "OK" || c.Code == "EO":
		return "good"
	}
	return "foretold"
}

// A CellExample is the smallest counterexample of a cell, which is drawn.
type CellExample struct {
	Cell   scenarios.CellResult
	Replay scenarios.Replay
}

// Examples are the cells of a matrix of which counterexamples are worth a picture, at most so many: those that are not as
// expected, and then one of each thing that was found.
func Examples(m scenarios.MatrixResult, most int) (list []scenarios.CellResult) {
	var codes []string
	for _, good := range []bool{false, true} {
		for _, c := range m.Cells {
			as := c.Standing == scenarios.AsPromised
			if c.Replay == "" || as != good || good && slices.Contains(codes, c.Found) || len(list) == most {
				continue
			}
			codes, list = append(codes, c.Found), append(list, c)
		}
	}
	return list
}

// NewPageMatrix is a matrix as the page has it.
func NewPageMatrix(m scenarios.MatrixResult, examples []CellExample) *PageMatrix {
	x, page := matrixOf(m), &PageMatrix{}
	for _, d := range x.designs {
		page.Columns = append(page.Columns, d.Name)
	}
	for _, name := range x.rows {
		row := PageRow{Name: name}
		for _, d := range x.designs {
			c, ok := x.cells[[2]string{name, d.Name}]
			if !ok {
				row.Cells = append(row.Cells, PageCell{})
				continue
			}
			row.Cells = append(row.Cells, PageCell{
				Code: cellText(c), Expected: c.Expected, Good: c.Standing == scenarios.AsPromised, Link: cellLink(c, examples),
				About: fmt.Sprintf("%s, %d of %d faults delivered", plural(c.Cases, "case"), c.Delivered, c.Requested),
			})
		}
		page.Rows = append(page.Rows, row)
	}
	return page
}

// cellLink is the cell's part of the page, or else its file.
func cellLink(c scenarios.CellResult, examples []CellExample) string {
	for i, e := range examples {
		if e.Cell.Row == c.Row && e.Cell.Design == c.Design {
			return "#" + cellID(i)
		}
	}
	return c.Replay
}

func cellID(n int) string { return fmt.Sprintf("cell-%d", n+1) }

// cellCounterexample is the counterexample of a cell as the template reads it.
func (p Page) cellCounterexample(n int, e CellExample) counterexample {
	as := e.Cell.Standing == scenarios.AsPromised
	v := counterexample{ID: cellID(n), Title: fmt.Sprintf("%s under %s", e.Cell.Design, e.Cell.Row), Standing: "expected", Replay: "onceover replay " + e.Cell.Replay}
	v.Group = Group{Fingerprint: cellText(e.Cell), Foretold: as, Count: e.Cell.Shown,
		Smallest: scenarios.CaseReport{Scenario: e.Replay.Scenario, Case: e.Replay.Case, Hash: e.Replay.Hash}}
	if !as {
		v.Standing = "not as expected"
	}
	v.Name = fmt.Sprintf("case %d of %s", e.Replay.Case.Index, e.Replay.Scenario)
	v.Knocked = e.Replay.Knockouts
	for _, f := range e.Replay.Case.Schedule.Faults {
		v.Faults = append(v.Faults, f.String())
	}
	var seen []string
	for _, line := range e.Replay.Finding {
		if sub, _, _ := strings.Cut(line, " "); !slices.Contains(seen, sub) && len(v.Why) < whyMax {
			seen, v.Why = append(seen, sub), append(v.Why, line)
		}
	}
	if v.draw(p.Pictures, e.Replay.Hash); v.Picture != nil && len(v.Why) == 0 {
		for _, f := range v.Picture.Found[:min(1, len(v.Picture.Found))] {
			v.Why = append(v.Why, f.Explain)
		}
	}
	return v
}

// hero is the hero of a page of a matrix alone.
func (m *PageMatrix) hero() hero {
	cells, differ := 0, []string(nil)
	for _, row := range m.Rows {
		for i, c := range row.Cells {
			if c.Code == "" {
				continue
			}
			if cells++; !c.Good {
				differ = append(differ, fmt.Sprintf("%s under %s: %s instead of %s", m.Columns[i], row.Name, c.Code, c.Expected))
			}
		}
	}
	h := hero{Class: "good", Verdict: "Each design keeps and loses what is expected of it.",
		Ran: fmt.Sprintf("%s under %s: %s.", plural(len(m.Columns), "design"), plural(len(m.Rows), "sort")+" of faults", plural(cells, "cell"))}
	if len(differ) > 0 {
		h.Class, h.Verdict = "bad", fmt.Sprintf("%d of %d cells are not as expected.", len(differ), cells)
		h.Found = differ[:min(whyMax, len(differ))]
	}
	return h
}
