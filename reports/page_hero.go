package reports

import (
	"fmt"
	"strings"

	"github.com/onceover/onceover/scenarios"
)

// A hero is what a stranger reads in the first ten seconds.
type hero struct {
	Class   string // good, bad or unsure
	Verdict string
	Ran     string // what was run
	Found   []string
	Nothing string // what is said where nothing was found
	Shows   *exhibit
}

// An exhibit is a run that shows what was found: of a matrix the worst of a cell, else the smallest.
type exhibit struct {
	Link    string // to where it is told, or to its file
	Name    string
	Title   string // what it shows
	Faults  []string
	Command string // that runs it again
}

// hero is that of each part of the page, put together.
func (v pageView) hero() hero {
	var parts []hero
	if len(v.Result.Rows) > 0 {
		parts = append(parts, heroOfRows(v.Result, first(v.Counterexamples)))
	}
	for _, s := range v.Sweeps {
		parts = append(parts, v.heroOfSweep(s))
	}
	if v.Page.Matrix != nil {
		parts = append(parts, v.heroOfMatrix(*v.Page.Matrix, first(v.Cells)))
	}
	if v.Page.Kills != nil {
		parts = append(parts, heroOfKills(*v.Page.Kills))
	}
	if len(parts) == 0 {
		return hero{Class: "unsure", Verdict: "No scenario was run.", Ran: "Nothing.", Nothing: "Nothing."}
	}
	all := parts[0]
	for _, part := range parts[1:] {
		all.and(part)
	}
	return all
}

// and adds another part; the worse of them colours the whole.
func (h *hero) and(o hero) {
	for _, class := range []string{"unsure", "bad"} {
		if o.Class == class {
			h.Class = class
		}
	}
	h.Verdict, h.Ran, h.Found = h.Verdict+" "+o.Verdict, h.Ran+" "+o.Ran, append(h.Found, o.Found...)
	if h.Nothing == "" || o.Nothing != "" {
		h.Nothing = strings.TrimSpace(h.Nothing + " " + o.Nothing)
	}
	if h.Shows == nil {
		h.Shows = o.Shows
	}
}

// first is the exhibit that the first counterexample is, or nil.
func first(list []counterexample) *exhibit {
	if len(list) == 0 {
		return nil
	}
	c := list[0]
	return &exhibit{Link: "#" + c.ID, Name: c.Name, Title: c.Title, Faults: c.Faults, Command: c.Replay}
}

// heroOfRows is that of scenarios.
func heroOfRows(r scenarios.Result, shows *exhibit) hero {
	delivered, requested, cases := 0, 0, 0
	for _, row := range r.Rows {
		d, q := row.Delivered()
		delivered, requested, cases = delivered+d, requested+q, cases+row.Cases
	}
	h := hero{
		Class: "good", Nothing: "Nothing that breaks a promise.", Shows: shows,
		Ran: fmt.Sprintf("%s in %s. %d of %d faults were delivered.", plural(len(r.Rows), "consumer"), plural(cases, "simulated run"), delivered, requested),
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
