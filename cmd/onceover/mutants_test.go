package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/onceover/onceover/reports"
	"github.com/onceover/onceover/scenarios"
)

// The exit status of mutants is that of run: a fault of the harness is no mutant that lives.
func TestExitStatusOfMutants(t *testing.T) {
	mutants := scenarios.Mutants()[:1]
	for name, test := range map[string]struct {
		script script
		status int
	}{
		"a worker is lost":   {script{1: "panic"}, exitHarness},
		"nothing is shown":   {script{}, exitInconclusive},
		"something else is":  {script{1: "bad"}, exitAnomaly},
		"it is as foretold":  {script{1: "shown"}, exitAsPromised},
		"beside a lost case": {script{0: "shown", 1: "panic"}, exitHarness},
	} {
		var out, errOut bytes.Buffer
		o := mutantsOptions{cases: 2, seed: 1, budget: 1, out: t.TempDir()}
		kills, _, err := o.kill(t.Context(), mutants, fakePool(t, 2, test.script), newBar(&errOut))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := o.tell(kills, &out); exitOf(err) != test.status {
			t.Errorf("%s: %v, want status %d; printed\n%s", name, err, test.status, out.String())
		}
	}
	if _, out, _ := command("mutants", "--help"); !strings.Contains(out, "130 interrupted") {
		t.Errorf("help:\n%s", out)
	}
}

// The replay files of a sweep are those of its failures: one of an earlier sweep of the scenario goes, and nothing else does.
func TestSweepReplacesItsFiles(t *testing.T) {
	o := sweepOptions{out: t.TempDir()}
	bad := scenarios.Swept{What: []string{"a"}, CaseReport: scenarios.CaseReport{Scenario: "direct-append", Hash: "aa"}}
	other := filepath.Join(o.out, "direct-keyed-sweep-1.scenario.json")
	if err := os.WriteFile(other, []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, failures := range []int{3, 1, 0} {
		s := reports.Sweep{Scenario: "direct-append", Runs: []scenarios.Swept{{CaseReport: scenarios.CaseReport{Good: true}}}}
		for range failures {
			s.Runs = append(s.Runs, bad)
		}
		if err := o.tell(s, 0, &bytes.Buffer{}); (exitOf(err) == exitAnomaly) != (failures > 0) {
			t.Error(err)
		}
		if list, err := filepath.Glob(filepath.Join(o.out, "direct-append-sweep-*")); err != nil || len(list) != failures {
			t.Errorf("of %d failures: %v, %v", failures, list, err)
		}
		if _, err := os.Stat(other); err != nil {
			t.Error(err)
		}
	}
}
