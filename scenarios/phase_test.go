package scenarios

import (
	"testing"
	"time"

	"github.com/onceover/onceover/faults"
)

// A fault that lasts longer than faults may is healed in time also where nothing happens meanwhile: the only consumer is paused.
func TestSilentWorldIsHealed(t *testing.T) {
	t.Parallel()
	sc := directAppend()
	st, err := NewStage(OpenLibrary(t, sc), sc.Workload, false)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	o, err := st.Run(sc, Case{Seed: 1, Schedule: schedule(faults.Fault{
		Kind: faults.Pause, Process: "consumer", At: faults.Place{Time: 10 * time.Millisecond}, For: time.Hour,
	})})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range o.Trace.Events() {
		if after := time.Duration(e.Time); e.Name == "fault.end" && (after < faultsMax || after > faultsMax+time.Second) {
			t.Errorf("the pause ends after %v", after)
		}
	}
	if len(o.Missed) > 0 || !o.Good() || o.Time > faultsMax+drainMax {
		t.Errorf("not delivered: %v; good: %t, after %v: %v", o.Missed, o.Good(), o.Time, o.Notes)
	}
}
