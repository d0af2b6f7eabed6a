package scenarios

import (
	"strings"
	"testing"

	"github.com/onceover/onceover/faults"
)

// quiet is a row in which nothing goes wrong.
var quiet = row{name: "quiet", draw: func(*faults.Choices, Design) faults.Schedule { return faults.Schedule{} }}

// Every design does what its faults are aimed at, as often as they take for granted, and shows nothing where nothing goes
// wrong.
func TestDesignsAct(t *testing.T) {
	t.Parallel()
	var all []Scenario
	for _, d := range Designs() {
		all = append(all, quiet.cell(d, expectedCell{}).Scenario)
	}
	library, stages := OpenLibrary(t, all...), map[Workload]*Stage{}
	for i, d := range Designs() {
		t.Run(d.Name, func(t *testing.T) {
			s := all[i]
			st := stages[s.Workload]
			if st == nil {
				var err error
				if st, err = NewStage(library, s.Workload, false); err != nil {
					t.Fatal(err)
				}
				stages[s.Workload] = st
			}
			o, err := st.Run(s, s.DrawCase(1, 0))
			if err != nil {
				t.Fatal(err)
			}
			if len(o.Notes) > 0 || !o.Finding.has(codeOK) {
				t.Errorf("nothing goes wrong, and it shows %v: %v", o.Finding.Codes, o.Notes)
			}
			d.checkActs(t, o)
			if d.outputs[1] > 0 {
				d.checkOutputs(t, st, s)
			}
		})
	}
	for _, st := range stages { //tidy:unordered each by itself
		st.Close()
	}
}

// checkActs compares what a run asked of services with what the design says of itself.
func (d Design) checkActs(t *testing.T, o Outcome) {
	asked := map[string]int{}
	for _, e := range o.Trace.Events() {
		if e.Str("stage") == "received" && e.Str("client") == "consumer#1" {
			asked[e.Name]++
		}
	}
	if got, want := asked[d.op], d.last(batches); got != want {
		t.Errorf("%s %d times, want %d", d.op, got, want)
	}
	if got, want := asked[d.commit], d.first-1+batches*max(1, d.each); d.commit != "" && got < want && d.exact() {
		t.Errorf("%s %d times, want %d or more", d.commit, got, want)
	}
	if got := asked[d.read]; d.sink == "" && d.read != "" && got < d.readsAt { // the direct consumer reads more at a restart
		t.Errorf("%s %d times, want %d or more", d.read, got, d.readsAt)
	}
	if got, want := asked[d.done], d.undone+batches; d.done != "" && got != want {
		t.Errorf("%s %d times, want %d", d.done, got, want)
	}
}

// exact reports whether a batch has a commit of its own.
func (d Design) exact() bool { return !strings.HasPrefix(d.Name, "autocommit") && d.Name != "receiver" }

// checkOutputs wants a batch to end with the output that the design says.
func (d Design) checkOutputs(t *testing.T, st *Stage, s Scenario) {
	tr, err := st.newTrial(s, s.Consumer, s.DrawCase(1, 0), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer tr.close()
	tr.scout = newScout(AtOutputs, nil)
	tr.play(nil)
	n := d.outputs[0]
	if ends := tr.scout.spots[n-2].what + ", " + tr.scout.spots[n-1].what; !strings.HasPrefix(ends, "disk.rename") || !strings.HasSuffix(ends, ", disk.sync") {
		t.Errorf("output %d and the one before it are %s, want the end of the first batch", n, ends)
	}
}
