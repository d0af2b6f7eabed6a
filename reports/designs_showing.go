package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/onceover/onceover/scenarios"
)

// A showing is what a design does in some rows.
type showing struct {
	what  string
	grave bool // nobody wants it, whatever happens
	in    func(scenarios.Finding) bool
	rows  []string
}

// showings are all that a design may show, the gravest first.
var showings = []showing{
	{what: "loses", grave: true, in: func(f scenarios.Finding) bool { return f.Losses > 0 }},
	{what: "passes losses in silence", grave: true, in: func(f scenarios.Finding) bool { return f.Silent > 0 }},
	{what: "handles what was aborted", grave: true, in: has("ABORT")},
	{what: "leaves older values over newer ones", grave: true, in: has("OLD")},
	{what: "reports a loss that is none", grave: true, in: has("FALSE")},
	{what: "gets stuck", grave: true, in: has("STUCK")},
	{what: "two work at the same time", in: has("D∞")},
	{what: "repeats", in: func(f scenarios.Finding) bool { return f.Duplicates > 0 && !has("D∞")(f) }},
	{what: "writes out of order", in: has("ORD")},
	{what: "stores an older offset over a newer one", in: has("REG")},
	{what: "stores a batch in part", in: has("TORN")},
	{what: "is seen by no lag monitor", in: has("BLIND")},
	{what: "refuses to go on", in: has("STOP")},
	{what: "reports what the log lost", in: func(f scenarios.Finding) bool { return f.Reported > 0 }},
}

func has(code string) func(scenarios.Finding) bool {
	return func(f scenarios.Finding) bool { return slices.Contains(f.Codes, code) }
}

// tally is in how many rows a design was asked, and what it showed in which.
func (x matrix) tally(design string) (rows int, shown []showing) {
	all := slices.Clone(showings)
	for _, row := range x.rows {
		c, ok := x.cells[[2]string{row, design}]
		if !ok {
			continue
		}
		rows++
		for i := range all {
			if all[i].in(c.Worst) {
				all[i].rows = append(all[i].rows, row+markOf(c))
			}
		}
	}
	return rows, slices.DeleteFunc(all, func(s showing) bool { return len(s.rows) == 0 })
}

// summary is what a design showed, and in how many rows.
func (x matrix) summary(design string) string {
	rows, shown := x.tally(design)
	var parts []string
	for _, s := range shown {
		parts = append(parts, fmt.Sprintf("%s in %d", s.what, len(s.rows)))
	}
	if len(parts) == 0 {
		return fmt.Sprintf("neither loses nor repeats in %s", plural(rows, "row"))
	}
	return fmt.Sprintf("of %s: %s", plural(rows, "row"), strings.Join(append(parts, elsewhere(design)...), ", "))
}

// elsewhere is what a design does in the rows that ask only the one that it is like: whoever compares it with others by the
// rows that it has must know that these are the easier ones.
func elsewhere(design string) []string {
	switch design {
	case "receiver-log":
		return []string{"elsewhere as receiver, but for what a crash takes from its memory"}
	case "failed-log":
		return []string{"elsewhere as zookeeper-strict"}
	case "keyed-business":
		return []string{"elsewhere as keyed, but that older values may end up over newer ones"}
	}
	return nil
}

// namedRows is how many rows are named, where one can hardly be chosen from more.
const namedRows = 5

// evidence is what a design showed: what is grave with the names of its rows, and how much came of the worst.
func (x matrix) evidence(design string) string {
	rows, shown := x.tally(design)
	if rows == 0 {
		return ""
	}
	parts := []string{plural(rows, "row")}
	for _, s := range shown {
		text := fmt.Sprintf("%s in %d", s.what, len(s.rows))
		if s.grave && len(s.rows) <= namedRows {
			text = s.what + " in " + strings.Join(s.rows, ", ")
		}
		parts = append(parts, text)
	}
	return strings.Join(slices.Concat(parts, x.most(design), elsewhere(design)), "; ")
}

// most is where a design lost most, or did most again, and where its cell has a reason what that says of the number.
func (x matrix) most(design string) []string {
	most := scenarios.CellResult{}
	for _, row := range x.rows {
		c := x.cells[[2]string{row, design}]
		if c.Worst.Losses > most.Worst.Losses || most.Worst.Losses == 0 && c.Worst.Window > most.Worst.Window {
			most = c
		}
	}
	text := ""
	switch w := most.Worst; {
	case w.Losses > 0:
		text = fmt.Sprintf("the most in %s: %s lost", most.Row, plural(w.Losses, "record"))
	case w.Window > 0:
		text = fmt.Sprintf("the most in %s: %s of a partition again, %s", most.Row, plural(w.Window, "record"), batchesOf(w.Batches))
	default:
		return nil
	}
	if most.Reason != "" {
		text += fmt.Sprintf(" (%s)", most.Reason)
	}
	return []string{text}
}
