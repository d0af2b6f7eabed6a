package scenarios

import (
	"slices"
	"testing"

	"github.com/onceover/onceover/faults"
)

// sweep kills the consumer at every output of one run, one crash each, and hands each outcome to check. It answers how
// many outputs there were.
func sweep(t *testing.T, name string, check func(t *testing.T, output int, o Outcome)) int {
	list, err := Find([]string{name})
	if err != nil {
		t.Fatal(err)
	}
	st, err := NewStage(testLibrary(t, list), list[0].Workload, false)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	for output := 1; ; output++ {
		o, err := st.Run(list[0], Case{Index: output, Seed: 7, Schedule: faults.Schedule{Faults: []faults.Fault{
			{Kind: faults.Crash, At: faults.Place{Process: "consumer#1", Output: output}},
		}}})
		if err != nil {
			t.Fatal(err)
		}
		if len(o.Missed) > 0 {
			return output - 1
		}
		check(t, output, o)
	}
}

// A consumer that stores its offsets with its results loses nothing and repeats nothing, wherever it dies.
func TestTransactionSurvivesEveryCrash(t *testing.T) {
	outputs := sweep(t, "direct-transaction", func(t *testing.T, output int, o Outcome) {
		if !o.Good() || !o.Verdict.Drained || o.Verdict.Duplicates+o.Verdict.Losses > 0 {
			t.Errorf("killed at output %d: %+v %v %v", output, o.Verdict.Ledger, o.Verdict.Anomalies, o.Notes)
		}
	})
	if outputs < 50 {
		t.Errorf("only %d outputs were tried", outputs)
	}
}

// A consumer that stores its offsets first loses exactly the batch between the store and the write.
func TestCommitFirstLosesExactlyWhatIsForetold(t *testing.T) {
	var losing, harmless []int
	outputs := sweep(t, "broken-commit-first", func(t *testing.T, output int, o Outcome) {
		if !o.Good() {
			t.Errorf("killed at output %d: %v", output, o.Notes)
		}
		if o.Shown {
			losing = append(losing, output)
			return
		}
		harmless = append(harmless, output)
		if o.Verdict.Losses > 0 {
			t.Errorf("killed at output %d: %d losses that nobody foretold", output, o.Verdict.Losses)
		}
	})
	if len(losing) == 0 || len(harmless) == 0 {
		t.Errorf("of %d outputs %v lose and %v do not: the sweep misses one side", outputs, losing, harmless)
	}
	if !slices.IsSorted(losing) {
		t.Errorf("outputs out of order: %v", losing)
	}
	t.Logf("of %d outputs, killing at %v loses a batch", outputs, losing)
}
