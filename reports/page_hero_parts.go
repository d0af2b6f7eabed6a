package reports

import (
	"fmt"
	"strings"

	"github.com/onceover/onceover/scenarios"
)

// told adds findings, the first of them in words.
func (h *hero) told(list []string) {
	h.Found = append(h.Found, list[:min(whyMax, len(list))]...)
	if more := len(list) - whyMax; more > 0 {
		h.Found = append(h.Found, fmt.Sprintf("and %d more", more))
	}
}

func (p Page) heroOfSweep(s Sweep) hero {
	h := hero{
		Class: "good", Verdict: fmt.Sprintf("%s kept its promise wherever it was struck.", s.Scenario), Nothing: "Nothing that breaks a promise.",
		Ran: fmt.Sprintf("%s, struck at %s in %s.", s.Scenario, plural(len(s.places()), "place"), plural(len(s.Runs), "run")),
	}
	if s.Partial != "" {
		h.Ran += fmt.Sprintf(" It was interrupted: only %s were run to their end.", s.Partial)
	}
	failures := s.Failures()
	switch {
	case len(failures) > 0:
		h.Class, h.Verdict = "bad", fmt.Sprintf("%s is not as promised.", s.Scenario)
		h.Found = []string{fmt.Sprintf("not as promised in %d of %d runs", len(failures), len(s.Runs))}
		least := 0
		for i, f := range failures {
			if len(f.What) < len(failures[least].What) {
				least = i
			}
		}
		of, file := failures[least], s.ReplayName(least+1)
		h.Shows = &exhibit{Link: p.linked(file), Name: "struck at " + strings.Join(of.What, ", then at "), Title: title(of.CaseReport), Command: "onceover replay " + p.named(file)}
	case s.Broken && s.HasShown():
		h.Verdict, h.Nothing = fmt.Sprintf("%s is broken, and was struck to show where.", s.Scenario), ""
		shown := 0
		for _, r := range s.Runs {
			if !r.Shown {
				continue
			}
			if shown++; shown == 1 {
				h.Shows = &exhibit{Link: "#places", Name: "struck at " + strings.Join(r.What, ", then at "), Title: title(r.CaseReport)}
			}
		}
		h.Found = []string{fmt.Sprintf("fails as predicted in %d of %d runs", shown, len(s.Runs))}
	case s.Partial != "":
		h.Class, h.Verdict = "unsure", fmt.Sprintf("%s was not struck at every place.", s.Scenario)
	case s.Broken:
		h.Class, h.Verdict, h.Nothing = "unsure", fmt.Sprintf("%s is broken, and no run shows it.", s.Scenario), "What was predicted never showed."
	}
	return h
}

func heroOfKills(k Kills) hero {
	h := hero{
		Class: "good", Verdict: fmt.Sprintf("All %d mutants were killed.", len(k.Kills)), Nothing: "Each mutant showed what was foretold of it, and its correct twin nothing.",
		Ran: fmt.Sprintf("%s, %s of each.", plural(len(k.Kills), "mutant"), plural(k.Cases, "case")),
	}
	if k.Killed() {
		return h
	}
	var alive []string
	for _, m := range k.Kills {
		if m.Standing == scenarios.AsPromised {
			continue
		}
		name := strings.TrimPrefix(m.Scenario, "broken-")
		if alive = append(alive, fmt.Sprintf("%s: %s: %s", name, m.Standing, m.Why)); len(alive) == 1 {
			h.Shows = &exhibit{Link: "#mutants", Name: name, Title: string(m.Standing), Command: fmt.Sprintf("onceover mutants %s --cases %d --seed %d", name, k.Cases, k.Seed)}
		}
	}
	h.Class, h.Verdict, h.Nothing = "bad", fmt.Sprintf("%d of %d mutants %s not killed.", len(alive), len(k.Kills), verb(len(alive), "was", "were")), ""
	h.told(alive)
	return h
}

// verb is the one of two that goes with a number.
func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func (p Page) heroOfMatrix(m MatrixFile, shows *exhibit) hero {
	x := matrixOf(m.MatrixResult)
	h := hero{Class: "good", Verdict: "Each cell of the matrix shows what is expected of it.", Shows: shows}
	var differ []string
	cases, lost, again, delivered, requested := 0, 0, 0, 0, 0
	for _, c := range m.Cells {
		cases, delivered, requested = cases+c.Cases, delivered+c.Delivered, requested+c.Requested
		if c.Standing != scenarios.AsPromised {
			differ = append(differ, fmt.Sprintf("%s: %s", c.Name(), c.Why))
			if h.Shows == nil && c.Replay != "" { // nothing is drawn
				h.Shows = &exhibit{Link: p.linked(c.Replay), Name: c.Name(), Title: c.Found, Command: "onceover replay " + p.named(c.Replay)}
			}
		}
		if c.Worst.Losses > 0 {
			lost++
		} else if c.Worst.Duplicates > 0 {
			again++
		}
	}
	h.Ran = fmt.Sprintf("%s under %s: %s, %s. %d of %d faults were delivered.%s", plural(len(x.designs), "design"), plural(len(x.rows), "sort")+" of faults",
		plural(len(m.Cells), "cell"), plural(cases, "simulated run"), delivered, requested, partWords(m))
	if !m.Whole() {
		h.Verdict = "A part of the matrix: no cell shows more than is expected of it."
	}
	if h.Shows == nil {
		h.Shows = p.goneExhibit(m)
	}
	if len(differ) > 0 {
		h.Class, h.Verdict = "bad", fmt.Sprintf("%d of %s %s not as expected.", len(differ), plural(len(m.Cells), "cell"), verb(len(differ), "is", "are"))
		h.told(differ)
		return h
	}
	h.Found = []string{fmt.Sprintf("records are lost in %s, and handled again in %d others", plural(lost, "cell"), again), "all of it is expected of these designs"}
	return h
}

// goneExhibit is the first cell whose replay file is not there, and how to write it, or nil.
func (p Page) goneExhibit(m MatrixFile) *exhibit {
	for _, c := range m.Cells {
		if p.Gone > 0 && c.Shown > 0 && c.Replay == "" {
			return &exhibit{Link: "#matrix", Name: c.Name(), Title: c.Found, Command: fmt.Sprintf("onceover matrix %s --rows %s", c.Design, c.Row)}
		}
	}
	return nil
}

// partWords says why a matrix is not the whole one.
func partWords(m MatrixFile) string {
	var b strings.Builder
	if n := m.Missing(); n > 0 {
		fmt.Fprintf(&b, " It is a part: %s %s not in it.", plural(n, "further cell"), verb(n, "is", "are"))
	}
	if m.Partial {
		fmt.Fprintf(&b, " Quick or partial: %s of each cell, and what none of them showed is not held against a cell.", plural(m.Cases, "case"))
	}
	if m.Shard != "" {
		fmt.Fprintf(&b, " Only the cases of shard %s were run.", m.Shard)
	}
	if m.Interrupted {
		b.WriteString(" The run was interrupted.")
	}
	return b.String()
}
