package scenarios

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// Whoever goes from a fault to any simpler form of it, and on, comes to an end, and every form makes sense.
func TestSimplerFaultsComeToAnEnd(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := faults.Generator(directTransaction().Space).Draw(rt, "schedule")
		for i, f := range s.Faults {
			for steps := 0; ; steps++ {
				list := slices.Concat(simplerFaults(f)...)
				if len(list) == 0 {
					break
				}
				f = list[rapid.IntRange(0, len(list)-1).Draw(rt, "form")]
				if err := f.Validate(); err != nil {
					rt.Fatalf("fault %d becomes %+v: %v", i+1, f, err)
				}
				if steps > 1000 {
					rt.Fatalf("fault %d never ends: %+v", i+1, f)
				}
			}
		}
	})
}

func TestSimplerForms(t *testing.T) {
	f := faults.Fault{
		Kind: faults.PowerLoss, At: faults.Place{Process: "consumer#2", Output: 4}, Restart: &faults.Restart{After: time.Second, Version: "v2"},
	}
	var got []string
	for _, s := range slices.Concat(simplerFaults(f)...) {
		got = append(got, s.String())
	}
	want := []string{
		"crash at output 4 of consumer#2, restart after 1s as v2",
		"power loss at output 4 of consumer#2",
		"power loss at output 4 of consumer#2, restart after 0s as v2",
		"power loss at output 4 of consumer#2, restart after 1s",
		"power loss at output 1 of consumer#2, restart after 1s as v2",
		"power loss at output 2 of consumer#2, restart after 1s as v2",
		"power loss at output 3 of consumer#2, restart after 1s as v2",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("forms (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]time.Duration{1e6, 1e7, 1e8, 4e8}, shorter(800*time.Millisecond)); diff != "" {
		t.Errorf("times (-want +got):\n%s", diff)
	}
}

// A smaller workload is smaller in something and larger in nothing, and can be made.
func TestSmallerWorkloads(t *testing.T) {
	for _, w := range []Workload{load, truncatable, directFirstStart().Workload} {
		for _, s := range slices.Concat(append(smallerWorkloads(w), plainerWorkloads(w)...)...) {
			if err := s.validate(); err != nil {
				t.Errorf("%+v: %v", s, err)
			}
			larger := s.Partitions > w.Partitions || s.Records > w.Records || s.Later > w.Later || s.Size > w.Size
			if larger || s == w {
				t.Errorf("%+v is not smaller than %+v", s, w)
			}
		}
	}
}

func TestFingerprintsOfOutcomes(t *testing.T) {
	o := Outcome{
		Notes: []string{
			"consumer#2 ended with code 1 after SIGTERM (panic: 12)", "consumer#9 ended with code 3 after SIGTERM (other words)",
			"not delivered: crash at output 90 of consumer#1",
		},
		Verdict: model.Verdict{Anomalies: []model.Anomaly{
			{Kind: model.CommitAhead, Sub: model.CommitUnapplied}, {Kind: model.Duplicate, Sub: model.DuplicateRegress},
			{Kind: model.Loss, Sub: model.LossSkip}, {Kind: model.Loss, Sub: model.LossSkip, From: 9},
		}},
	}
	want := []string{
		"loss.skip", "duplicate.regress", "commit-ahead.unapplied", "consumer#N ended with code N after SIGTERM", "not delivered: crash",
	}
	if diff := cmp.Diff(want, o.Fingerprints()); diff != "" {
		t.Errorf("fingerprints (-want +got):\n%s", diff)
	}
	foretold := Scenario{Broken: &Broken{Foretold: model.Prediction{Subs: []model.Sub{model.DuplicateRegress}}}}
	if got := o.main(foretold); got != "loss.skip" {
		t.Errorf("of a broken consumer that did not fail as foretold, %q stands for it", got)
	}
	o.Notes = nil
	if got := o.main(foretold); got != "duplicate.regress" {
		t.Errorf("of a broken consumer, %q stands for it", got)
	}
}

// The setting of a scenario with several instances leaves out those that are not named, in each of its columns.
func TestScenarioInASetting(t *testing.T) {
	sc := Named("rebalance")
	w := sc.Workload
	w.Records = 4
	in, err := sc.In(&Setting{Workload: w, Instances: []string{"consumer2"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range append(slices.Clone(in.Columns), in) {
		if s.Workload != w || !slices.Equal(instanceNames(s.Instances), []string{"consumer2"}) {
			t.Errorf("%s: %+v, instances %v", s.Name, s.Workload, instanceNames(s.Instances))
		}
	}
	if len(sc.Instances) < 2 || len(sc.Columns[0].Instances) < 2 {
		t.Error("the scenario itself has changed")
	}
}

// A search whose budget is spent ends, whatever could still be tried: of many faults there are more pairs than anybody writes down.
func TestSpentBudgetEndsTheSearch(t *testing.T) {
	s := newSearch(Minimiser{Budget: 1}, Scenario{})
	for n := range 5000 {
		at := faults.Place{Process: "consumer#1", Output: n + 1}
		s.best.schedule.Faults = append(s.best.schedule.Faults, faults.Fault{Kind: faults.Crash, At: at})
	}
	s.runs = 1
	if s.descend() {
		t.Error("counts as complete")
	}
}

// What was given up while the search looked for something smaller is run again, to its end, where it is said what comes of it.
func TestKnockoutsAreNotGivenUp(t *testing.T) {
	s := newSearch(Minimiser{}, Scenario{})
	s.limit = 5
	f := form{schedule: faults.Schedule{Faults: []faults.Fault{{Kind: "no such kind"}}}} // which no run takes
	s.tried[f.key()] = attempt{fingerprints: []string{"stuck.lag"}, cut: true}
	if k, _, _ := s.knocked(f); k.Error == "" || len(k.Instead) > 0 || s.limit != 5 {
		t.Errorf("answers %q with the limit %d afterwards, and did not run it", k, s.limit)
	}
	s.tried[f.key()] = attempt{fingerprints: []string{"stuck.lag"}}
	if k, _, _ := s.knocked(f); len(k.Instead) != 1 || s.runs != 1 {
		t.Errorf("answers %q after %d runs: what came to its end is known", k, s.runs)
	}
}
