package scenarios

import (
	"strings"
	"testing"
)

// Sweep strikes the consumer of a scenario at every place of one run, as the plan has it, and fails the test for each run
// that breaks the scenario's promise. The scenario is completed as Check completes it.
//
//	scenarios.Sweep(t, scenario, scenarios.SweepPlan{})                          // killed at every output
//	scenarios.Sweep(t, scenario, scenarios.SweepPlan{At: scenarios.AtPoints})    // and whatever it asks for goes wrong
func Sweep(t *testing.T, s Scenario, plan SweepPlan) {
	t.Helper()
	s, stage := staged(t, s)
	runs := 0
	err := stage.Sweep(s, stageSeed, plan, func(swept Swept) error {
		runs++
		if !swept.Good {
			t.Errorf("struck at %s: %s\n%s", strings.Join(swept.What, ", then at "), swept.reason(), indent(swept.Case.Schedule.String()))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: %d runs", s.Name, runs)
}
