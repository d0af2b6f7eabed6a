package reports

import (
	"strings"
	"testing"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/scenarios"
)

// A sweep's text shows a mark for each place, the worst of those that begin there, and what came of each kind of place.
func TestSweepText(t *testing.T) {
	run := func(place int, good bool, duplicates, absorbed, losses int, what ...string) scenarios.Swept {
		c := scenarios.CaseReport{Scenario: "direct-append", Good: good, Duplicates: duplicates, Absorbed: absorbed, Losses: losses}
		for range what {
			c.Case.Schedule.Faults = append(c.Case.Schedule.Faults, faults.Fault{
				Kind: faults.Crash, At: faults.Place{Process: "consumer#1", Output: place + 1},
			})
		}
		if !good {
			c.Anomalies = []model.Anomaly{{
				Kind: model.Loss, Sub: model.LossCommitAhead, Topic: "orders", From: 5, Until: 10, Explain: "offsets 5..9 were lost.",
			}}
		}
		return scenarios.Swept{Place: place, What: what, CaseReport: c}
	}
	parts := [][]scenarios.Swept{
		{run(-1, true, 0, 0, 0), run(0, true, 0, 0, 0, "dial to redis:6379"), run(2, true, 5, 0, 0, "send to redis:6379")},
		{
			run(1, true, 0, 5, 0, "send to redis:6379"),
			run(3, true, 0, 0, 0, "send to zookeeper:2181"),
			run(3, false, 0, 0, 5, "send to zookeeper:2181", "send to redis:6379"),
		},
	}
	s := Sweep{
		Scenario: "direct-append", Seed: 1, At: scenarios.AtOutputs, Crashes: 2, Runs: scenarios.JoinSweep(parts),
		Missing: []string{"zookeeper.sync"},
	}
	golden(t, "sweep.txt", s.Text())
	files, err := s.Files()
	if err != nil || len(files) != 3 || files[2].Name != "direct-append-sweep-1.scenario.json" {
		t.Errorf("%d files, error %v", len(files), err)
	}
}

// A sweep of which parts are missing is no proof that a promise was kept at every place.
func TestPartOfSweep(t *testing.T) {
	s := Sweep{Scenario: "direct-append", Partial: "3 of 16 parts", Runs: []scenarios.Swept{{CaseReport: scenarios.CaseReport{Good: true}}}}
	h := Page{}.heroOfSweep(s)
	if !strings.Contains(string(s.Text()), "\nInterrupted: only 3 of 16 parts were run") || h.Class != "unsure" || !strings.Contains(h.Ran, "only 3 of 16 parts") {
		t.Errorf("%+v\n%s", h, s.Text())
	}
	if s.Partial = ""; (Page{}).heroOfSweep(s).Class != "good" {
		t.Error("a whole sweep that found nothing is not good")
	}
}
