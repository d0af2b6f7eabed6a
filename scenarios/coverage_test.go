package scenarios

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/faults"
)

// TestCoverage lists the stages that no run of a sweep of points came to, and those at which none was struck.
func TestCoverage(t *testing.T) {
	sc := Scenario{Space: faults.Space{Operations: []faults.Operation{{Op: "redis.rpush"}, {Op: "zookeeper.multi"}}}}
	runs := []Swept{
		{Met: []string{"redis.rpush received", "zookeeper.closeSession applied"}}, {What: []string{"redis.rpush received: crash"}}, {What: []string{"redis.rpush applied: drop", "redis.rpush answered: crash"}},
		{What: []string{"zookeeper.multiRead received: crash"}}, {What: []string{"zookeeper.multi applied: fail"}},
		{What: []string{"redis.rpush received: drop"}, Met: []string{"zookeeper.multi answered"}},
		{CaseReport: CaseReport{Case: Case{Index: 1}}, Met: []string{"redis.rpush applied"}},
	}
	unreached, unstruck := Coverage(sc, AtPoints, runs)
	if diff := cmp.Diff([]string{"zookeeper.multi received"}, unreached); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"zookeeper.closeSession applied", "zookeeper.multi answered", "redis.rpush applied"}, unstruck); diff != "" {
		t.Error(diff)
	}
	if unreached, unstruck = Coverage(sc, AtOutputs, runs); unreached != nil || unstruck != nil {
		t.Errorf("of outputs: %q, %q", unreached, unstruck)
	}
}

// TestSweepPlans refuses those that strike nothing, or something else than is asked for.
func TestSweepPlans(t *testing.T) {
	for says, p := range map[string]SweepPlan{
		`at "point": want outputs or points`: {At: "point", Crashes: 1, Parts: 1},
		"-1 crashes: want 1 or more":         {At: AtPoints, Crashes: -1, Parts: 1},
		"part 5 of 3: want 0 to 2":           {At: AtPoints, Crashes: 1, Part: 5, Parts: 3},
		"part -1 of 3: want 0 to 2":          {At: AtPoints, Crashes: 1, Part: -1, Parts: 3},
		"0 parts: want 1 or more":            {At: AtPoints, Crashes: 1},
	} {
		if err := p.validate(); err == nil || err.Error() != says {
			t.Errorf("%+v: %v, want %s", p, err, says)
		}
	}
	if err := (&Stage{}).Sweep(Scenario{Name: "s"}, 1, SweepPlan{Part: 1}, nil); err == nil || err.Error() != "sweep s: part 1 of 1: want 0 to 0" {
		t.Errorf("error %v", err)
	}
}
