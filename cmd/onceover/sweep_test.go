package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/onceover/onceover/reports"
	"github.com/onceover/onceover/scenarios"
)

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

// A sweep that is not made to its end reports the runs that were made, those of the parts that were under way too, and says so.
func TestSweepNotMadeToItsEnd(t *testing.T) {
	for name, test := range map[string]struct {
		script script
		starts int // of workers; the last one is interrupted
		status int
		runs   int
		part   string
	}{
		"whole":          {script{}, 0, exitAsPromised, 2, ""},
		"worker lost":    {script{1: "panic"}, 0, exitHarness, 2, "1 of 2 parts"},
		"interrupted":    {script{0: "panic"}, 2, exitInterrupted, 1, "0 of 2 parts"},
		"not even begun": {script{}, 1, exitInterrupted, 0, "0 of 2 parts"},
		"lost and wrong": {script{0: "bad", 1: "panic"}, 0, exitHarness, 2, "1 of 2 parts"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			p, starts := fakePool(t, 1, test.script), 0
			worker := p.command
			p.command = func() *exec.Cmd {
				if starts++; starts == test.starts {
					cancel()
				}
				return worker()
			}
			o := sweepOptions{crashes: 1, at: string(scenarios.AtPoints), out: t.TempDir()}
			var out bytes.Buffer
			s, stopped := o.strike(ctx, fakeList(t)[0], p, newBar(&out))
			err := o.end(ctx, s, stopped, 0, &out)
			if exitOf(err) != test.status || len(s.Runs) != test.runs || s.Partial != test.part || (len(s.Missing) > 0) != (test.part == "") {
				t.Errorf("%v, %d runs, %q, never reached %v", err, len(s.Runs), s.Partial, s.Missing)
			}
			kept, _ := os.ReadFile(filepath.Join(o.out, "sweep.txt"))
			marked := strings.Contains(string(kept), "Interrupted: only "+test.part) && strings.Contains(out.String(), "Interrupted: only ")
			if (len(kept) > 0) != (test.runs > 0) || marked != (test.part != "" && test.runs > 0) {
				t.Errorf("printed\n%s\nkept\n%s", out.String(), kept)
			}
		})
	}
}

// A sweep that is interrupted does not take the place of a whole one.
func TestWholeSweepStays(t *testing.T) {
	o := sweepOptions{crashes: 1, at: string(scenarios.AtPoints), out: t.TempDir()}
	name := filepath.Join(o.out, "sweep.json")
	part := reports.Sweep{Scenario: "direct-append", Partial: "1 of 2 parts", Runs: []scenarios.Swept{{}}}
	whole := part
	whole.Partial = ""
	for _, s := range []reports.Sweep{part, whole, part} {
		if err := o.end(t.Context(), s, nil, 0, &bytes.Buffer{}); err != nil && exitOf(err) != exitAnomaly {
			t.Fatal(err)
		}
		kept, err := os.ReadFile(name)
		if err != nil || strings.Contains(string(kept), "1 of 2 parts") != (s.Partial != "" && !o.whole()) {
			t.Errorf("behind a sweep of %q, error %v, kept\n%s", s.Partial, err, kept)
		}
	}
	if !o.whole() {
		t.Error("the whole sweep is gone")
	}
}

// The answer to a sweep has all runs that came before it, for whoever does not hear of each.
func TestAnswerHasAllRunsOfSweep(t *testing.T) {
	var swept []scenarios.Swept
	j := job{Scenario: "direct-append", Sweep: &scenarios.SweepPlan{Parts: 1}}
	err := fakePool(t, 1, script{}).run(t.Context(), []job{j}, func(_ job, m message) { swept = m.Swept })
	if err != nil || len(swept) != 1 || swept[0].What[0] != "output" {
		t.Errorf("%v, swept %+v", err, swept)
	}
}
