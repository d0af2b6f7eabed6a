package scenarios

import (
	"strings"
	"testing"
)

// Sweep strikes the consumer of a scenario at every place of one run until its work is done, as the plan has it, and fails the test
// for each run that breaks the scenario's promise, with the case as data for Replays. It also fails where nothing could be struck, and
// where a whole sweep of a broken consumer shows nothing. The scenario is completed as Check completes it.
//
//	scenarios.Sweep(t, scenario, scenarios.SweepPlan{})                          // killed at every output
//	scenarios.Sweep(t, scenario, scenarios.SweepPlan{At: scenarios.AtPoints})    // and whatever it asks for goes wrong
func Sweep(t *testing.T, s Scenario, plan SweepPlan) {
	t.Helper()
	s, stage := staged(t, s)
	struck, shown := 0, false
	err := stage.Sweep(s, stageSeed, plan, func(swept Swept) error {
		if len(swept.What) > 0 {
			struck++
		}
		shown = shown || swept.Shown
		if !swept.Good {
			t.Error(swept.struck(s))
		}
		return nil
	})
	switch {
	case err != nil || t.Failed():
	case struck == 0:
		t.Errorf("%s: this part of the sweep comes to no place at which the consumer could be struck", s.Name)
	case s.Broken != nil && !shown && plan.Parts <= 1:
		t.Errorf("%s: no place shows what the consumer does wrong", s.Name)
	}
	if t.Failed() {
		t.Log("replay: " + replayCommand(t.Name(), nil, nil))
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: struck %d times", s.Name, struck)
}

// struck tells where a run was struck that is not as promised, and what came of it.
func (s Swept) struck(sc Scenario) string {
	if len(s.What) == 0 {
		return s.account(sc)
	}
	return "struck at " + strings.Join(s.What, ", then at ") + ": " + s.account(sc)
}
