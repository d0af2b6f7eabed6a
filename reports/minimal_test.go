package reports

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/scenarios"
)

// What is told of a minimal case is, around its timeline, what it came from and what it is without its faults.
func TestMinimal(t *testing.T) {
	fault := faults.Fault{Kind: faults.Crash, At: faults.Place{Process: "consumer#1", Output: 3}}
	was := scenarios.Case{Schedule: faults.Schedule{Faults: []faults.Fault{fault, fault, fault}}}
	in := &scenarios.Setting{Workload: scenarios.Workload{Partitions: 3, Records: 90, Later: 4}}
	s, o := outcomeOf(t, "promise at-least-once", "append orders/0 0..1\nstart consumer#1 v1")
	o.Case.Schedule.Faults = []faults.Fault{fault}
	m := scenarios.Minimal{
		Outcome: o, Setting: scenarios.Setting{Workload: scenarios.Workload{Partitions: 1, Records: 2}, Instances: []string{"consumer2"}},
		Fingerprint: "loss.skip", Runs: 17,
		Knockouts: []scenarios.Knockout{{Fault: 1, What: fault.String(), Instead: []string{"stuck.lag"}}, {Fault: 2, Appears: true}, {Fault: 3}},
	}
	text := string(Minimal(s, was, in, m))
	head, rest, _ := strings.Cut(text, "\n\n")
	_, foot, _ := strings.Cut(rest, "\n\nwithout")
	got := head + "\n...\nwithout" + foot
	want := `kept: loss.skip
1 fault of 3, 1 partition of 3, 2 records of 90, 0 later records of 4, with consumer2 alone; after 17 runs
the budget was not enough: there may be a smaller case
...
without fault 1 the anomaly does not appear, but there is stuck.lag
without fault 2 the anomaly appears all the same
without fault 3 the anomaly does not appear, and nothing is wrong
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	if timeline := string(Timeline(s, o)); !strings.Contains(text, timeline) {
		t.Errorf("%s\nhas no timeline in it:\n%s", text, timeline)
	}
}
