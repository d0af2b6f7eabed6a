package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// answersIn are the cases that a directory's journal has, in order.
func answersIn(t *testing.T, dir string) (answers []string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, journalName))
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(content) {
		var e entry
		if err := json.Unmarshal(line, &e); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		if e.Report != nil {
			answers = append(answers, e.Report.Hash+strings.Repeat("'", e.Round))
		}
	}
	return answers
}

func reportsIn(t *testing.T, dir string) string {
	t.Helper()
	all := ""
	for _, name := range []string{"report.json", "report.txt", "junit.xml"} {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		all += string(content)
	}
	return all
}

// A run that was killed at any byte of its journal is gone on with: it comes to the same result, and no case that the
// journal has is run again.
func TestKilledRunGoesOn(t *testing.T) {
	whole := t.TempDir()
	o := runOptions{parallel: 1, stall: stallForTests, checkDeterminism: true, out: whole}
	status, out, _ := fakeSession(t, o, script{2: "bad"})
	content, err := os.ReadFile(filepath.Join(whole, journalName))
	if err != nil || status != exitAnomaly {
		t.Fatalf("status %d, %v", status, err)
	}
	all := answersIn(t, whole)
	if len(all) != 24 {
		t.Fatalf("%d answers are kept", len(all))
	}
	for at := 0; at < len(content)-20; at += len(content)/11 + 1 {
		o.out = t.TempDir()
		kept := content[:at]
		if at%2 == 0 { // more that was not written to its end than what comes after it
			kept = append(slices.Clone(kept), bytes.Repeat([]byte("x"), len(content))...)
		}
		if err := os.WriteFile(filepath.Join(o.out, journalName), kept, 0o644); err != nil {
			t.Fatal(err)
		}
		s := script{2: "bad"}
		for index := range 6 { // a case that both rounds and both scenarios have must not be run again
			if bytes.Count(kept, []byte("\n"))-2 >= 18+index+1 {
				s[index] = "other"
			}
		}
		_, again, said := fakeSession(t, o, s)
		if last(again) != last(out) || reportsIn(t, o.out) != reportsIn(t, whole) {
			t.Errorf("killed at byte %d, the run says %q and comes to\n%s\nwant\n%s", at, said, again, out)
		}
		if answers := answersIn(t, o.out); !slices.Equal(slices.Sorted(slices.Values(answers)), slices.Sorted(slices.Values(all))) {
			t.Errorf("killed at byte %d, the run keeps the answers %v, want %v", at, answers, all)
		}
	}
}

func last(printed string) string {
	lines := strings.Split(strings.TrimSpace(printed), "\n")
	return lines[len(lines)-1]
}

// A case at which a worker was lost is no answer: the next start runs it again, in a run that had come to its end and in its
// second round too.
func TestLostCasesAreRunAgain(t *testing.T) {
	whole := t.TempDir()
	o := runOptions{parallel: 2, stall: stallForTests, checkDeterminism: true, out: whole}
	_, out, _ := fakeSession(t, o, script{})
	for _, what := range []string{"panic", "panic once more"} {
		o.out = t.TempDir()
		status, first, said := fakeSession(t, o, script{3: what})
		if status != exitHarness || !strings.Contains(first, "determinism check: 10 cases run twice, 0 differing traces\n") {
			t.Errorf("%s: status %d, said %q, printed\n%s", what, status, said, first)
		}
		if second := "when it was run again: worker died"; !strings.Contains(first, second) {
			t.Errorf("%s: %q is not in\n%s", what, second, first)
		}
		s := script{3: ""}
		for _, index := range []int{0, 1, 2, 4, 5} {
			s[index] = "panic" // none of these must be run again
		}
		status, again, said := fakeSession(t, o, s)
		if status != exitAsPromised || last(again) != last(out) || reportsIn(t, o.out) != reportsIn(t, whole) {
			t.Errorf("%s: gone on with, status %d, said %q, printed\n%s\nwant\n%s", what, status, said, again, out)
		}
	}
}

// A run that came to its end is begun anew, one of another seed or of more cases is put aside, and one of fewer
// cases goes on. Nothing that was put aside is ever replaced.
func TestJournalOfAnotherRun(t *testing.T) {
	o := runOptions{parallel: 2, stall: stallForTests, out: t.TempDir()}
	fakeSession(t, o, script{})
	if _, out, _ := fakeSession(t, o, script{1: "bad"}); !strings.Contains(out, "anomaly") || len(answersIn(t, o.out)) != 12 {
		t.Errorf("a run that had come to its end is not begun anew:\n%s", out)
	}
	list := plan{list: fakeList(t), cases: 4, seed: 1, rounds: 1}
	s := session{options: o, list: list.list, kit: kit{setup: script{}.setup(), toolchain: "go1.26", ids: map[string]string{"direct-v1": "aa"}},
		progress: newBar(os.Stderr), out: &bytes.Buffer{}, errOut: &bytes.Buffer{}}
	s.options.seed, s.options.cases = 1, 8
	if err := s.run(t.Context()); exitOf(err) != exitAnomaly || len(answersIn(t, o.out)) != 16 {
		t.Errorf("with 8 cases for 6, the run ends with %v and keeps %d answers", err, len(answersIn(t, o.out)))
	}
	s.options.seed = 2
	if err := s.run(t.Context()); err != nil || len(answersIn(t, o.out)) != 16 {
		t.Errorf("with another seed, the run ends with %v and keeps %d answers", err, len(answersIn(t, o.out)))
	}
	if n := answersBefore(t, o.out, 1); n != 16 {
		t.Errorf("of the other seed %d answers are kept", n)
	}
	s.options.seed = 1
	s.options.cases = 2
	if err := s.run(t.Context()); err != nil || len(answersIn(t, o.out)) != 4 || answersBefore(t, o.out, 2) != 16 {
		t.Errorf("with the first seed again, the run ends with %v and keeps %d answers", err, len(answersIn(t, o.out)))
	}
	s.options.cases = 1
	for range 2 { // the second time nothing is lost that was not asked for
		if err := s.run(t.Context()); err != nil || len(answersIn(t, o.out)) != 2 || answersBefore(t, o.out, 3) != 4 {
			t.Errorf("with fewer cases than there are, the run ends with %v and keeps %d answers", err, len(answersIn(t, o.out)))
		}
	}
	if list, err := filepath.Glob(filepath.Join(o.out, journalName+".before*")); err != nil || len(list) != 3 {
		t.Errorf("put aside: %v, %v", list, err)
	}
	if err := os.WriteFile(filepath.Join(o.out, journalName), []byte("{}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := s.run(t.Context()); exitOf(err) != exitHarness || !strings.Contains(err.Error(), "journal.jsonl:1: no heading") {
		t.Errorf("with a file that is no journal, the run ends with %v", err)
	}
}

// answersBefore is how many answers a journal has that was put aside, counted from 1; -1 where there is none.
func answersBefore(t *testing.T, dir string, number int) int {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("%s.before-%d", journalName, number)))
	if err != nil {
		t.Error(err)
		return -1
	}
	return bytes.Count(content, []byte(`"report"`))
}

// A plan without end has every case once, block by block, and stops when the time is over.
func TestPlanWithoutEnd(t *testing.T) {
	now := time.Unix(0, 0)
	clock := func() time.Time {
		now = now.Add(time.Second)
		return now
	}
	p := plan{list: fakeList(t), seed: 1, part: shard{1, 4}, rounds: 2}
	seen := map[string]int{}
	jobs := 0
	for j := range during(150*time.Second, clock, p.jobs(func(_ int, _ string, i int) bool { return i == 5 })) {
		if jobs++; !p.part.has(j.Case.Index) || j.Case.Index == 5 {
			t.Errorf("case %d is run", j.Case.Index)
		}
		if j.Case.Index < blockCases {
			seen[j.Scenario]++
		}
	}
	if jobs != 149 || seen["direct-append"] != 48 || seen["direct-keyed"] != 48 || p.size() != -1 {
		t.Errorf("in 150 seconds %d jobs were begun, of the first block %v; the size is %d", jobs, seen, p.size())
	}
}

func TestResolve(t *testing.T) {
	late := time.Date(2026, 3, 1, 23, 30, 0, 0, time.FixedZone("west", -3600))
	for _, c := range []struct {
		flags string
		o     runOptions
		seed  uint64
		says  string
	}{
		{"", runOptions{seed: 1, cases: 100}, 1, ""},
		{"nightly", runOptions{nightly: today}, 20260302, ""},
		{"nightly", runOptions{nightly: "2026-02-28"}, 20260228, ""},
		{"nightly", runOptions{nightly: "28.2.2026"}, 0, "want a date like 2006-01-02"},
		{"nightly seed", runOptions{nightly: today}, 0, "--nightly and --seed"},
		{"time", runOptions{seed: 1, cases: 100, time: time.Minute}, 1, ""},
		{"time", runOptions{time: -time.Minute}, 0, "a time above 0"},
		{"time cases", runOptions{time: time.Minute}, 0, "--time and --cases"},
	} {
		o := c.o
		err := o.resolve(func(flag string) bool { return slices.Contains(strings.Fields(c.flags), flag) }, late)
		switch {
		case c.says != "":
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%q of %+v: %v, want %q", c.flags, c.o, err, c.says)
			}
		case err != nil || o.seed != c.seed || (o.cases == 0) != (c.o.cases == 0 || c.o.time > 0):
			t.Errorf("%q of %+v: %+v, %v", c.flags, c.o, o, err)
		}
	}
}

// A journal of another build of a version that is not released is put aside: that one may have drawn other cases.
func TestJournalOfAnotherBuild(t *testing.T) {
	o := runOptions{parallel: 2, stall: stallForTests, out: t.TempDir()}
	fakeSession(t, o, script{})
	name := filepath.Join(o.out, journalName)
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(strings.TrimSuffix(string(whole), "\n"), "\n")
	unended := strings.Join(lines[:len(lines)-1], "")
	for _, other := range []bool{false, true} {
		journal := unended
		if other {
			journal = strings.Replace(unended, `"command":"`, `"command":"00`, 1)
		}
		if err := os.WriteFile(name, []byte(journal), 0o644); err != nil || other == (journal == unended) {
			t.Fatalf("error %v; heading %s", err, lines[0])
		}
		status, out, _ := fakeSession(t, o, script{1: "bad"})
		if want := map[bool]int{false: exitAsPromised, true: exitAnomaly}[other]; status != want {
			t.Errorf("another build: %v; status %d, want %d, printed\n%s", other, status, want, out)
		}
	}
	for version, known := range map[string]bool{"": false, "(devel)": false, "v0.0.0-20261122-abc+dirty": false, "v1.2.0": true} {
		if got := unreleased(version); (got == "") != known {
			t.Errorf("%q: %q", version, got)
		}
	}
}
