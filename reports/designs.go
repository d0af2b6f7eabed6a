package reports

import (
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
of those below is a small program (scenarios/designs, and the direct consumer), run under the same faults as the others. This page
is made from reports/matrix.json, which %s wrote: %s, seed %d.

`, "`onceover matrix`", totals(m), m.Seed)
	x.choose(&b)
	b.WriteString("\n## The designs\n\n| design | strategy | what it does | what it promises | what it showed |\n" + strings.Repeat("| --- ", 5) + "|\n")
	for _, d := range x.designs {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", d.Name, d.Strategy, d.About, d.Promise, x.summary(d.Name))
	}
	b.WriteString("\n## The matrix\n\nA row is what happens, a column the design. A cell is the most that some case showed. `onceover matrix DESIGN --rows ROW`\nshows one again, with a file of its smallest case for `onceover replay`, and draws it.\n\n")
	x.markdown(&b, false)
	b.WriteString("\nThe codes:\n\n")
	for _, c := range scenarios.Codes {
		fmt.Fprintf(&b, "- %s: %s\n", c.Code, c.Meaning)
	}
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

// summary is what a design showed in all rows.
func (x matrix) summary(design string) string {
	t := x.tallyOf(design)
	var parts []string
	for _, part := range []struct {
		n    int
		what string
	}{{t.lost, "loses"}, {t.silent, "passes losses in silence"}, {t.again, "repeats"}, {t.stuck, "gets stuck"}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%s in %d", part.what, part.n))
		}
	}
	if len(parts) == 0 {
		return fmt.Sprintf("neither loses nor repeats in %s", plural(t.rows, "row"))
	}
	return fmt.Sprintf("of %s: %s", plural(t.rows, "row"), strings.Join(parts, ", "))
}

// A designTally is in how many rows a design showed what.
type designTally struct{ rows, lost, silent, again, stuck int }

func (x matrix) tallyOf(design string) (t designTally) {
	for _, row := range x.rows {
		c, ok := x.cells[[2]string{row, design}]
		if !ok {
			continue
		}
		t.rows++
		if c.Worst.Losses > 0 {
			t.lost++
		}
		if c.Worst.Silent > 0 {
			t.silent++
		}
		if c.Worst.Duplicates > 0 {
			t.again++
		}
		if strings.Contains(c.Found, "STUCK") {
			t.stuck++
		}
	}
	return t
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

func notAsked(b *strings.Builder) {
	b.WriteString("\n## What is not asked\n\nWhy the matrix has \"-\": of a cell, of a row, or of a design.\n\n")
	for _, r := range scenarios.NotAsked() {
		fmt.Fprintf(b, "- %s/%s: %s\n", r.Row, r.Design, r.Text)
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
		by, shown := "reading", ""
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
