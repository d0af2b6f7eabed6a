package scenarios

import (
	"strings"
	"testing"
)

// Sweep strikes the consumer of a scenario at every place of one run, as the plan has it, and fails the test for each run
// that breaks the scenario's promise, with the case as data for Replays. The scenario is completed as Check completes it.
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
			t.Error(swept.struck(s))
		}
		return nil
	})
	if t.Failed() {
		t.Log("replay: " + replayCommand(t.Name(), nil, nil))
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: %d runs", s.Name, runs)
}

// struck tells where a run was struck that is not as promised, and what came of it.
func (s Swept) struck(sc Scenario) string {
	if len(s.What) == 0 {
		return s.account(sc)
	}
	return "struck at " + strings.Join(s.What, ", then at ") + ": " + s.account(sc)
}
