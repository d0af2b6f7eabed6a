package scenarios

import (
	"fmt"
	"slices"
	"strings"
)

// All returns the scenarios of Catalogue, and then those of Rows, of Mutants and of Anything for seed 1.
func All() []Scenario { return slices.Concat(Catalogue(), Rows(), mutantScenarios(), Anything(1)) }

// Find returns the scenarios of these names, in the order in which they are listed. The name "rows" means all of Rows,
// "mutants" all of Mutants, and "anything" all of Anything for seed 1; no names mean all of Catalogue.
func Find(names []string) ([]Scenario, error) {
	if len(names) == 0 {
		return Catalogue(), nil
	}
	all := All()
	groups := map[string][]Scenario{allRows: Rows(), allMutants: nil, anything: Anything(1)}
	for _, m := range Mutants() {
		groups[allMutants] = append(groups[allMutants], m.Scenario)
	}
	wanted := map[string]bool{}
	for _, name := range names {
		drawn, ok := drawnNamed(name)
		switch {
		case groups[name] != nil:
			for _, s := range groups[name] {
				wanted[s.Name] = true
			}
		case slices.ContainsFunc(all, func(s Scenario) bool { return s.Name == name }):
			wanted[name] = true
		case ok:
			all, wanted[name] = append(all, drawn), true
		default:
			return nil, &UnknownScenarioError{Name: name}
		}
	}
	return slices.DeleteFunc(all, func(s Scenario) bool { return !wanted[s.Name] }), nil
}

// FindOne returns the scenario of that name.
func FindOne(name string) (Scenario, error) {
	if s, ok := drawnNamed(name); ok {
		return s, nil
	}
	list := All()
	at := slices.IndexFunc(list, func(s Scenario) bool { return s.Name == name })
	if at < 0 {
		return Scenario{}, &UnknownScenarioError{Name: name}
	}
	return list[at], nil
}

// drawnNamed is a scenario that no list has: one of the numbers of Anything, a cell of the matrix, or a contradiction
// that one decides.
func drawnNamed(name string) (Scenario, bool) {
	for _, named := range []func(string) (Scenario, bool){cellNamed, contradictionNamed} {
		if s, ok := named(name); ok {
			return s, true
		}
	}
	return anythingNamed(name)
}

// An UnknownScenarioError is a name that no scenario has.
type UnknownScenarioError struct {
	Name  string
	Known []string // the names that there are; none means those of All
}

func (e *UnknownScenarioError) Error() string {
	known := e.Known
	if known == nil {
		for _, s := range All() {
			known = append(known, s.Name)
		}
		known = append(known, allRows, allMutants, anything)
	}
	return fmt.Sprintf("no scenario is named %q; there are: %s", e.Name, strings.Join(known, " "))
}
