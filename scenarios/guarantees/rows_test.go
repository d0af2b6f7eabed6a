// Package guarantees runs the rows of the direct consumer's guarantees. It is a package of its own because they take about as
// long as all other tests of scenarios, and go test gives each package ten minutes.
package guarantees

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/onceover/onceover/scenarios"
)

// rowCases is how many cases of each row are run.
const rowCases = 10

// Every row comes out as it is promised, for each of its designs. Two parts run at once.
func TestRows(t *testing.T) {
	rows := scenarios.Rows()
	for _, part := range [][]scenarios.Scenario{rows[:len(rows)/2], rows[len(rows)/2:]} {
		t.Run(part[0].Name+" to "+part[len(part)-1].Name, func(t *testing.T) {
			t.Parallel()
			keepPromises(t, part)
		})
	}
}

func keepPromises(t *testing.T, rows []scenarios.Scenario) {
	library := scenarios.OpenLibrary(t, rows...)
	stages := map[scenarios.Workload]*scenarios.Stage{}
	for _, r := range rows {
		t.Run(r.Name, func(t *testing.T) {
			st := stages[r.Workload]
			if st == nil {
				var err error
				if st, err = scenarios.NewStage(library, r.Workload, false); err != nil {
					t.Fatal(err)
				}
				stages[r.Workload] = st
			}
			told := map[string]string{}
			for i := range rowCases {
				o, err := st.Run(r, r.DrawCase(1, i))
				if err != nil {
					t.Fatal(err)
				}
				if !o.Good() {
					t.Errorf("case %d: %v, %v; onceover run %s shows it", i, o.Notes, o.Verdict.Anomalies, r.Name)
				}
				told[o.Column] += fmt.Sprintf(" %d/%d/%d", o.Verdict.Duplicates, o.Verdict.Absorbed, o.Verdict.Ledger.Excused)
			}
			for _, column := range slices.Sorted(maps.Keys(told)) {
				t.Logf("%s: duplicates/absorbed/excused%s", column, told[column])
			}
		})
	}
	for _, st := range stages { //tidy:unordered each by itself
		st.Close()
	}
}
