package scenarios

import (
	"regexp"
	"slices"
	"strings"
)

// A Plan is a way to bring a new build, or new settings, to where an old one runs.
type Plan struct {
	Name     string
	Strategy string   // its number among Strategies, or where else it comes from
	About    string   // what it is for
	Steps    []string // what the operator does, in order
	Shown    []Showing
}

// A Showing is a design under a plan, and what that is to show.
type Showing struct {
	Row, Design string
	Code        string   // of Codes, which the case that is shown has
	Says        string   // why it comes to that
	Seen        []string // what lines of its story must say, one after the other, as regular expressions
}

// Scenario is the name of the cell.
func (s Showing) Scenario() string { return s.Row + "/" + s.Design }

// DrawCase is the case of that index of the cell, for seed 1; in those of laterEnds the second build lives for longer than its
// row has it live, which asks what becomes of a start that is cut short.
func (s Showing) DrawCase(index int) Case {
	c := Named(s.Scenario()).DrawCase(1, index)
	if at, ok := laterEnds[s.Scenario()]; ok {
		c.Schedule.Faults[1].At = at
	}
	return c
}

// File is the name of the replay file of a showing of the plan, without its directory.
func (p Plan) File(s Showing) string { return p.Name + "." + s.Design + ".scenario.json" }

// Tells reports whether a story has the lines that the showing needs.
func (s Showing) Tells(story string) bool {
	wanted := s.Seen
	for line := range strings.Lines(story) {
		if len(wanted) > 0 && regexp.MustCompile(wanted[0]).MatchString(line) {
			wanted = wanted[1:]
		}
	}
	return len(wanted) == 0
}

// Has reports whether a finding is what the showing is to show.
func (s Showing) Has(f *Finding) bool {
	return f != nil && slices.ContainsFunc(f.Codes, func(code string) bool { return shows(s.Code, code) })
}
