package scenarios

import (
	"testing"
)

// mutantCases is how many cases of each mutant the test runs; it stops at the first that shows the mistake.
const mutantCases = 20

// Every mutant shows in one of a few cases what is foretold of it, nothing else, and the correct twin is clean under the same
// schedules.
func TestMutants(t *testing.T) {
	t.Parallel()
	mutants := Mutants()
	var list []Scenario
	for _, m := range mutants {
		list = append(list, m.Scenario)
	}
	library := OpenLibrary(t, list...)
	for _, m := range mutants {
		t.Run(m.Scenario.Name, func(t *testing.T) {
			st, err := NewStage(library, m.Scenario.Workload, false)
			if err != nil {
				t.Fatal(err)
			}
			defer st.Close()
			for i := range mutantCases {
				o, err := st.Run(m.Scenario, m.Scenario.DrawCase(1, i))
				if err != nil {
					t.Fatal(err)
				}
				if !o.Good() {
					t.Fatalf("case %d: %s", i, o.account(m.Scenario))
				}
				if o.Shown {
					t.Logf("shown by case %d", i)
					return
				}
			}
			t.Errorf("none of %d cases shows the mistake", mutantCases)
		})
	}
}
