package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/onceover/onceover/scenarios"
)

// A CellExample is the worst case of a cell, and of several the one with the fewest faults, which is drawn.
type CellExample struct {
	Cell   scenarios.CellResult
	Replay scenarios.Replay
}

// Examples are the cells of a matrix of which counterexamples are worth a picture, at most so many: those that are not as
// expected, then one of each thing that was found, and then the others.
func Examples(m scenarios.MatrixResult, most int) []scenarios.CellResult {
	var differ, first, others []scenarios.CellResult
	found := map[string]bool{}
	for _, good := range []bool{false, true} {
		for _, c := range m.Cells {
			switch as := c.Standing == scenarios.AsPromised; {
			case c.Replay == "" || as != good:
				continue
			case !as:
				differ = append(differ, c)
			case !found[c.Found]:
				first = append(first, c)
			default:
				others = append(others, c)
			}
			found[c.Found] = true
		}
	}
	list := slices.Concat(differ, first, others)
	return list[:min(most, len(list))]
}

func exampleID(n int) string { return fmt.Sprintf("cell-%d", n+1) }

// cellCounterexample is the counterexample of a cell as the template reads it.
func (p Page) cellCounterexample(n int, e CellExample) counterexample {
	as := e.Cell.Standing == scenarios.AsPromised
	v := counterexample{
		ID: exampleID(n), Title: fmt.Sprintf("%s under %s", e.Cell.Design, e.Cell.Row), Open: n == 0 && len(p.Result.Rows) == 0,
		Standing: "as expected", Replay: "onceover replay " + p.named(e.Cell.Replay),
	}
	v.Group = Group{Fingerprint: e.Cell.Found, Foretold: as, Count: e.Cell.Shown,
		Smallest: scenarios.CaseReport{Scenario: e.Replay.Scenario, Case: e.Replay.Case, Hash: e.Replay.Hash}}
	if !as {
		v.Standing = "not as expected"
	}
	v.Name = fmt.Sprintf("case %d of %s", e.Replay.Case.Index, e.Replay.Scenario)
	v.Knocked = e.Replay.Knockouts
	for _, f := range e.Replay.Case.Schedule.Faults {
		v.Faults = append(v.Faults, f.String())
	}
	var seen []string
	for _, line := range e.Replay.Finding {
		if sub, _, _ := strings.Cut(line, " "); !slices.Contains(seen, sub) && len(v.Why) < whyMax {
			seen, v.Why = append(seen, sub), append(v.Why, line)
		}
	}
	if v.draw(p, e.Replay.Hash); v.Picture != nil && len(v.Why) == 0 {
		for _, f := range v.Picture.Found[:min(1, len(v.Picture.Found))] {
			v.Why = append(v.Why, f.Explain)
		}
	}
	return v
}
