package reports

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/onceover/onceover/scenarios"
)

// An Upgrade is a plan with what came of it.
type Upgrade struct {
	Plan  scenarios.Plan
	Cases []UpgradeCase // one for each of the plan's showings, in their order
}

// An UpgradeCase is the case that shows a design under a plan.
type UpgradeCase struct {
	Finding scenarios.Finding
	Tale    string
}

// Upgrades is the guide to upgrades: for each plan what the operator does, what came of it for some designs, and the story
// of one case of each. The files of the cases are below reports/plans.
func Upgrades(list []Upgrade) []byte {
	var b strings.Builder
	b.WriteString(`# How upgrades go

Ways to bring a new build, or new settings, to where an old one runs. Each was run, with two builds where there are two, and each
case below is a file that ` + "`onceover replay`" + ` runs again. How often what happens is in [the matrix](designs.md#the-matrix), by
the rows that are named; the codes are there, too, and the strategies that S17 and the like stand for. With ` + "`--any-build`" + ` a case runs whatever the programs have become since; that it still shows what is said here is a test's to see.

| plan | row | design | what it showed | why |
| --- | --- | --- | --- | --- |
`)
	for _, u := range list {
		for i, s := range u.Plan.Shown {
			fmt.Fprintf(&b, "| [%s](#%s) | %s | %s | %s | %s |\n", u.Plan.Name, u.Plan.Name, s.Row, s.Design, strings.Join(u.Cases[i].Finding.Codes, "+"), s.Says)
		}
	}
	for _, u := range list {
		u.write(&b)
	}
	return []byte(b.String())
}

func (u Upgrade) write(b *strings.Builder) {
	fmt.Fprintf(b, "\n## %s\n\n%s", u.Plan.Name, u.Plan.About)
	if u.Plan.Strategy != "" {
		fmt.Fprintf(b, " (%s)", u.Plan.Strategy)
	}
	b.WriteString("\n\n")
	for i, step := range u.Plan.Steps {
		fmt.Fprintf(b, "%d. %s\n", i+1, step)
	}
	for i, s := range u.Plan.Shown {
		c := u.Cases[i]
		fmt.Fprintf(b, "\n### %s: %s\n\n%s: %s.\n\n    onceover replay --any-build reports/plans/%s\n\n```\n%s```\n",
			u.Plan.Name, s.Design, sentence(c.Finding), s.Says, u.Plan.File(s), c.Tale)
	}
}

// sentence is a finding in words.
func sentence(f scenarios.Finding) string {
	var parts []string
	for _, n := range []struct {
		n    int
		what string
	}{
		{f.Duplicates, "written twice"}, {f.Absorbed, "handled again, which the sink absorbed"}, {f.Losses, "lost"},
		{f.Silent, "gone from the log without a word"},
	} {
		if n.n > 0 {
			parts = append(parts, plural(n.n, "record")+" "+n.what)
		}
	}
	if len(f.Ranges) > 0 {
		parts = append(parts, "namely "+strings.Join(f.Ranges, ", "))
	}
	var meant []string
	for _, code := range f.Codes {
		for _, known := range scenarios.Codes {
			if known.Code == code && (code == "STOP" || code == "STUCK" || code == "OK" || code == "REG") {
				meant = append(meant, known.Meaning)
			}
		}
	}
	return "**" + strings.Join(f.Codes, "+") + "**, " + strings.Join(append(parts, meant...), ", ")
}

// aside is what of a timeline is for those who look for a cause.
var aside = regexp.MustCompile(`; last seen of it: .*| \(step \d+\)`)

// Tale is the timeline of a case for those who want the story alone: without steps, and without what was last seen of those
// that ended.
func Tale(o scenarios.Outcome) string {
	t := table{right: []bool{true}}
	for _, m := range drawTogether(moments(o, Excerpt{}.has), nil) {
		cells := m.cells()
		t.add(fmt.Sprintf("%d.%03d", m.time/1e9, m.time%1e9/1e6), aside.ReplaceAllString(cells[2], ""))
	}
	var b strings.Builder
	t.write(&b)
	return b.String()
}
