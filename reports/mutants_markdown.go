package reports

import (
	"fmt"
	"strings"
)

// Markdown is the matrix as a page, with what each mutant is and the smallest case that shows it.
func (k Kills) Markdown() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `# Mutants

What the checkers make of consumers that are wrong: each is the direct consumer with one mistake that somebody made in
earnest. A mutant is killed if one of its cases shows what is foretold of it, at the records that are foretold, no case shows
anything else, the correct twin is clean under the same schedules, and the smallest case, where one was looked for, takes no
more than %d faults. %d cases of each with seed %d; this page is written by %s.

The columns are the checkers, with the number of cases in which each fired; in how many cases the mistake showed; after how
many cases it was found; how many faults the smallest case has that shows it; and the verdict.

`, smallMax, k.Cases, k.Seed, "`onceover mutants`")
	for i, row := range k.cells() {
		b.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if i == 0 {
			b.WriteString(strings.Repeat("| --- ", len(row)) + "|\n")
		}
	}
	for _, m := range k.Kills {
		m.describe(&b)
	}
	return []byte(b.String())
}

// describe tells of one mutant.
func (k Kill) describe(b *strings.Builder) {
	var subs []string
	for _, s := range k.Foretold {
		subs = append(subs, "`"+string(s)+"`")
	}
	fmt.Fprintf(b, "\n## %d. %s\n\nIt %s.\n\n- Origin: %s\n- Foretold: %s; where: %s\n",
		k.Number, strings.TrimPrefix(k.Scenario, "broken-"), k.Summary, k.Origin, strings.Join(subs, " or "), k.Extent)
	if k.Why != "" {
		fmt.Fprintf(b, "- %s: %s\n", k.Standing, k.Why)
	}
	if s := k.Smallest; s != nil && s.Faults == 0 {
		fmt.Fprintf(b, "- Smallest case, of %s: no fault at all\n", s.Fingerprint)
	} else if s != nil {
		fmt.Fprintf(b, "- Smallest case, of %s:\n\n      %s\n", s.Fingerprint, strings.ReplaceAll(strings.TrimSpace(s.Schedule), "\n", "\n      "))
	}
}
