package scenarios

import (
	"slices"
	"strings"
	"testing"

	"github.com/onceover/onceover/faults"
)

// casesWith are cases of which each requests a crash that is delivered, and a pause that is or is not.
func casesWith(cases int, pauses ...int) (list []CaseReport) {
	for i := range cases {
		c := CaseReport{Case: Case{Index: i}, Good: true, Faults: []faults.Count{{Kind: faults.Crash, Requested: 1, Armed: 1, Delivered: 1}}}
		if i < len(pauses) {
			c.Faults = append(c.Faults, faults.Count{Kind: faults.Pause, Requested: 2, Armed: 1, Delivered: pauses[i]})
		}
		list = append(list, c)
	}
	return list
}

// A row whose cases asked for a kind of fault again and again, and never got it, says nothing about that kind.
func TestKindThatIsNeverDelivered(t *testing.T) {
	never := slices.Repeat([]int{0}, askedMin)
	for _, c := range []struct {
		cases []CaseReport
		want  Standing
	}{
		{casesWith(30), AsPromised},
		{casesWith(30, never...), Inconclusive},
		{casesWith(30, never[1:]...), AsPromised},
		{casesWith(30, append(never, 1)...), AsPromised},
		{append(casesWith(30, never...), CaseReport{}), Anomalous},
	} {
		row := NewRow(Scenario{}, c.cases)
		named := strings.Contains(row.Why, "pause (requested in 10)") && !strings.Contains(row.Why, "crash")
		if row.Standing != c.want || named != (c.want == Inconclusive) {
			t.Errorf("%v: %s, %q; want %s", row.Faults, row.Standing, row.Why, c.want)
		}
	}
}
