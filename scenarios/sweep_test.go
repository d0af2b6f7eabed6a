package scenarios

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/model"
)

// swept sweeps a scenario of the catalogue, and hands each outcome to check, beside the number of the place of its first
// fault. It answers how many places there were.
func swept(t *testing.T, name string, plan SweepPlan, check func(st *Stage, sc Scenario, place int, s Swept)) int {
	t.Helper()
	list, err := Find([]string{name})
	if err != nil {
		t.Fatal(err)
	}
	st, err := NewStage(OpenLibrary(t, list...), list[0].Workload, false)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	places := 0
	err = st.Sweep(list[0], 7, plan, func(s Swept) error {
		if len(s.What) == 1 {
			places++
		}
		check(st, list[0], places, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return places
}

// A consumer that stores its offsets with its results loses nothing and repeats nothing, wherever it dies.
func TestTransactionSurvivesEveryCrash(t *testing.T) {
	t.Parallel()
	places := swept(t, "direct-transaction", SweepPlan{}, func(_ *Stage, _ Scenario, place int, s Swept) {
		if !s.Good || s.Duplicates+s.Losses > 0 {
			t.Errorf("killed at %v: %v %v", s.What, s.Anomalies, s.Notes)
		}
	})
	if places < 50 {
		t.Errorf("only %d places were tried", places)
	}
}

// A consumer that stores its offsets first loses exactly the batch between the store and the write.
func TestCommitFirstLosesExactlyWhatIsForetold(t *testing.T) {
	t.Parallel()
	var losing, harmless []int
	places := swept(t, "broken-commit-first", SweepPlan{}, func(_ *Stage, _ Scenario, place int, s Swept) {
		if !s.Good {
			t.Errorf("killed at %v: %v", s.What, s.Notes)
		}
		if s.Shown {
			losing = append(losing, place)
			return
		}
		harmless = append(harmless, place)
		if s.Losses > 0 {
			t.Errorf("killed at %v: %d losses that nobody foretold", s.What, s.Losses)
		}
	})
	if len(losing) == 0 || len(harmless) == 0 {
		t.Errorf("of %d places %v lose and %v do not: the sweep misses one side", places, losing, harmless)
	}
	if !slices.IsSorted(losing) {
		t.Errorf("places out of order: %v", losing)
	}
	t.Logf("of %d places, killing at %v loses a batch", places, losing)
}

// What is not as foretold of a broken consumer is reported as the case gives it by itself, beside its correct twin, so that its
// replay file replays.
func TestUnforetoldSweepReplays(t *testing.T) {
	t.Parallel()
	sc := brokenCommitFirst()
	sc.Broken = &Broken{Twin: sc.Broken.Twin, Foretold: model.Prediction{Subs: []model.Sub{model.DuplicateRegress}, Beside: []model.Kind{model.CommitAhead}}}
	st, err := NewStage(OpenLibrary(t, sc), sc.Workload, false)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	good, bad := 0, 0
	err = st.Sweep(sc, 7, SweepPlan{Parts: 5}, func(s Swept) error {
		if good++; s.Good {
			return nil
		}
		good, bad = good-1, bad+1
		o, err := st.Run(sc, s.Case)
		if diff := cmp.Diff(o.Report(sc.Name), s.CaseReport); err != nil || diff != "" {
			t.Errorf("struck at %v, error %v (-by itself +swept):\n%s", s.What, err, diff)
		}
		return nil
	})
	if err != nil || good == 0 || bad == 0 {
		t.Errorf("%d as foretold, %d not, error %v", good, bad, err)
	}
}

// What a sweep finds by copying worlds as they run is what each case gives by itself, to the byte: with one fault and with
// two, at outputs and at points, of one instance and of several, and with an ensemble.
func TestCopiedWorldsGoOnAsRepeatedOnes(t *testing.T) {
	t.Parallel()
	for _, of := range []struct {
		scenario string
		plan     SweepPlan
	}{
		{"direct-transaction", SweepPlan{At: AtOutputs, Parts: 3}},
		{"direct-transaction", SweepPlan{At: AtPoints, Parts: 27, Part: 13}},
		{"direct-transaction", SweepPlan{At: AtOutputs, Crashes: 2, Parts: 60, Part: 41}},
		{"leader-changes/direct-append", SweepPlan{At: AtOutputs, Parts: 60, Part: 39}},
		{"rebalance/direct-append", SweepPlan{At: AtOutputs, Parts: 200, Part: 153}},
	} {
		n := 0
		swept(t, of.scenario, of.plan, func(st *Stage, sc Scenario, _ int, s Swept) {
			if n++; n%7 != 1 { // a repeated case takes as long as those that it holds to account
				return
			}
			o, err := st.Run(sc, s.Case)
			if err != nil {
				t.Fatal(err)
			}
			if o.Hash != s.Hash {
				t.Errorf("%v: trace %s by copying, %s by repeating\n%s", s.What, s.Hash, o.Hash, s.Case.Schedule)
			}
		})
		t.Logf("%s, %+v: %d runs", of.scenario, of.plan, n)
	}
}

// A sweep of a scenario with variants strikes each, with its own arguments.
func TestSweepOfVariants(t *testing.T) {
	t.Parallel()
	struck := map[int]int{}
	swept(t, "direct-first-start", SweepPlan{At: AtPoints, Parts: 80}, func(st *Stage, sc Scenario, _ int, s Swept) {
		if len(s.What) > 0 {
			struck[s.Case.Index]++
		} else if len(s.Met) == 0 {
			t.Errorf("variant %d comes to no operation", s.Case.Index)
		}
		if o, err := st.Run(sc, s.Case); err != nil || o.Hash != s.Hash {
			t.Errorf("struck at %v: trace %s, by itself %s, error %v", s.What, s.Hash, o.Hash, err)
		}
	})
	if struck[0] == 0 || struck[1] == 0 || len(struck) != 2 {
		t.Errorf("struck by variant: %v", struck)
	}
}
