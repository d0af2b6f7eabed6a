package reports

import (
	"fmt"
	"strings"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/scenarios"
)

// A hero is what a stranger reads in the first ten seconds.
type hero struct {
	Class   string // good, bad or unsure
	Verdict string
	Ran     string // what was run
	Found   []string
}

func (p Page) hero() hero {
	r := p.Result
	delivered, requested, cases := 0, 0, 0
	for _, row := range r.Rows {
		d, q := row.Delivered()
		delivered, requested, cases = delivered+d, requested+q, cases+row.Cases
	}
	h := hero{Class: "good", Ran: fmt.Sprintf("%s in %s. %d of %d faults were delivered.",
		plural(len(r.Rows), "consumer"), plural(cases, "simulated run"), delivered, requested)}
	if len(r.Rows) == 0 {
		return p.bare()
	}
	var bad, unsure []string
	kept, foretold := 0, 0
	for _, row := range r.Rows {
		switch {
		case row.Standing == scenarios.AsPromised && row.Broken:
			foretold++
		case row.Standing == scenarios.AsPromised:
			kept++
		case row.Standing == scenarios.Inconclusive:
			unsure = append(unsure, row.Scenario)
		default:
			bad = append(bad, row.Scenario)
		}
		h.Found = append(h.Found, findingsOf(row)...)
	}
	var parts []string
	switch {
	case len(bad) > 0:
		h.Class = "bad"
		parts = append(parts, fmt.Sprintf("%s not as promised.", isOrAre(bad)))
	case len(unsure) > 0:
		h.Class = "unsure"
		parts = append(parts, fmt.Sprintf("%s undecided.", isOrAre(unsure)))
	}
	if kept > 0 {
		parts = append(parts, keptWords(kept))
	}
	if foretold > 0 {
		parts = append(parts, fmt.Sprintf("%s failed, as predicted.", plural(foretold, "broken consumer")))
	}
	if r.Interrupted {
		parts = append(parts, "The run was interrupted.")
	}
	h.Verdict = strings.Join(parts, " ")
	return h
}

// bare is the hero of a page without a result.
func (p Page) bare() hero {
	h := hero{Class: "unsure", Verdict: "No scenario was run.", Ran: "Nothing."}
	if len(p.Sweeps) > 0 {
		s := p.Sweeps[0]
		h.Class, h.Verdict = "good", fmt.Sprintf("%s kept its promise wherever it was struck.", s.Scenario)
		h.Ran = fmt.Sprintf("%s, struck at %s in %s.", s.Scenario, plural(len(s.places()), "place"), plural(len(s.Runs), "run"))
		if n := len(s.Failures()); n > 0 {
			h.Class, h.Verdict = "bad", fmt.Sprintf("%s is not as promised.", s.Scenario)
			h.Found = []string{fmt.Sprintf("not as promised in %d of %d runs", n, len(s.Runs))}
		} else if s.Broken {
			h.Verdict = fmt.Sprintf("%s is broken, and was struck to show where.", s.Scenario)
		}
		return h
	}
	if p.Matrix != nil {
		return p.Matrix.hero()
	}
	if p.Kills != nil {
		h.Verdict, h.Ran = "Some mutants were not killed.", fmt.Sprintf("%s, %s of each.", plural(len(p.Kills.Kills), "mutant"), plural(p.Kills.Cases, "case"))
		if h.Class = "bad"; p.Kills.Killed() {
			h.Class, h.Verdict = "good", fmt.Sprintf("All %d mutants were killed.", len(p.Kills.Kills))
		}
	}
	return h
}

func keptWords(n int) string {
	if n == 1 {
		return "1 consumer kept its promise."
	}
	return fmt.Sprintf("%d consumers kept their promises.", n)
}

func isOrAre(names []string) string {
	switch {
	case len(names) == 1:
		return names[0] + " is"
	case len(names) > 3:
		return fmt.Sprintf("%s and %d others are", strings.Join(names[:2], ", "), len(names)-2)
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1] + " are"
}

// findingsOf is what came of a row in words, where it is worth a line.
func findingsOf(row scenarios.Row) []string {
	if row.Standing == scenarios.AsPromised && !row.Broken {
		return nil
	}
	var what []string
	if row.Losses > 0 {
		what = append(what, plural(row.Losses, "record")+" lost")
	}
	if row.Duplicates > 0 {
		what = append(what, plural(row.Duplicates, "result")+" written twice")
	}
	if len(what) == 0 {
		what = []string{standing(row)}
	}
	failed := len(row.Failures)
	if row.Broken && failed == 0 {
		failed = row.Shown
	}
	return []string{fmt.Sprintf("%s: %s, in %d of %d runs", row.Scenario, strings.Join(what, ", "), failed, row.Cases)}
}

// A rowView is a row of the summary.
type rowView struct {
	scenarios.Row
	Class                string
	Delivered, Requested int
	Link                 string // to the first counterexample of it, or empty
}

func (v pageView) row(row scenarios.Row) rowView {
	out := rowView{Row: row, Class: "bad"}
	out.Delivered, out.Requested = row.Delivered()
	switch {
	case row.Standing == scenarios.AsPromised && row.Broken:
		out.Class = "foretold"
	case row.Standing == scenarios.AsPromised:
		out.Class = "good"
	case row.Standing == scenarios.Inconclusive:
		out.Class = "unsure"
	}
	for _, c := range v.Counterexamples {
		for _, of := range c.Cases {
			if of.Scenario == row.Scenario && out.Link == "" {
				out.Link = c.ID
			}
		}
	}
	return out
}

// deliveries is what became of the faults of all rows, by kind, with a header.
func deliveries(r scenarios.Result) [][]string {
	var sum scenarios.Row
	for _, row := range r.Rows {
		sum.Add(scenarios.CaseReport{Faults: row.Faults, Good: true})
	}
	if len(sum.Faults) == 0 {
		return nil
	}
	list := [][]string{{"fault", "requested", "armed", "delivered"}}
	for _, c := range sum.Faults {
		list = append(list, []string{kindName(c.Kind), text(c.Requested), text(c.Armed), text(c.Delivered)})
	}
	return list
}

func kindName(k faults.Kind) string { return strings.ReplaceAll(string(k), "_", " ") }
