package scenarios

import "testing"

// The power losses of the features find a sink that does not sync, and only that.
func TestUnsyncedSinkIsFound(t *testing.T) {
	t.Parallel()
	sc := unsynced.scenario()
	st, err := NewStage(OpenLibrary(t, sc), sc.Workload, false)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	var reports []CaseReport
	for i := range 10 {
		o, err := st.Run(sc, sc.DrawCase(1, i))
		if err != nil {
			t.Fatal(err)
		}
		reports = append(reports, o.Report(sc.Name))
	}
	row := NewRow(sc, reports)
	if row.Standing != AsPromised || row.Losses == 0 {
		t.Errorf("%s: %s; %d losses", row.Standing, row.Why, row.Losses)
	}
	t.Logf("%d of %d cases show it, with %d losses", row.Shown, row.Cases, row.Losses)
}
