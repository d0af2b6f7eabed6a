package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/onceover/onceover/reports"
	"github.com/onceover/onceover/scenarios"
)

// reportDir is a directory with these files.
func reportDir(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// goodResult is one that shows nothing, so that nothing has to be run again.
func goodResult(t *testing.T) scenarios.Result {
	s, err := scenarios.FindOne("direct-append")
	if err != nil {
		t.Fatal(err)
	}
	return scenarios.Result{
		Format: scenarios.ResultFormat, Cases: 1, Differing: -1,
		Rows: []scenarios.Row{scenarios.NewRow(s, []scenarios.CaseReport{{Scenario: s.Name, Good: true}})},
	}
}

func TestReport(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"run":     {"report.json": encoded(t, goodResult(t))},
		"sweep":   {"sweep.json": encoded(t, reports.Sweep{Scenario: "direct-append"})},
		"mutants": {"mutants.json": encoded(t, reports.Kills{})},
	} {
		dir := reportDir(t, files)
		status, out, errOut := command("report", dir)
		page, err := os.ReadFile(filepath.Join(dir, pageName))
		if status != exitAsPromised || err != nil || !strings.HasPrefix(string(page), "<!DOCTYPE html>") || out != filepath.Join(dir, pageName)+"\n" {
			t.Errorf("%s: status %d, %q, %v, stderr %q", name, status, out, err, errOut)
		}
	}
	dir := reportDir(t, map[string]string{"report.json": encoded(t, goodResult(t))})
	elsewhere := filepath.Join(t.TempDir(), "page.html")
	if status, _, errOut := command("report", dir, "--out", elsewhere); status != exitAsPromised {
		t.Errorf("--out: status %d, stderr %q", status, errOut)
	}
	if _, err := os.Stat(elsewhere); err != nil {
		t.Error(err)
	}
}

// A page that lies elsewhere leads to the files, and its commands name them as the directory was named.
func TestReportElsewhere(t *testing.T) {
	top := t.TempDir()
	t.Chdir(top)
	for _, dir := range []string{"made", "pages/new"} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	sweep := reports.Sweep{Scenario: "direct-append", Runs: []scenarios.Swept{{What: []string{"output"}}}}
	if err := os.WriteFile("made/sweep.json", []byte(encoded(t, sweep)), 0o644); err != nil {
		t.Fatal(err)
	}
	for out, base := range map[string]string{"pages/new/page.html": "../../made/", "page.html": "made/", "made/page.html": "", filepath.Join(top, "page.html"): "made/"} {
		status, _, errOut := command("report", "made", "--out", filepath.FromSlash(out))
		page, err := os.ReadFile(filepath.FromSlash(out))
		if status != exitAsPromised || err != nil {
			t.Fatalf("%s: status %d, %v, stderr %q", out, status, err, errOut)
		}
		for _, want := range []string{`href="` + base + `direct-append-sweep-1.scenario.json"`, "onceover replay made/direct-append-sweep-1.scenario.json"} {
			if !strings.Contains(string(page), want) {
				t.Errorf("%s does not say %s", out, want)
			}
		}
	}
}

// A matrix is read with the replay files of the cells that are drawn. Where one is not there, the page says how to write it; one
// that is there must be good.
func TestReadMatrix(t *testing.T) {
	c := scenarios.CellResult{Row: "clean-stop", Design: "latest", Found: "Lgap", Standing: scenarios.AsPromised, Replay: "matrix/clean-stop.latest.scenario.json"}
	m := reports.NewMatrixFile(scenarios.MatrixResult{Format: scenarios.MatrixFormat, Cells: []scenarios.CellResult{c}})
	replay := scenarios.NewReplay(scenarios.CaseReport{Scenario: "clean-stop/latest", Case: scenarios.Case{Index: 3}, Hash: strings.Repeat("0f", 64)}, nil)
	dir := reportDir(t, map[string]string{"matrix.json": encoded(t, m)})
	status, _, errOut := command("report", dir)
	made, err := os.ReadFile(filepath.Join(dir, pageName))
	if status != exitAsPromised || err != nil {
		t.Fatalf("without the replay file: status %d, %q, %v", status, errOut, err)
	}
	if says := "onceover matrix DESIGN --rows ROW --out DIR"; !strings.Contains(string(made), says) || strings.Contains(string(made), c.Replay) {
		t.Errorf("without the replay file: the page does not say %s, or links to the file", says)
	}
	if err := os.Mkdir(filepath.Join(dir, reports.MatrixDir), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, content := range []string{"{}", encoded(t, replay)} {
		if _, err := readPage(dir, 12); content != "{}" && (err == nil || !strings.Contains(err.Error(), "names no format")) {
			t.Errorf("a bad replay file: %v", err)
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(c.Replay)), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	page, err := readPage(dir, 12)
	if err != nil || page.Matrix == nil || len(page.Cells) != 1 || page.Cells[0].Replay.Case.Index != 3 || page.Dir != filepath.ToSlash(dir) {
		t.Errorf("%+v, %v", page.Cells, err)
	}
	if page, err := readPage(dir, 0); err != nil || len(page.Cells) != 0 {
		t.Errorf("none drawn: %+v, %v", page.Cells, err)
	}
	older := strings.Replace(encoded(t, m), `"format": 1`, `"format": 99`, 1)
	if _, err := readPage(reportDir(t, map[string]string{"matrix.json": older}), 0); err == nil || !strings.Contains(err.Error(), "format 99") {
		t.Errorf("format 99: %v", err)
	}
}

// What cannot be read is refused by name, with what to do, and the page that there is stays as it was.
func TestReportOfWhatIsNone(t *testing.T) {
	whole := encoded(t, goodResult(t))
	older := strings.Replace(whole, `"format": 1`, `"format": 99`, 1)
	for name, tt := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"foreign":   {map[string]string{"notes.txt": "hello"}, []string{"holds no report.json", "--out directory"}},
		"truncated": {map[string]string{"report.json": whole[:len(whole)/2]}, []string{"report.json:", "let run write it again"}},
		"format":    {map[string]string{"report.json": older}, []string{"report.json: format 99", "reads format 1"}},
		"field":     {map[string]string{"report.json": strings.Replace(whole, `"seed"`, `"sed"`, 1)}, []string{"report.json:", "sed"}},
		"sweep":     {map[string]string{"report.json": whole, "sweep.json": "{"}, []string{"sweep.json:1", "let sweep write it again"}},
		"replay":    {map[string]string{"report.json": whole, "a.scenario.json": "{}"}, []string{"a.scenario.json", "names no format"}},
	} {
		tt.files[pageName] = "the page of before"
		dir := reportDir(t, tt.files)
		status, out, errOut := command("report", dir)
		for _, want := range tt.want {
			if !strings.Contains(errOut, want) {
				t.Errorf("%s: %q does not say %q", name, errOut, want)
			}
		}
		if kept, err := os.ReadFile(filepath.Join(dir, pageName)); status != exitUsage || out != "" || err != nil || string(kept) != "the page of before" {
			t.Errorf("%s: status %d, %q, page %q, %v", name, status, out, kept, err)
		}
		if list, err := os.ReadDir(dir); err != nil || len(list) != len(tt.files) {
			t.Errorf("%s: directory has %d files, want %d (%v)", name, len(list), len(tt.files), err)
		}
	}
	missing := filepath.Join(t.TempDir(), "gone")
	if status, _, errOut := command("report", missing); status != exitUsage || !strings.Contains(errOut, missing) {
		t.Errorf("missing directory: status %d, %q", status, errOut)
	}
	dir := reportDir(t, map[string]string{"report.json": whole})
	if status, _, _ := command("report", dir, "--out", filepath.Join(dir, "gone", "page.html")); status != exitUsage {
		t.Errorf("--out in no directory: status %d", status)
	}
	if status, _, _ := command("report", dir, "--pictures", "-1"); status != exitUsage {
		t.Errorf("--pictures -1: status %d", status)
	}
}
