package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/onceover/onceover/scenarios"
)

// Designs is the guide to the designs, from what a matrix found: which to choose and why, what each does, the matrix, where
// each strategy is in it, and what became of the contradictions.
func Designs(m scenarios.MatrixResult) []byte {
	var b strings.Builder
	x := matrixOf(m)
	fmt.Fprintf(&b, `# Which design to choose

There are many ways to read a topic of Kafka and to keep one's place in it, and what is written about them does not agree. Each
of those below is a small program (scenarios/designs, and the direct consumer), run under the same faults as the others. This page
is made from reports/matrix.json, which %s wrote: %s, seed %d.

`, "`onceover matrix`", totals(m), m.Seed)
	x.choose(&b)
	b.WriteString("\n## The designs\n\n| design | strategy | what it does | what it promises | what it showed |\n" + strings.Repeat("| --- ", 5) + "|\n")
	for _, d := range x.designs {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", d.Name, d.Strategy, d.About, d.Promise, x.summary(d.Name))
	}
	b.WriteString("\n## The matrix\n\n" + reading + "\n")
	x.markdown(&b, false)
	b.WriteString("\nThe codes:\n\n")
	for _, c := range scenarios.Codes {
		fmt.Fprintf(&b, "- %s: %s\n", c.Code, c.Meaning)
	}
	b.WriteString("- `-`: not asked; \"What is not asked\" says why\n")
	b.WriteString("\nThe rows:\n\n")
	for _, r := range scenarios.MatrixRows() {
		fmt.Fprintf(&b, "- %s: %s\n", r[0], r[1])
	}
	notAsked(&b)
	x.reasons(&b)
	strategies(&b)
	x.contradictions(&b)
	return []byte(b.String())
}

// reading is how to read the matrix.
const reading = "A row is what happens, a column the design. A cell is the worst of each kind of code that some case showed, and not always the\n" +
	"same case. The replay files of cells are not in the repository, where only those of upgrade plans are, under reports/plans:\n" +
	"`onceover matrix DESIGN --rows ROW` writes that of a cell's worst case to reports/out/matrix/ROW.DESIGN.scenario.json, for\n" +
	"`onceover replay`, and draws it. In concurrent-batches-crash three batches are worked on at a time. Of a design that stores no\n" +
	"offset, what it has not read in the end counts as lost, because nothing is stored by which anybody would go on there.\n"

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
	return fmt.Sprintf("of %s: %s", plural(rows, "row"), strings.Join(parts, ", "))
}

// A showing is what a design does in some rows.
type showing struct {
	what  string
	rows  []string
	grave bool // nobody wants it, whatever happens
}

// tally is in how many rows a design was asked, and what it showed in which.
func (x matrix) tally(design string) (rows int, shown []showing) {
	all := []showing{
		{what: "loses", grave: true}, {what: "passes losses in silence", grave: true}, {what: "handles what was aborted", grave: true},
		{what: "gets stuck", grave: true}, {what: "repeats"}, {what: "refuses to go on"}, {what: "reports what the log lost"},
	}
	for _, row := range x.rows {
		c, ok := x.cells[[2]string{row, design}]
		if !ok {
			continue
		}
		rows++
		codes := c.Worst.Codes
		for i, is := range []bool{
			c.Worst.Losses > 0, c.Worst.Silent > 0, slices.Contains(codes, "ABORT"), slices.Contains(codes, "STUCK"),
			c.Worst.Duplicates > 0, slices.Contains(codes, "STOP"), c.Worst.Reported > 0,
		} {
			if is {
				all[i].rows = append(all[i].rows, row)
			}
		}
	}
	return rows, slices.DeleteFunc(all, func(s showing) bool { return len(s.rows) == 0 })
}

// reasons are why cells are not what the literature has.
func (x matrix) reasons(b *strings.Builder) {
	b.WriteString("\n## Where runs and literature part\n\n")
	for _, row := range x.rows {
		for _, d := range x.designs {
			if c := x.cells[[2]string{row, d.Name}]; c.Reason != "" {
				fmt.Fprintf(b, "- %s, %s: %s\n", c.Name(), cellText(c), c.Reason)
			}
		}
	}
}

// noRow are questions that one might look for in the matrix.
var noRow = []struct{ What, Why string }{
	{"output keyed by batch id", "no design keys its results by their batch; batch-size-change asks the others what they make of smaller batches"},
	{"rollback after dual write was switched off", "no row goes back from one store to the other; a property test in package consumer/offsets moves a group between two stores in both " +
		"directions, with failures in between"},
	{"takeover that reads the offset before bumping the epoch", "the direct consumer reads it after that, and none of the mutants does otherwise; " +
		"the one next to it is overwriting, which checks neither owner nor version"},
}

func notAsked(b *strings.Builder) {
	b.WriteString("\n## What is not asked\n\nWhy the matrix has \"-\": of a cell, of a row, or of a design.\n\n")
	for _, r := range scenarios.NotAsked() {
		fmt.Fprintf(b, "- %s/%s: %s\n", r.Row, r.Design, r.Text)
	}
	b.WriteString("\nSome questions have no row:\n\n")
	for _, q := range noRow {
		fmt.Fprintf(b, "- %s: %s\n", q.What, q.Why)
	}
}

func strategies(b *strings.Builder) {
	b.WriteString("\n## Where each strategy is\n\n| | strategy | where |\n| --- | --- | --- |\n")
	for _, s := range scenarios.Strategies {
		fmt.Fprintf(b, "| %s | %s | %s |\n", s.ID, s.Name, s.Where)
	}
}

// contradictions are with what the cell showed that decides each.
func (x matrix) contradictions(b *strings.Builder) {
	b.WriteString("\n## Contradictions\n\nThose that a run decides are scenarios, such as `onceover run c05-direct-is-not-exactly-once`.\n\n" +
		"| | claim | what is true | decided by | shown |\n" + strings.Repeat("| --- ", 5) + "|\n")
	for _, c := range scenarios.Contradictions {
		by, shown := cmp.Or(c.By, "reading"), ""
		if c.Cell != "" {
			by = c.Name + ", " + c.Cell
			shown = x.textOf(c.Cell)
		}
		if c.Beside != "" {
			by += ", beside " + c.Beside
			shown += "; beside it " + x.textOf(c.Beside)
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", c.ID, c.Claim, c.Answer, by, shown)
	}
}

// textOf is what a cell showed, by its name.
func (x matrix) textOf(cell string) string {
	row, design, _ := strings.Cut(cell, "/")
	return x.text(row, design)
}
