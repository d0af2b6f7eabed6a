package scenarios

import "slices"

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
	Code        string // of Codes, which the case that is shown has
	Says        string // why it comes to that
}

// Scenario is the name of the cell.
func (s Showing) Scenario() string { return s.Row + "/" + s.Design }

// File is the name of the replay file of a showing of the plan, without its directory.
func (p Plan) File(s Showing) string { return p.Name + "." + s.Design + ".scenario.json" }

// Has reports whether a finding is what the showing is to show.
func (s Showing) Has(f *Finding) bool {
	return f != nil && slices.ContainsFunc(f.Codes, func(code string) bool { return shows(s.Code, code) })
}
