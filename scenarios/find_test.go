package scenarios

import (
	"slices"
	"strings"
	"testing"
)

func names(list []Scenario) (out []string) {
	for _, s := range list {
		out = append(out, s.Name)
	}
	return out
}

// No names mean the catalogue, without the rows; "rows" means those, and each of them has a name of its own.
func TestFind(t *testing.T) {
	rows := names(Rows())
	for what, c := range map[string]struct{ asked, want []string }{
		"nothing":   {nil, names(Catalogue())},
		"rows":      {[]string{"rows"}, rows},
		"both":      {[]string{"clean-stop", "direct-append"}, []string{"direct-append", "clean-stop"}},
		"mutants":   {[]string{"mutants"}, mutantsAsListed()},
		"row twice": {[]string{"clean-stop", "rows"}, rows},
	} {
		got, err := Find(c.asked)
		if err != nil || !slices.Equal(names(got), c.want) {
			t.Errorf("%s: %v, error %v", what, names(got), err)
		}
	}
	if _, err := Find([]string{"no-such"}); err == nil || !strings.Contains(err.Error(), "direct-append") || !strings.Contains(err.Error(), "clean-stop") {
		t.Errorf("error %v", err)
	}
	all := append(names(All()), allRows, allMutants)
	slices.Sort(all)
	if len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Errorf("some names are given twice: %v", all)
	}
}

// mutantsAsListed are the names of all mutants, in the order in which scenarios are listed.
func mutantsAsListed() []string {
	var mutants []string
	for _, m := range Mutants() {
		mutants = append(mutants, m.Scenario.Name)
	}
	return slices.DeleteFunc(names(All()), func(name string) bool { return !slices.Contains(mutants, name) })
}
