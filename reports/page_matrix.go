package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/onceover/onceover/scenarios"
)

// A matrixView is a matrix as the template reads it: a column for each design, a row for each thing that happens.
type matrixView struct {
	Designs  []MatrixDesign
	Rows     []matrixRow
	Codes    []struct{ Code, Meaning string }
	Totals   string
	Command  string
	Heat     []heatRow
	Blanks   []scenarios.Reason // why cells are not asked
	NoRow    []struct{ What, Why string }
	Choices  []choiceView
	Choosing string // what stands below each choice
	Gone     int    // as in Page
}

// A choiceView is a choice with what each of its designs showed.
type choiceView struct {
	choice
	Shown []struct{ Design, Evidence string }
}

// A matrixRow is one thing that happens.
type matrixRow struct {
	ID, Name, About string
	Cells           []*cellView // as many as there are designs, nil where the row is not asked of it
	Wrong           int         // cells that are not as expected
}

// A cellView is what was found of one design when one thing happened.
type cellView struct {
	scenarios.CellResult
	ID      string
	Codes   []string // what was found, with its mark: parts between which a line may break
	Class   string
	Promise string
	Again   string // the most records that were handled again
	Lost    string
	Because string // the reason, as a sentence
	Picture string // link to the part of the page that draws it, or empty
	File    string // link to its replay file, or empty
}

// Summary is what a pointer that rests on the cell is told; the list of cells says more.
func (c *cellView) Summary() string {
	return fmt.Sprintf("%s, %d of %d faults delivered", plural(c.Cases, "case"), c.Delivered, c.Requested)
}

// Good reports whether the cell is as expected.
func (c *cellView) Good() bool { return c.Standing == scenarios.AsPromised }

// Instead is what there should be, or why that is not known.
func (c *cellView) Instead() string {
	if c.Standing == scenarios.Anomalous {
		return "not " + c.Expected
	}
	return string(c.Standing)
}

func (p Page) matrixView() *matrixView {
	m := *p.Matrix
	x := matrixOf(m.MatrixResult)
	v := &matrixView{
		Designs: directFirst(NewMatrixFile(m.MatrixResult).Designs), Blanks: scenarios.NotAsked(), NoRow: noRow, Choices: x.choiceViews(), Choosing: choosing, Gone: p.Gone,
		Codes: scenarios.Codes, Totals: totals(m.MatrixResult), Heat: matrixHeat(m.Sweeps),
		Command: "onceover replay " + p.named(MatrixDir+"/"),
	}
	abouts := map[string]string{}
	for _, r := range scenarios.MatrixRows() {
		abouts[r[0]] = r[1]
	}
	for i, name := range x.rows {
		row := matrixRow{ID: fmt.Sprintf("row-%d", i+1), Name: name, About: abouts[name]}
		for n, d := range v.Designs {
			c, ok := x.cells[[2]string{name, d.Name}]
			if !ok {
				row.Cells = append(row.Cells, nil)
				continue
			}
			cell := p.cellView(c, d)
			cell.ID = fmt.Sprintf("at-%d-%d", i+1, n+1)
			if row.Cells = append(row.Cells, cell); !cell.Good() {
				row.Wrong++
			}
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

// directFirst moves the direct consumer, which the others are there to be compared with, to the left edge.
func directFirst(list []MatrixDesign) []MatrixDesign {
	place := func(d MatrixDesign) int {
		if strings.HasPrefix(d.Name, "direct-") {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(list, func(a, b MatrixDesign) int { return place(a) - place(b) })
	return list
}

// choiceViews are the choices with the designs that the matrix has.
func (x matrix) choiceViews() (list []choiceView) {
	for _, c := range choices {
		v := choiceView{choice: c}
		for _, d := range c.Designs {
			if evidence := x.evidence(d); evidence != "" {
				v.Shown = append(v.Shown, struct{ Design, Evidence string }{d, evidence})
			}
		}
		list = append(list, v)
	}
	return list
}

func (p Page) cellView(c scenarios.CellResult, d MatrixDesign) *cellView {
	v := &cellView{CellResult: c, Codes: strings.SplitAfter(cellText(c), "+"), Class: "foretold", Promise: d.Promise, Again: replayed(c.Worst), Lost: lostRecords(c.Worst)}
	switch {
	case !v.Good():
		v.Class = "bad"
	case strings.HasPrefix(c.Reason, but): // its code is not the whole of it
	case c.Found == "OK" || c.Found == "EO":
		v.Class = "good"
	}
	for i, e := range p.Cells {
		if e.Cell.Name() == c.Name() {
			v.Picture = "#" + exampleID(i)
		}
	}
	if strings.HasPrefix(c.Reason, but) {
		v.Because = c.Found + reasonOf(c)
	} else if c.Reason != "" {
		v.Because = "Literature has something else" + reasonOf(c)
	}
	if c.Replay != "" {
		v.File = p.linked(c.Replay)
	}
	return v
}
