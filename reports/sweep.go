package reports

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/onceover/onceover/scenarios"
)

// A Sweep is what came of striking a consumer at every place.
type Sweep struct {
	Scenario string            `json:"scenario"`
	Seed     uint64            `json:"seed"`
	At       scenarios.SweepAt `json:"at"`
	Crashes  int               `json:"crashes"`
	Programs map[string]string `json:"programs"`
	Runs     []scenarios.Swept `json:"runs"`               // in the order of their places; the first of each column is without faults
	Missing  []string          `json:"never,omitempty"`    // stages of operations that the scenario knows of and that no run came to
	Unstruck []string          `json:"unstruck,omitempty"` // those that a run came to where none was struck
	Broken   bool              `json:"broken,omitempty"`
	Partial  string            `json:"partial,omitempty"` // how much of the sweep was run to its end, where that is not all: "3 of 16 parts"
}

// The marks of what came of a run, from good to bad.
const (
	markNothing  = '.'
	markAbsorbed = 'a'
	markTwice    = 'd'
	markShown    = '!'
	markWrong    = 'x'
)

// grade is what came of one run, in one character.
func grade(s scenarios.Swept) rune {
	switch {
	case !s.Good:
		return markWrong
	case s.Shown:
		return markShown
	case s.Duplicates > 0:
		return markTwice
	case s.Absorbed > 0:
		return markAbsorbed
	}
	return markNothing
}

// Failures are the runs that are not as promised.
func (s Sweep) Failures() []scenarios.Swept {
	return slices.DeleteFunc(slices.Clone(s.Runs), func(r scenarios.Swept) bool { return r.Good })
}

// HasShown reports whether a broken consumer showed its anomaly somewhere.
func (s Sweep) HasShown() bool {
	return slices.ContainsFunc(s.Runs, func(r scenarios.Swept) bool { return r.Shown })
}

// JSON is the sweep with everything that is known of it.
func (s Sweep) JSON() ([]byte, error) {
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode sweep: %w", err)
	}
	return append(b, '\n'), nil
}

// Text shows a character for each place, what came of each kind of place, and the runs that are not as promised.
func (s Sweep) Text() []byte {
	var b strings.Builder
	places := s.places()
	fmt.Fprintf(&b, "%s: struck at %d places (%s), %d runs with at most %d faults each\n", s.Scenario, len(places), s.At, len(s.Runs), s.Crashes)
	if s.Partial != "" {
		fmt.Fprintf(&b, "Interrupted: only %s were run to their end, so there are places that were not struck.\n", s.Partial)
	}
	if s.Crashes > 1 {
		fmt.Fprintf(&b, "Runs with one fault after another: %d. A place shows the worst of the runs whose first fault is there.\n", s.chains())
	}
	fmt.Fprintf(&b, "%c nothing  %c absorbed  %c written twice, as promised  %c fails as predicted  %c not as promised\n\n", markNothing, markAbsorbed, markTwice, markShown, markWrong)
	heat(&b, places)
	b.WriteString("\n")
	s.kinds().write(&b)
	if len(s.Missing) > 0 {
		fmt.Fprintf(&b, "\nnever reached: %s\n", strings.Join(s.Missing, ", "))
	}
	if len(s.Unstruck) > 0 {
		fmt.Fprintf(&b, "\nreached behind a fault or when the work was done, never struck: %s\n", strings.Join(s.Unstruck, ", "))
	}
	failures := s.Failures()
	for i, f := range failures {
		if i == failuresMax {
			fmt.Fprintf(&b, "and %d more\n", len(failures)-i)
			break
		}
		fmt.Fprintf(&b, "\nnot as promised, struck at %s:\n", strings.Join(f.What, ", then at "))
		for _, line := range findings(f.CaseReport) {
			paragraph(&b, line)
		}
	}
	return []byte(b.String())
}

// chains is how many runs have more than one fault.
func (s Sweep) chains() (n int) {
	for _, r := range s.Runs {
		if len(r.What) > 1 {
			n++
		}
	}
	return n
}

// places is the worst grade of the runs that are struck first at each place, in order.
func (s Sweep) places() []rune {
	var grades []rune
	for _, r := range s.Runs {
		switch g := grade(r); {
		case len(r.What) == 1:
			grades = append(grades, g)
		case len(r.What) > 1:
			if last := &grades[len(grades)-1]; gravityOf(g) > gravityOf(*last) {
				*last = g
			}
		}
	}
	return grades
}

func gravityOf(g rune) int {
	return strings.IndexRune(string([]rune{markNothing, markAbsorbed, markTwice, markShown, markWrong}), g)
}

const heatWidth = 60

func heat(b *strings.Builder, places []rune) {
	for from := 0; from < len(places); from += heatWidth {
		fmt.Fprintf(b, "%5d  %s\n", from+1, string(places[from:min(from+heatWidth, len(places))]))
	}
}

// ReplayName is the name of the replay file of a failure, counted from 1.
func (s Sweep) ReplayName(number int) string {
	return fmt.Sprintf("%s-sweep-%d.scenario.json", strings.ReplaceAll(s.Scenario, "/", "."), number) // of a cell of the matrix
}

// Files are the report in two forms, and a replay of each run that is not as promised.
func (s Sweep) Files() ([]File, error) {
	asJSON, err := s.JSON()
	if err != nil {
		return nil, err
	}
	files := []File{{"sweep.json", asJSON}, {"sweep.txt", s.Text()}}
	for i, f := range s.Failures() {
		one, err := addReplay(nil, f.CaseReport, s.Programs, false)
		if err != nil {
			return nil, err
		}
		files = append(files, File{s.ReplayName(i + 1), one[0].Content})
	}
	return files, nil
}
