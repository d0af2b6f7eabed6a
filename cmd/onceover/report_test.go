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
