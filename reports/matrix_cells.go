package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/onceover/onceover/scenarios"
)

// A matrix is cells by their places.
type matrix struct {
	rows    []string
	designs []scenarios.Design
	cells   map[[2]string]scenarios.CellResult
}

// matrixOf leaves out the rows and designs that have no cell.
func matrixOf(m scenarios.MatrixResult) matrix {
	x := matrix{cells: map[[2]string]scenarios.CellResult{}}
	for _, c := range m.Cells {
		x.cells[[2]string{c.Row, c.Design}] = c
		if !slices.Contains(x.rows, c.Row) {
			x.rows = append(x.rows, c.Row)
		}
	}
	for _, d := range scenarios.Designs() {
		if slices.ContainsFunc(m.Cells, func(c scenarios.CellResult) bool { return c.Design == d.Name }) {
			x.designs = append(x.designs, d)
		}
	}
	return x
}

// Marks of cells.
const (
	differs  = "!" // from what is expected
	unshown  = "~" // too few cases to show all that is expected
	unproven = "?" // inconclusive

	overruled = "*" // its reason says more than its code
)

// but begins the reason of a cell whose code is not the whole of it, such as one that is OK because what it loses is not counted.
const but = "but "

// reasonOf is why a cell is as it is, to stand behind its code.
func reasonOf(c scenarios.CellResult) string {
	if strings.HasPrefix(c.Reason, but) {
		return ", " + c.Reason
	}
	return ": " + c.Reason
}

// overruled are the cells whose reasons say more than their codes, a line each.
func (x matrix) overruled(b *strings.Builder) {
	for _, row := range x.rows {
		for _, d := range x.designs {
			if c := x.cells[[2]string{row, d.Name}]; strings.HasPrefix(c.Reason, but) {
				fmt.Fprintf(b, "- %s, %s%s\n", c.Name(), cellText(c), reasonOf(c))
			}
		}
	}
}

// markOf is the mark of a cell whose code is not the whole of it.
func markOf(c scenarios.CellResult) string {
	if strings.HasPrefix(c.Reason, but) {
		return overruled
	}
	return ""
}

// cellText is what a cell shows, with a mark.
func cellText(c scenarios.CellResult) string {
	text := c.Found
	if text == "" {
		text = "."
	}
	text += markOf(c)
	switch {
	case c.Standing == scenarios.HarnessError || c.Standing == scenarios.Anomalous:
		return text + differs
	case c.Standing == scenarios.Inconclusive:
		return text + unproven
	case len(c.Unshown) > 0:
		return text + unshown
	}
	return text
}

// text is a cell as a table has it.
func (x matrix) text(row, design string) string {
	c, ok := x.cells[[2]string{row, design}]
	if !ok {
		return "-"
	}
	return cellText(c)
}

// totals are how many cells are as expected, and how many are not.
func totals(m scenarios.MatrixResult) string {
	counts := map[scenarios.Standing]int{}
	cases, few := 0, 0
	for _, c := range m.Cells {
		counts[c.Standing]++
		cases += c.Cases
		if c.Standing == scenarios.AsPromised && len(c.Unshown) > 0 {
			few++
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s: %d as expected", plural(len(m.Cells), "cell"), plural(cases, "case"), counts[scenarios.AsPromised])
	if few > 0 {
		fmt.Fprintf(&b, " (%d of them with too few cases to show all that is)", few)
	}
	for _, s := range []scenarios.Standing{scenarios.Anomalous, scenarios.HarnessError, scenarios.Inconclusive} {
		if n := counts[s]; n > 0 {
			fmt.Fprintf(&b, ", %d %s", n, standingWords[s])
		}
	}
	return b.String()
}

var standingWords = map[scenarios.Standing]string{
	scenarios.Anomalous: "different", scenarios.HarnessError: "where the harness failed", scenarios.Inconclusive: "inconclusive",
}
