package scenarios

import "testing"

// What a batch costs ZooKeeper, which contradiction C11 is about: a write for each of the three partitions, or one that has
// them all. Counted are the requests from the results of the second batch to those of the sixth.
func TestWritesOfBatches(t *testing.T) {
	t.Parallel()
	want := map[string]int{"zookeeper-from": 1, "zookeeper-after": 1, "zookeeper-partitions": 3, "zookeeper-strict": 1}
	var columns []Design
	var list []Scenario
	for _, d := range Designs() {
		if want[d.Name] > 0 {
			columns, list = append(columns, d), append(list, quiet.cell(d, expectedCell{}).Scenario)
		}
	}
	stage, err := NewStage(OpenLibrary(t, list...), load, false)
	if err != nil {
		t.Fatal(err)
	}
	defer stage.Close()
	for i, d := range columns {
		o, err := stage.Run(list[i], list[i].DrawCase(1, 0))
		if err != nil {
			t.Fatal(err)
		}
		outputs, requests := 0, 0
		for _, e := range o.Trace.Events() {
			if e.Str("stage") != "received" || e.Str("client") != "consumer#1" {
				continue
			}
			if e.Name == d.op {
				outputs++
			}
			if (e.Name == "zookeeper.setData" || e.Name == "zookeeper.multi") && outputs >= d.last(2) && outputs < d.last(6) {
				requests++
			}
		}
		if got := float64(requests) / 4; got != float64(want[d.Name]) {
			t.Errorf("%s: %v writes for each batch, want %d", d.Name, got, want[d.Name])
		}
	}
}
