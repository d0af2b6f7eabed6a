package scenarios

import (
	"fmt"
	"slices"
)

// All returns the scenarios of Catalogue, and then those of Rows.
func All() []Scenario { return append(Catalogue(), Rows()...) }

// Find returns the scenarios of these names, in the order in which they are listed. The name "rows" means all of Rows; no
// names mean all of Catalogue.
func Find(names []string) ([]Scenario, error) {
	if len(names) == 0 {
		return Catalogue(), nil
	}
	rows, all := Rows(), All()
	wanted := map[string]bool{}
	for _, name := range names {
		switch {
		case name == allRows:
			for _, s := range rows {
				wanted[s.Name] = true
			}
		case slices.ContainsFunc(all, func(s Scenario) bool { return s.Name == name }):
			wanted[name] = true
		default:
			return nil, &UnknownScenarioError{Name: name}
		}
	}
	return slices.DeleteFunc(all, func(s Scenario) bool { return !wanted[s.Name] }), nil
}

// An UnknownScenarioError is a name that is not in the catalogue.
type UnknownScenarioError struct{ Name string }

func (e *UnknownScenarioError) Error() string {
	known := ""
	for _, s := range All() {
		known += " " + s.Name
	}
	return fmt.Sprintf("no scenario is named %q; there are:%s %s", e.Name, known, allRows)
}
