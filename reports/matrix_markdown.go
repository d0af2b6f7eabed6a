package reports

import (
	"fmt"
	"strings"

	"github.com/onceover/onceover/scenarios"
)

// MatrixMarkdown is a matrix as a page, with what each cell found and where its replay file is.
func MatrixMarkdown(m scenarios.MatrixResult) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `# What each design guarantees

%s; seed %d. This page is written by %s. Each cell is one question: the design of the column under what the row
says. The codes are explained below; a cell links to the file of its worst case, and of several the one with the fewest faults, for %s.
%q marks what differs from what is expected, %q what no case has shown yet, %q what the reason of the cell says more of, and "-"
what is not asked.

`, totals(m), m.Seed, "`onceover matrix`", "`onceover replay`", differs, unshown, overruled)
	x := matrixOf(m)
	x.markdown(&b, true)
	b.WriteString("\n")
	for _, c := range scenarios.Codes {
		fmt.Fprintf(&b, "- %s: %s\n", c.Code, c.Meaning)
	}
	b.WriteString("\n")
	x.overruled(&b)
	b.WriteString("\n## The designs\n\n")
	for _, d := range x.designs {
		fmt.Fprintf(&b, "- %s: %s; it promises %s\n", d.Name, d.About, d.Promise)
	}
	b.WriteString("\n## Cells that are not OK\n\n| cell | expected | found | cases | shown | faults | most again of a partition by one life | most lost in a case | file |\n" + strings.Repeat("| --- ", 9) + "|\n")
	for _, c := range m.Cells {
		if c.Found == "OK" && c.Standing == scenarios.AsPromised {
			continue
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %d | %d | %d/%d | %s | %s | %s |\n", c.Name(), c.Expected, cellText(c), c.Cases, c.Shown, c.Delivered,
			c.Requested, replayed(c.Worst), lostRecords(c.Worst), replayLink(c))
	}
	return []byte(b.String())
}

// markdown is the table of cells; linked ones lead to their cases, which lie beside the matrix.
func (x matrix) markdown(b *strings.Builder, linked bool) {
	b.WriteString("| |")
	for _, d := range x.designs {
		b.WriteString(" " + d.Name + " |")
	}
	b.WriteString("\n" + strings.Repeat("| --- ", len(x.designs)+1) + "|\n")
	for _, row := range x.rows {
		b.WriteString("| " + row + " |")
		for _, d := range x.designs {
			text := x.text(row, d.Name)
			if c := x.cells[[2]string{row, d.Name}]; linked && c.Replay != "" {
				text = fmt.Sprintf("[%s](%s)", text, c.Replay)
			}
			b.WriteString(" " + text + " |")
		}
		b.WriteString("\n")
	}
}

func replayed(f scenarios.Finding) string {
	if f.Window == 0 {
		return ""
	}
	return fmt.Sprintf("%s, %s", plural(f.Window, "record"), batchesOf(f.Batches))
}

func batchesOf(n int) string {
	if n == 1 {
		return "1 batch"
	}
	return fmt.Sprintf("%d batches", n)
}

// rangesMax is how many ranges of lost records a line has.
const rangesMax = 3

func lostRecords(f scenarios.Finding) string {
	if f.Losses == 0 {
		return ""
	}
	ranges := f.Ranges
	more := ""
	if len(ranges) > rangesMax {
		ranges, more = ranges[:rangesMax], ", …"
	}
	text := plural(f.Losses, "record")
	if len(ranges) > 0 {
		text += ": " + strings.Join(ranges, ", ") + more
	}
	return text
}

func replayLink(c scenarios.CellResult) string {
	if c.Replay == "" {
		return ""
	}
	return fmt.Sprintf("[replay](%s)", c.Replay)
}
