package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/onceover/onceover/scenarios"
)

// With --minimise, the first failure of each scenario gets a file of its smallest case beside that of the case itself.
func TestRunMinimises(t *testing.T) {
	dir := t.TempDir()
	o := runOptions{parallel: 2, stall: stallForTests, out: dir, minimise: true}
	status, out, errOut := fakeSession(t, o, script{2: "bad", 4: "bad"})
	small, _ := filepath.Glob(filepath.Join(dir, "*.minimal.scenario.json"))
	if status != exitAnomaly || len(small) != 2 {
		t.Fatalf("status %d, files %v, it said %q", status, small, errOut)
	}
	for i, name := range []string{"direct-append", "direct-keyed"} {
		r, list, err := readReplay(small[i])
		if err != nil || r.Scenario != name || r.Case.Index != 2 || r.Fingerprint != "a note" || r.Programs["direct-v1"] != "aa" || len(list) != 1 {
			t.Errorf("%s: %+v, error %v", small[i], r, err)
		}
		if says := "smallest: a note of " + name + " takes "; !strings.Contains(out, says) || !strings.Contains(out, "onceover replay "+small[i]+"\n") {
			t.Errorf("%q is not in:\n%s", says, out)
		}
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if !strings.HasPrefix(lines[len(lines)-1], "determinism: ") {
		t.Errorf("the last line is %q", lines[len(lines)-1])
	}
	status, _, _ = fakeSession(t, runOptions{parallel: 2, stall: stallForTests, out: t.TempDir(), minimise: true}, script{})
	if status != exitAsPromised {
		t.Errorf("with no failure, status %d", status)
	}
}

// What was made small before an interrupt is kept.
func TestInterruptedMinimising(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var out bytes.Buffer
	s := session{options: runOptions{out: t.TempDir()}, list: fakeList(t), progress: newBar(&out), out: &out}
	r := scenarios.Result{}
	for i, sc := range s.list {
		failed := scenarios.CaseReport{Scenario: sc.Name, Case: scenarios.Case{Index: i}}
		r.Rows = append(r.Rows, scenarios.Row{Scenario: sc.Name, Failures: []scenarios.CaseReport{{Error: "lost"}, failed}})
	}
	p := fakePool(t, 1, script{1: "hang"})
	p.heard = func(job, message) { cancel() } // the second one never ends
	var known *exitError
	err := s.makeSmall(ctx, p, r)
	if !errors.As(err, &known) || known.status != exitInterrupted || !strings.Contains(err.Error(), "1 of 2 failures") {
		t.Errorf("error %v", err)
	}
	first := filepath.Join(s.options.out, s.list[0].Name+"-0.minimal.scenario.json")
	if _, err := os.Stat(first); err != nil || !strings.Contains(out.String(), first) {
		t.Errorf("%v, printed %q", err, out.String())
	}
}
