package reports

import (
	"strings"
	"testing"

	"github.com/onceover/onceover/scenarios"
)

// showed is a matrix with a cell of keyed-business for each of these.
func showed(cells ...scenarios.CellResult) matrix {
	for i := range cells {
		cells[i].Design, cells[i].Row = "keyed-business", scenarios.MatrixRows()[i][0]
	}
	return matrixOf(scenarios.MatrixResult{Cells: cells})
}

// Whatever code a cell has, what is said of the design names it; two that work at the same time are no repetition of one.
func TestSummaryNamesEachCode(t *testing.T) {
	for code, want := range map[string]string{
		"D1": "repeats", "Dall": "repeats", "D∞": "two work at the same time", "L1": "loses", "Lgap": "loses", "STOP": "refuses to go on", "STUCK": "gets stuck",
		"RPT": "reports what the log lost", "SIL": "passes losses in silence", "REG": "stores an older offset over a newer one", "TORN": "stores a batch in part",
		"ORD": "writes out of order", "OLD": "leaves older values over newer ones", "BLIND": "is seen by no lag monitor", "FALSE": "reports a loss that is none",
		"ABORT": "handles what was aborted",
	} {
		f := scenarios.Finding{Codes: []string{code}}
		switch code[0] {
		case 'D':
			f.Duplicates = 1
		case 'L':
			f.Losses = 1
		case 'S':
			if code == "SIL" {
				f.Silent = 1
			}
		case 'R':
			if code == "RPT" {
				f.Reported = 1
			}
		}
		x := showed(scenarios.CellResult{Worst: f})
		if got := x.summary("keyed-business"); !strings.HasPrefix(got, "of 1 row: "+want+" in 1, elsewhere as keyed") {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
}

// Who is grave is named, the worst has its number and what the reason says of it, and a design that is asked less says where its
// other rows are.
func TestEvidence(t *testing.T) {
	x := showed(scenarios.CellResult{Worst: scenarios.Finding{Codes: []string{"OLD"}}},
		scenarios.CellResult{Worst: scenarios.Finding{Losses: 42}, Reason: "but all of it is in its log"})
	rows := scenarios.MatrixRows()
	want := "2 rows; loses in " + rows[1][0] + "*; leaves older values over newer ones in " + rows[0][0] + "; the most in " + rows[1][0] +
		": 42 records lost (but all of it is in its log); elsewhere as keyed, but that older values may end up over newer ones"
	if got := x.evidence("keyed-business"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A reason that overrules a code marks it, wherever the code stands, and follows it as one sentence.
func TestOverruled(t *testing.T) {
	c := scenarios.CellResult{Row: "clean-stop", Design: "latest", Found: "OK", Standing: scenarios.AsPromised, Reason: "but a batch is lost"}
	x := matrixOf(scenarios.MatrixResult{Cells: []scenarios.CellResult{c}})
	var b strings.Builder
	x.reasons(&b)
	if x.text("clean-stop", "latest") != "OK*" || !strings.Contains(b.String(), "- clean-stop/latest, OK*, but a batch is lost\n") {
		t.Errorf("%s, %s", x.text("clean-stop", "latest"), b.String())
	}
	if v := (Page{}).cellView(c, MatrixDesign{}); v.Class == "good" || v.Because != "OK, but a batch is lost" {
		t.Errorf("%s, %q", v.Class, v.Because)
	}
}
