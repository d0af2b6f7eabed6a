package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/onceover/onceover/reports"
	"github.com/onceover/onceover/scenarios"
)

// fakeSession runs six cases of two scenarios with fake workers.
func fakeSession(t *testing.T, o runOptions, s script) (status int, out, errOut string) {
	t.Helper()
	var o1, e1 bytes.Buffer
	o.cases, o.seed = 6, 1
	part, err := parseShard(o.shard)
	if err != nil {
		t.Fatal(err)
	}
	run := session{options: o, part: part, list: fakeList(t), kit: kit{setup: s.setup(), toolchain: "go1.26", ids: map[string]string{"direct-v1": "aa"}}, progress: newBar(&e1), out: &o1, errOut: &e1}
	err = run.run(t.Context())
	var known *exitError
	if errors.As(err, &known) {
		return known.status, o1.String(), known.Error()
	} else if err != nil {
		t.Fatal(err)
	}
	return exitAsPromised, o1.String(), ""
}

func fakeList(t *testing.T) []scenarios.Scenario {
	t.Helper()
	list, err := scenarios.Find([]string{"direct-append", "direct-keyed"})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// exitOf is the exit status that an error stands for.
func exitOf(err error) int {
	var known *exitError
	if errors.As(err, &known) {
		return known.status
	}
	return exitAsPromised
}

func TestExitStatus(t *testing.T) {
	for _, test := range []struct {
		name   string
		script script
		status int
		says   string
	}{
		{"as promised", script{}, exitAsPromised, "as promised"},
		{"anomaly", script{2: "bad"}, exitAnomaly, "onceover replay "},
		{"harness error is worse than an anomaly", script{2: "bad", 3: "panic"}, exitHarness, "panic: the ledger has a remainder"},
		{"no worker works", script{0: "spoilt", 1: "spoilt", 2: "spoilt"}, exitHarness, "not all cases were run"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			status, out, errOut := fakeSession(t, runOptions{parallel: 1, out: dir, stall: stallForTests}, test.script)
			if status != test.status || !strings.Contains(out, test.says) {
				t.Errorf("status %d, want %d; said %q; printed:\n%s", status, test.status, errOut, out)
			}
			for _, name := range []string{"report.json", "report.txt", "report.md", "junit.xml"} {
				if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() == 0 {
					t.Errorf("file %s: %v", name, err)
				}
			}
			if _, err := os.Stat(filepath.Join(dir, "direct-keyed-2.scenario.json")); (err == nil) != (test.script[2] == "bad") {
				t.Errorf("replay file of case 2: %v", err)
			}
			if hidden, _ := filepath.Glob(filepath.Join(dir, ".*")); len(hidden) > 0 {
				t.Errorf("left behind: %v", hidden)
			}
		})
	}
}

// The last line and every file are the same whatever the number of workers.
func TestParallelChangesNothing(t *testing.T) {
	read := func(parallel int) (last string, files map[string]string) {
		dir := t.TempDir()
		_, out, _ := fakeSession(t, runOptions{parallel: parallel, out: dir, stall: stallForTests}, script{4: "bad"})
		lines := strings.Split(strings.TrimSpace(out), "\n")
		files = map[string]string{}
		list, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range list {
			content, err := os.ReadFile(filepath.Join(dir, f.Name()))
			if err != nil {
				t.Fatal(err)
			}
			files[f.Name()] = strings.ReplaceAll(string(content), dir, "DIR")
		}
		return lines[len(lines)-1], files
	}
	one, files := read(1)
	three, others := read(3)
	if one != three || !strings.HasPrefix(one, "determinism: ") || len(one) != len("determinism: ")+64 {
		t.Errorf("last lines are %q and %q", one, three)
	}
	if len(files) != 8 || len(others) != len(files) {
		t.Errorf("%d and %d files", len(files), len(others))
	}
	for name := range files {
		if name != journalName && files[name] != others[name] {
			t.Errorf("%s differs:\n%s\n%s", name, files[name], others[name])
		}
	}
}

func TestCheckDeterminism(t *testing.T) {
	o := runOptions{parallel: 2, checkDeterminism: true, stall: stallForTests}
	o.out = t.TempDir()
	status, out, _ := fakeSession(t, o, script{})
	if status != exitAsPromised || !strings.Contains(out, "\ndeterminism check: 12 cases run twice, 0 differing traces\n") {
		t.Errorf("status %d, printed:\n%s", status, out)
	}
	for name, says := range map[string]string{"report.json": `"twice": 12`, "report.md": "; 12 cases run twice, 0 differing traces"} {
		if kept, err := os.ReadFile(filepath.Join(o.out, name)); err != nil || !strings.Contains(string(kept), says) {
			t.Errorf("%v; %s does not have %q:\n%s", err, name, says, kept)
		}
	}
	o.out = t.TempDir()
	status, out, _ = fakeSession(t, o, script{3: "again"})
	where := "1 events are the same, and then:\n  both        t=1 seq=1 first\n" +
		"  first run   t=2 seq=2 round=0\n  first run   (the trace ends)\n  second run  t=2 seq=2 round=1\n  second run  (the trace ends)\n"
	want := "\ndeterminism check: 12 cases run twice, 2 differing traces\n" +
		"direct-append case 3:\n" + where + "direct-keyed case 3:\n" + where
	if status != exitHarness || !strings.Contains(out, want) {
		t.Errorf("status %d, printed:\n%s", status, out)
	}
}

func TestInterruptedSession(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	var out bytes.Buffer
	s := session{options: runOptions{cases: 3, seed: 1, parallel: 2, out: dir}, kit: kit{setup: script{}.setup()}, progress: newBar(&out), out: &out, errOut: &out}
	s.list = scenarios.Catalogue()[:1]
	var known *exitError
	if err := s.run(ctx); !errors.As(err, &known) || known.status != exitInterrupted {
		t.Errorf("error %v", err)
	}
	if strings.Contains(out.String(), "determinism:") {
		t.Errorf("an interrupted run shows a hash:\n%s", out.String())
	}
	if content, err := os.ReadFile(filepath.Join(dir, "report.json")); err != nil || !bytes.Contains(content, []byte(`"interrupted": true`)) {
		t.Errorf("report (%v):\n%s", err, content)
	}
}

// What is reported does not depend on the order in which the cases end.
func TestOrderOfAnswers(t *testing.T) {
	list := scenarios.Catalogue()[:2]
	all := slices.Collect(plan{list: list, cases: 5, seed: 1, rounds: 2}.jobs(none))
	report := func(jobs []job) string {
		got := newTally(list)
		for _, j := range jobs {
			got.add(j.Round, 2, scenarios.CaseReport{
				Scenario: j.Scenario, Case: j.Case, Hash: string(rune('a' + j.Case.Index + j.Round*j.Case.Index/4)),
				Good: j.Case.Index%2 == 0, Notes: []string{"a note"}, Losses: j.Case.Index, Shown: j.Case.Index > 1,
			})
		}
		if len(got.waiting) > 0 || got.twice != 10 {
			t.Errorf("%d cases wait, %d were run twice", len(got.waiting), got.twice)
		}
		r := session{options: runOptions{cases: 5, seed: 1, checkDeterminism: true}, list: list}.result(got, false)
		b, err := reports.JSON(r)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	want := report(all)
	if !strings.Contains(want, `"differing": 2`) {
		t.Errorf("report of two differing cases:\n%s", want)
	}
	rapid.Check(t, func(t *rapid.T) {
		if got := report(rapid.Permutation(slices.Clone(all)).Draw(t, "order")); got != want {
			t.Fatalf("report is\n%s\nwant\n%s", got, want)
		}
	})
}
