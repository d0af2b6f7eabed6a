package scenarios

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/onceover/onceover/faults"
)

func someCrashes(n int) faults.Schedule {
	crash := faults.Fault{Kind: faults.Crash, At: faults.Place{Process: "consumer#1", Output: 7}}
	return faults.Schedule{Faults: slices.Repeat([]faults.Fault{crash}, n)}
}

// drawReport draws a case of a cell, of which some are alike but for their index.
func drawReport(t *rapid.T, index int) CaseReport {
	c := CaseReport{Case: Case{Index: index}, Hash: fmt.Sprint("hash", index), Good: rapid.Bool().Draw(t, "good"), Finding: &Finding{}}
	if rapid.IntRange(0, 9).Draw(t, "fails") == 0 {
		c.Error = fmt.Sprint("error ", index)
	}
	names := []string{codeOK, "EO", "D1", "D2", "Dall", "D∞", "L1", "Lgap", "STOP", "SIL", "REG"}
	c.Finding.Codes = rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 3, rapid.ID[string]).Draw(t, "codes")
	c.Shown = !c.Finding.has(codeOK)
	if !c.Good {
		c.Notes = []string{"found " + c.Finding.Codes[0]}
	}
	c.Finding.Window, c.Finding.Losses = rapid.IntRange(0, 3).Draw(t, "window"), rapid.IntRange(0, 3).Draw(t, "losses")
	if c.Finding.Losses > 0 {
		c.Finding.Ranges = []string{fmt.Sprint("orders/0 ", rapid.IntRange(0, 3).Draw(t, "from"))}
	}
	c.Case.Schedule = someCrashes(rapid.IntRange(1, 2).Draw(t, "faults"))
	return c
}

// However the cases of a cell are divided among shards, and in whatever order these are joined, they come to the same: numbers,
// ranges and example.
func TestCellJoinsInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := NewCellResult(Cell{Row: "r", Design: "d", Expected: "OK?+D∞?"})
		whole := cell
		var parts []CellPart
		for i := range rapid.IntRange(1, 8).Draw(t, "cases") {
			c := drawReport(t, i)
			whole.Add(c)
			if len(parts) == 0 || rapid.Bool().Draw(t, "another shard") {
				parts = append(parts, cell.Part())
			}
			last := &parts[len(parts)-1]
			one := joined(t, cell, *last)
			one.Add(c)
			*last = one.Part()
		}
		for len(parts) > 1 { // any two, until there is one
			parts = rapid.Permutation(parts).Draw(t, "order")
			both := joined(t, cell, parts[0], parts[1])
			parts = append([]CellPart{both.Part()}, parts[2:]...)
		}
		got := joined(t, cell, parts[0])
		want, _ := json.Marshal([]any{whole.Sum(false), whole.Example})
		if is, _ := json.Marshal([]any{got.Sum(false), got.Example}); string(is) != string(want) {
			t.Fatalf("joined is\n%s\nand the whole\n%s", is, want)
		}
	})
}

// joined is a cell with these parts, each of which has been in a file.
func joined(t *rapid.T, cell CellResult, parts ...CellPart) CellResult {
	for _, p := range parts {
		text, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		var back CellPart
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		if err := cell.Join(back); err != nil {
			t.Fatal(err)
		}
	}
	return cell
}

// The example of a cell shows the worst that was found, with as few faults as that takes; and the ranges are those of the case
// that lost most.
func TestCellExampleIsTheGravest(t *testing.T) {
	var order []string
	r := NewCellResult(Cell{Row: "r", Design: "d", Expected: "OK"})
	for i, c := range []struct {
		codes  []string
		faults int
		losses int
	}{
		{[]string{"RPT"}, 1, 0}, {[]string{"D1"}, 1, 0}, {[]string{"EO", "REG"}, 1, 0}, {[]string{"D1", "TORN"}, 3, 0}, {[]string{"D1", "TORN"}, 2, 0},
		{[]string{"Dall"}, 2, 0}, {[]string{"D∞"}, 2, 0}, {[]string{"STOP"}, 2, 0}, {[]string{"L1"}, 1, 90}, {[]string{"Lgap"}, 2, 30},
		{[]string{"D1", "SIL"}, 3, 0}, {[]string{"L1", "SIL"}, 4, 5}, {[]string{"Dall", "L1", "SIL"}, 4, 5}, {[]string{"L1", "SIL"}, 1, 5},
	} {
		report := CaseReport{Good: true, Shown: true, Case: Case{Index: i}, Finding: &Finding{Codes: c.codes, Losses: c.losses}}
		if c.losses > 0 {
			report.Finding.Ranges = []string{fmt.Sprint("orders/0 of ", i)}
		}
		report.Case.Schedule = someCrashes(c.faults)
		if r.Add(report); r.Example.Case.Index == i {
			order = append(order, fmt.Sprint(i))
		}
	}
	if want := []string{"0", "1", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"}; !cmp.Equal(want, order) {
		t.Errorf("better ones were %v, want %v", order, want)
	}
	if got := r.Sum(false).Worst; got.Losses != 90 || !slices.Equal(got.Ranges, []string{"orders/0 of 8"}) {
		t.Errorf("worst %+v", got)
	}
}
