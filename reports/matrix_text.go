package reports

import (
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/onceover/onceover/scenarios"
)

// MatrixText is a matrix for a terminal with lines of so many characters: in as many parts as it takes, and then what is not
// as expected. The files are in dir.
func MatrixText(m scenarios.MatrixResult, dir string, width int) []byte {
	var b strings.Builder
	x := matrixOf(m)
	for left := x.designs; len(left) > 0; {
		n := x.fitting(left, width)
		t := table{}
		header := []string{""}
		for _, d := range left[:n] {
			header = append(header, d.Label)
		}
		t.add(header...)
		for _, row := range x.rows {
			cells := []string{row}
			for _, d := range left[:n] {
				cells = append(cells, x.text(row, d.Name))
			}
			t.add(cells...)
		}
		t.write(&b)
		b.WriteString("\n")
		left = left[n:]
	}
	for _, d := range x.designs {
		fmt.Fprintf(&b, "%-5s %s: %s; it promises %s\n", d.Label, d.Name, d.About, d.Promise)
	}
	b.WriteString("\n")
	for _, c := range scenarios.Codes {
		fmt.Fprintf(&b, "%-5s %s\n", c.Code, c.Meaning)
	}
	fmt.Fprintf(&b, "-     is not asked; %s differs from what is expected, %s too few cases to show all that is, %s inconclusive, %s its reason says more\n\n",
		differs, unshown, unproven, overruled)
	x.overruled(&b)
	for _, c := range m.Cells {
		if c.Standing == scenarios.AsPromised || c.Cases == 0 {
			continue
		}
		fmt.Fprintf(&b, "%s: expected %s, found %s: %s: %s\n", c.Name(), c.Expected, c.Found, c.Standing, c.Why)
		if c.Replay != "" {
			fmt.Fprintf(&b, "    onceover replay %s\n", path.Join(dir, c.Replay))
		}
	}
	fmt.Fprintf(&b, "%s; seed %d, %d cases of each, %s\n", totals(m), m.Seed, m.Cases, m.Toolchain)
	return []byte(b.String())
}

// fitting is how many of the designs fit in a line, one at least.
func (x matrix) fitting(designs []scenarios.Design, width int) int {
	used := 0
	for _, row := range x.rows {
		used = max(used, utf8.RuneCountInString(row))
	}
	for i, d := range designs {
		wide := utf8.RuneCountInString(d.Label)
		for _, row := range x.rows {
			wide = max(wide, utf8.RuneCountInString(x.text(row, d.Name)))
		}
		if used += 2 + wide; used > width && i > 0 {
			return i
		}
	}
	return len(designs)
}
