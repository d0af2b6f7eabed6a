package reports

import "github.com/onceover/onceover/scenarios"

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
