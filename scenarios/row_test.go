package scenarios

import (
	"fmt"
	"maps"
	"slices"
	"testing"
)

// rowCases is how many cases of each row the test runs; the command runs as many as are asked for.
const rowCases = 10

// Every row comes out as it is promised, for each of its designs.
func TestRows(t *testing.T) {
	t.Parallel()
	keepPromises(t, columnedRows())
}

// Every feature keeps what is promised of it. It is a test of its own beside the rows, so that both run at once.
func TestFeatures(t *testing.T) {
	t.Parallel()
	keepPromises(t, featureRows())
}

func keepPromises(t *testing.T, rows []Scenario) {
	t.Helper()
	library := testLibrary(t, rows)
	stages := map[Workload]*Stage{}
	for _, r := range rows {
		t.Run(r.Name, func(t *testing.T) {
			st := stages[r.Workload]
			if st == nil {
				var err error
				if st, err = NewStage(library, r.Workload, false); err != nil {
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
					t.Errorf("case %d: %s", i, o.account(r))
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
