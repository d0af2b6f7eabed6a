package reports

import (
	"fmt"
	"strings"

	"github.com/onceover/onceover/scenarios"
)

// Markdown is the result as a page, such as the summary of a job has it: a row for each scenario, and how to run again what is not
// as promised.
func Markdown(r scenarios.Result) []byte {
	var b strings.Builder
	b.WriteString("# What the scenarios showed\n\n")
	for i, row := range rows(r, Place{}).rows {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(row, " | "))
		if i == 0 {
			b.WriteString("|" + strings.Repeat(" --- |", len(row)) + "\n")
		}
	}
	for _, row := range r.Rows {
		if row.Standing == scenarios.AsPromised {
			continue
		}
		fmt.Fprintf(&b, "\n## %s: %s\n\n", row.Scenario, standing(row))
		var text strings.Builder
		why(&text, r, row, Place{})
		b.WriteString(indented(text.String()))
	}
	fmt.Fprintf(&b, "\n%s\n", footer(r))
	return []byte(b.String())
}

// indented is a text as Markdown shows it unchanged, whatever programs have printed.
func indented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString("    " + line)
	}
	return b.String()
}
