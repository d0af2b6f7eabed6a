package scenarios

import (
	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// brokenScenario is a variant of the direct consumer that must fail as foretold where its correct twin does not.
func brokenScenario(variant, summary string, foretold model.Prediction, draw func(*faults.Choices) faults.Schedule) Scenario {
	return Scenario{
		Name:     "broken-" + variant,
		Summary:  summary,
		Workload: load,
		Consumer: variantOf(variant, "append", load),
		Promise:  model.Promise{Guarantee: model.AtLeastOnce},
		Draw:     draw,
		Broken:   &Broken{Twin: variantOf("correct", "append", load), Foretold: foretold},
	}
}

func brokenCommitFirst() Scenario {
	return brokenScenario("commit-first", "stores the offsets before it writes the results: a crash between loses the batch",
		model.Prediction{
			Subs:   []model.Sub{model.LossCommitAhead},
			Extent: model.InFlightAtDeath,
			Beside: []model.Kind{model.CommitAhead},
		},
		func(c *faults.Choices) faults.Schedule {
			s := crashes(c, faults.Crash)
			if c.IntN(2, "between store and write") == 1 {
				stage := []string{"applied", "answered"}[c.IntN(2, "stage")]
				s.Faults[0].At = faults.Place{Op: "zookeeper.multi", Stage: stage, Client: "consumer#1", Occurrence: 2 + c.IntN(4, "store")}
			}
			return s
		})
}

func brokenLastOffset() Scenario {
	s := brokenScenario("last-offset", "stores the last offset instead of the next: every restart repeats one record",
		model.Prediction{Subs: []model.Sub{model.DuplicateOffByOne}, Extent: model.OneForEachRestart},
		func(c *faults.Choices) faults.Schedule { return crashes(c, faults.Stop) })
	s.Broken.Behind = 1
	return s
}

func brokenSwallowedCommit() Scenario {
	return brokenScenario("swallowed-commit", "logs a failed store and goes on: a crash repeats more than the batch in flight",
		model.Prediction{Subs: []model.Sub{model.DuplicateExcess}, Extent: model.BeyondOneBatch}, failedCommits)
}

// crashes ends one or two incarnations, each at one of its outputs.
func crashes(c *faults.Choices, kind faults.Kind) faults.Schedule {
	var s faults.Schedule
	for i := range 1 + c.IntN(2, "how many") {
		process := []string{"consumer#1", "consumer#2"}[i]
		s.Faults = append(s.Faults, faults.Fault{
			Kind: kind, Restart: restart(c, ""),
			At: faults.Place{Process: process, Output: []int{32, 20}[i] + c.IntN(32, "output of "+process)},
		})
	}
	return s
}

// noAuth is ZooKeeper's error for a write that the ACL forbids: a definite failure.
const noAuth = "-102"

// failedCommits lets two commits or three in a row fail, and the consumer crash while it waits for the answer to the last.
func failedCommits(c *faults.Choices) faults.Schedule {
	const op = "zookeeper.multi"
	first := 2 + c.IntN(2, "first commit that fails")
	failing := 2 + c.IntN(2, "how many fail")
	var s faults.Schedule
	for n := first; n < first+failing; n++ {
		s.Faults = append(s.Faults, faults.Fault{
			Kind: faults.Fail, Error: noAuth, At: faults.Place{Op: op, Stage: "received", Occurrence: n},
		})
	}
	s.Faults = append(s.Faults, faults.Fault{
		Kind: faults.Crash, Restart: restart(c, ""),
		At: faults.Place{Op: op, Stage: "received", Client: "consumer", Occurrence: first + failing - 1},
	})
	return s
}
