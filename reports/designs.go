package reports

import (
	"cmp"
	"fmt"
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
of those below is a small program ([scenarios/designs](../scenarios/designs), and the direct consumer), run under the same faults as
the others. This page is made from [reports/matrix.json](../reports/matrix.json), which %s wrote: %s, seed %d.

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
		if x.shows(c.Code) {
			fmt.Fprintf(&b, "- %s: %s\n", c.Code, c.Meaning)
		}
	}
	fmt.Fprintf(&b, "- `-`: not asked; \"What is not asked\" says why\n- %s behind a code: it is not the whole of it; \"Where runs and literature part\" says what else\n", overruled)
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
	"`onceover replay`, and draws it; `--minimise 200` makes it small. In concurrent-batches-crash three batches are worked on at a time. Of a design that stores no\n" +
	"offset, what it has not read in the end counts as lost, because nothing is stored by which anybody would go on there.\n"

// shows reports whether some cell has the code, or another of its kind: D1 stands for D2 as well.
func (x matrix) shows(code string) bool {
	const digits = "0123456789"
	kind := strings.TrimRight(code, digits)
	for _, c := range x.cells { //tidy:unordered any of them
		for found := range strings.SplitSeq(c.Found, "+") {
			if found == code || kind != code && strings.TrimRight(found, digits) == kind {
				return true
			}
		}
	}
	return false
}

// reasons are why cells are not what the literature has.
func (x matrix) reasons(b *strings.Builder) {
	b.WriteString("\n## Where runs and literature part\n\n")
	for _, row := range x.rows {
		for _, d := range x.designs {
			if c := x.cells[[2]string{row, d.Name}]; c.Reason != "" {
				fmt.Fprintf(b, "- %s, %s%s\n", c.Name(), cellText(c), reasonOf(c))
			}
		}
	}
}

// noRow are questions that one might look for in the matrix.
var noRow = []struct{ What, Why string }{
	{"output keyed by batch id", "no design keys its results by their batch; batch-size-change asks the others what they make of smaller batches"},
	{"rollback after dual write was switched off", "no row goes back from one store to the other; a property test in package consumer/offsets moves a group between two stores in both " +
		"directions, with failures in between"},
	{"takeover that reads the offset before bumping the epoch", "no design does so, and none of the mutants; the one next to it is overwriting, which checks neither " +
		"owner nor version. But of the direct consumer clean-stop, crash-before-output, crash-mid-output, " +
		"crash-after-output, crash-inside-commit, zombie-resumes, second-copy and rebalance also fail unless each owner bumped the epoch, synced and then read the offset, in this order, before it wrote a result (scenarios/takeover.go)"},
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
