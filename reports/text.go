package reports

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/scenarios"
)

// A Place is where a text is shown. The zero value is a file that lies beside the others.
type Place struct {
	Dir   string            // where the replay files lie, as a command has to name it
	Rates map[string]string // cases a second of each scenario; known only while a run goes on
}

// Text is the result for people: a row for each scenario, and what is behind those that are not as promised.
func Text(r scenarios.Result, p Place) []byte {
	var b strings.Builder
	rows(r, p).write(&b)
	for _, row := range r.Rows {
		if row.Standing != scenarios.AsPromised {
			fmt.Fprintf(&b, "\n%s: %s\n", row.Scenario, standing(row))
			why(&b, r, row, p)
		}
	}
	examples(&b, r, p)
	fmt.Fprintf(&b, "\n%s, \"What is judged\", says what a promise permits, and what is not simulated\n", path.Join(p.Dir, "report.html"))
	fmt.Fprintf(&b, "%s\n", footer(r))
	return []byte(b.String())
}

func rows(r scenarios.Result, p Place) *table {
	t := &table{right: []bool{2: true, 4: true, 5: true, 6: true, 7: true, 8: true, 9: true}}
	header := []string{"scenario", "promise", "cases", "verdict", "duplicates", "losses", "absorbed", "faults", "virtual time"}
	if p.Rates != nil {
		header = append(header, "cases/s")
	}
	t.add(header...)
	for _, row := range r.Rows {
		delivered, requested := row.Delivered()
		cells := []string{
			row.Scenario, promise(row.Promise), strconv.Itoa(row.Cases), standing(row), strconv.Itoa(row.Duplicates),
			strconv.Itoa(row.Losses), strconv.Itoa(row.Absorbed), fmt.Sprintf("%d/%d", delivered, requested),
			row.Time.Round(100 * time.Millisecond).String(),
		}
		if p.Rates != nil {
			cells = append(cells, p.Rates[row.Scenario])
		}
		t.add(cells...)
	}
	return t
}

// standing is the row's verdict in words. For a broken consumer, to fail as predicted is what is promised.
func standing(row scenarios.Row) string {
	if row.Broken && row.Standing == scenarios.AsPromised {
		return "fails as predicted"
	}
	return string(row.Standing)
}

func promise(p model.Promise) string {
	text := string(p.Guarantee)
	if p.Unordered {
		text += ", unordered"
	}
	if p.Fenced {
		text += ", fenced"
	}
	return text
}

// failuresMax is how many failures of a scenario a text tells; the JSON form has all of them.
const failuresMax = 5

func why(b *strings.Builder, r scenarios.Result, row scenarios.Row, p Place) {
	if len(row.Failures) == 0 {
		fmt.Fprintf(b, "  %s\n", row.Why)
	}
	for i, c := range row.Failures {
		if i == failuresMax {
			fmt.Fprintf(b, "  and %d more\n", len(row.Failures)-i)
			return
		}
		failure(b, r, c, p)
	}
}

// findingsMax is how many findings of one case a text tells.
const findingsMax = 3

func failure(b *strings.Builder, r scenarios.Result, c scenarios.CaseReport, p Place) {
	fmt.Fprintf(b, "  case %d\n", c.Case.Index)
	found := findings(c)
	for _, text := range found[:min(findingsMax, len(found))] {
		paragraph(b, text)
	}
	if more := len(found) - findingsMax; more > 0 {
		fmt.Fprintf(b, "    and %d more\n", more)
	}
	for _, f := range c.Case.Schedule.Faults {
		fmt.Fprintf(b, "    fault: %s\n", f)
	}
	if c.Error != "" {
		fmt.Fprintf(b, "    again: %s\n", only(r, c))
	} else {
		fmt.Fprintf(b, "    replay: onceover replay %s\n", path.Join(p.Dir, replayName(c, false)))
	}
}

// gaps are line ends with nothing between them, as what a dying process says has them.
var gaps = regexp.MustCompile(`\n\s*\n`)

func paragraph(b *strings.Builder, text string) {
	fmt.Fprintf(b, "    %s\n", strings.ReplaceAll(gaps.ReplaceAllString(text, "\n"), "\n", "\n      "))
}

// only is the command that runs a single case of a run: a shard as large as the run. A case without a trace hash has no
// replay file.
func only(r scenarios.Result, c scenarios.CaseReport) string {
	cases := max(r.Cases, c.Case.Index+1) // a run of some time has no number
	return fmt.Sprintf("onceover run %s --cases %d --seed %d --shard %d/%d", c.Scenario, cases, r.Seed, c.Case.Index, cases)
}

// findings is what was found in a case, one text each, the gravest first.
func findings(c scenarios.CaseReport) []string {
	var list []string
	if c.Error != "" {
		list = append(list, c.Error)
	}
	anomalies := slices.Clone(c.Anomalies)
	slices.SortStableFunc(anomalies, func(a, b model.Anomaly) int { return gravity(b) - gravity(a) })
	for _, a := range anomalies {
		list = append(list, a.String())
	}
	return append(list, c.Notes...)
}

// examples says what the broken consumers did, and names a replay of each.
func examples(b *strings.Builder, r scenarios.Result, p Place) {
	title := "\nwhat the broken consumers did, one example each:\n"
	for _, row := range r.Rows {
		for _, c := range row.Examples {
			fmt.Fprintf(b, "%s  %s: in %d of %d cases, such as case %d\n", title, row.Scenario, row.Shown, row.Cases, c.Case.Index)
			if found := findings(c); len(found) > 0 {
				paragraph(b, found[0])
			}
			fmt.Fprintf(b, "    replay: onceover replay %s\n", path.Join(p.Dir, replayName(c, true)))
			title = ""
		}
	}
}

// footer says what the result depends on, and what it is worth.
func footer(r scenarios.Result) string {
	text := fmt.Sprintf("seed %d, %d cases of each scenario, %s", r.Seed, r.Cases, r.Toolchain)
	if r.Cases == 0 {
		text = fmt.Sprintf("seed %d, as many cases as there was time for, %s", r.Seed, r.Toolchain)
	}
	if r.Shard != "" {
		text += ", shard " + r.Shard
	}
	if r.Differing >= 0 && !r.Interrupted {
		text += fmt.Sprintf("; %d cases run twice, %d differing traces", r.Twice, r.Differing)
	}
	if r.Interrupted {
		text += "; interrupted, so not all cases were run"
	}
	return text
}
