package reports

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/scenarios"
)

// The guide is what the matrix beside it says. After another matrix, -update writes it anew.
func TestDesignsPage(t *testing.T) {
	text, err := os.ReadFile("matrix.json")
	if err != nil {
		t.Fatal(err)
	}
	m, err := ParseMatrix(text)
	if err != nil {
		t.Fatal(err)
	}
	got := Designs(m.MatrixResult)
	if *update {
		if err := os.WriteFile("../docs/designs.md", got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("../docs/designs.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("docs/designs.md is not what reports/matrix.json says (-want +got), go test ./reports -run TestDesignsPage -update writes it:\n%s", diff)
	}
}

// sampleMatrix has a cell of each standing.
func sampleMatrix() scenarios.MatrixResult {
	m := scenarios.MatrixResult{Format: scenarios.MatrixFormat, Seed: 1, Cases: 20, Toolchain: "go1", Cells: []scenarios.CellResult{
		{Row: "clean-stop", Design: "zookeeper-after", Expected: "OK", Found: "OK", Standing: scenarios.AsPromised, Cases: 20, Requested: 20, Delivered: 20},
		{Row: "clean-stop", Design: "direct-append", Expected: "OK", Found: "D2", Standing: scenarios.Anomalous, Why: "found D2 where OK is expected",
			Cases: 20, Shown: 1, Requested: 20, Delivered: 19, Worst: scenarios.Finding{Duplicates: 12, Window: 7, Batches: 2}, Replay: "matrix/a.scenario.json"},
		{Row: "batch-fails", Design: "zookeeper-after", Expected: "L1", Found: "L1", Standing: scenarios.AsPromised, Cases: 3, Unshown: nil, Reason: "it was not run before",
			Worst: scenarios.Finding{Losses: 5, Ranges: []string{"orders/0 [5,10)"}}},
		{Row: "batch-fails", Design: "direct-append", Expected: "D1", Found: "OK", Standing: scenarios.AsPromised, Unshown: []string{"D1"}, Cases: 3, Reason: "but one is not counted"},
	}}
	return m
}

func TestMatrixText(t *testing.T) { golden(t, "matrix.txt", MatrixText(sampleMatrix(), "out", 60)) }

func TestMatrixMarkdown(t *testing.T) { golden(t, "matrix.md", MatrixMarkdown(sampleMatrix())) }

func TestDesigns(t *testing.T) { golden(t, "designs.md", Designs(sampleMatrix())) }

// A narrow terminal gets the matrix in parts, each design in one of them.
func TestMatrixFits(t *testing.T) {
	wide, narrow := string(MatrixText(sampleMatrix(), "out", 200)), string(MatrixText(sampleMatrix(), "out", 20))
	if strings.Count(wide, "\nbatch-fails ") != 1 || strings.Count(narrow, "\nbatch-fails ") != 2 {
		t.Errorf("wide:\n%s\nnarrow:\n%s", wide, narrow)
	}
}

func TestParseMatrix(t *testing.T) {
	text, err := MatrixJSON(NewMatrixFile(sampleMatrix()))
	if err != nil {
		t.Fatal(err)
	}
	m, err := ParseMatrix(text)
	if err != nil || len(m.Cells) != 4 || m.Cells[2].Worst.Losses != 5 || len(m.Designs) != 2 || m.Designs[1].Promise == "" {
		t.Errorf("%+v, %v", m, err)
	}
	for _, bad := range []string{"", "{", `{"format":2}`, string(text[:len(text)/2])} {
		if _, err := ParseMatrix([]byte(bad)); err == nil {
			t.Errorf("%.20q is read", bad)
		}
	}
}

// Each design is advised for, or against, in one place.
func TestChoicesHaveEachDesignOnce(t *testing.T) {
	placed := map[string]int{}
	for _, c := range choices {
		for _, d := range c.Designs {
			placed[d]++
		}
	}
	for _, d := range scenarios.Designs() {
		if placed[d.Name] != 1 {
			t.Errorf("%s stands in %d choices", d.Name, placed[d.Name])
		}
		delete(placed, d.Name)
	}
	for name := range placed {
		t.Errorf("%s is no design", name)
	}
}
