package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shardsOf runs the fake session in parts, each in a directory of its own.
func shardsOf(t *testing.T, s script, parts ...string) (dirs []string) {
	t.Helper()
	for _, part := range parts {
		o := runOptions{parallel: 2, stall: stallForTests, shard: part, out: t.TempDir()}
		fakeSession(t, o, s)
		dirs = append(dirs, o.out)
	}
	return dirs
}

// What shards come to together is what one machine would have come to, to the byte; and their order is none.
func TestMergeOfShardsIsTheWhole(t *testing.T) {
	s := script{2: "bad"}
	whole := t.TempDir()
	status, printed, _ := fakeSession(t, runOptions{parallel: 2, stall: stallForTests, out: whole}, s)
	dirs := shardsOf(t, s, "2/3", "0/3", "1/3", "1/3") // one of them twice
	out := t.TempDir()
	got, again, errOut := command(append([]string{"merge", "--out", out}, dirs...)...)
	if got != status || errOut != "" || last(again) != last(printed) || reportsIn(t, out) != reportsIn(t, whole) {
		t.Errorf("status %d, want %d; said %q, printed\n%s\nwant\n%s", got, status, errOut, again, printed)
	}
	if _, err := os.Stat(filepath.Join(out, "direct-keyed-2.scenario.json")); err != nil {
		t.Error(err)
	}
	third := t.TempDir()
	if got, again, _ := command("merge", out, dirs[0], "--out", third); got != status || reportsIn(t, third) != reportsIn(t, whole) {
		t.Errorf("merged again, status %d:\n%s", got, again)
	}
}

// A case at which one directory lost its worker, or that it failed to run twice, is the other one's, in whatever order they
// come; and what no directory has been able to run is a fault of the harness, and not missing.
func TestMergeOfLostCases(t *testing.T) {
	o := runOptions{parallel: 2, stall: stallForTests, checkDeterminism: true, out: t.TempDir()}
	fakeSession(t, o, script{})
	whole := o.out
	for _, what := range []string{"panic", "panic once more"} {
		o.out = t.TempDir()
		fakeSession(t, o, script{3: what})
		for _, dirs := range [][]string{{whole, o.out}, {o.out, whole}, {o.out, o.out, whole}} {
			out := t.TempDir()
			status, printed, errOut := command(append([]string{"merge", "--out", out}, dirs...)...)
			if status != exitAsPromised || reportsIn(t, out) != reportsIn(t, whole) {
				t.Errorf("%s: status %d, said %q, printed\n%s", what, status, errOut, printed)
			}
		}
		out := t.TempDir()
		status, printed, errOut := command("merge", o.out, o.out, "--out", out)
		if status != exitHarness || strings.Contains(printed, "missing") || reportsIn(t, out) != reportsIn(t, o.out) {
			t.Errorf("%s alone: status %d, said %q, printed\n%s", what, status, errOut, printed)
		}
	}
}

// Whatever name it has, a directory to merge is never written to; and what another run has left in the one that is stays.
func TestMergeKeepsItsInput(t *testing.T) {
	dirs := shardsOf(t, script{}, "", "")
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dirs[0], link); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{dirs[0], dirs[1], "--out", dirs[0]}, {dirs[0] + "/", dirs[1], "--out", dirs[0]}, {dirs[1], link, "--out", dirs[0]}} {
		status, _, errOut := command(append([]string{"merge"}, args...)...)
		if status != exitUsage || !strings.Contains(errOut, "is one of the directories") || len(answersIn(t, dirs[0])) != 12 {
			t.Errorf("%v: status %d, said %q; %d answers are left", args, status, errOut, len(answersIn(t, dirs[0])))
		}
	}
	if status, _, errOut := command("merge", dirs[0], "--out", dirs[1]); status != exitAsPromised || answersBefore(t, dirs[1], 1) != 12 {
		t.Errorf("status %d, said %q", status, errOut)
	}
}

// Damaged lines are left out of a merge, which says where the first of them is. What only they had is missing, unless another
// directory has it; and where it is not known how many cases there should be, nobody knows what is missing.
func TestMergeOfDamagedJournal(t *testing.T) {
	dirs := shardsOf(t, script{}, "0/2", "1/2", "1/2")
	whole, err := os.ReadFile(filepath.Join(dirs[1], journalName))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(whole), "\n")
	merged := func(content string, dirs ...string) (status int, out, errOut string) {
		bad := reportDir(t, map[string]string{journalName: content})
		return command(append([]string{"merge", "--out", t.TempDir(), bad}, dirs...)...)
	}
	for what, of := range damages(lines[2]) {
		content := strings.Replace(string(whole), lines[2], of.line, 1)
		status, out, errOut := merged(content, dirs[0])
		says := "journal.jsonl:3: " + of.says
		if status != exitInconclusive || !strings.Contains(errOut, says) || !strings.Contains(errOut, "left out: 1,") || !strings.Contains(out, "missing: 1 cases") {
			t.Errorf("%s: status %d, said %q, want %q; printed\n%s", what, status, errOut, says, out)
		}
		if status, out, errOut := merged(content, dirs[0], dirs[2]); status != exitAsPromised || !strings.Contains(errOut, says) {
			t.Errorf("%s, and another directory has the case: status %d, said %q, printed\n%s", what, status, errOut, out)
		}
	}
	unbound := lines[0] + "\x00\n" + strings.Join(lines[2:len(lines)-2], "") // of a run that time decided, or not
	if status, out, _ := merged(unbound); status != exitInconclusive {
		t.Errorf("status %d, printed\n%s", status, out)
	}
}

// A merge of which a part is missing says so, and is no success.
func TestMergeOfSome(t *testing.T) {
	dirs := shardsOf(t, script{}, "0/3", "1/3")
	status, out, _ := command("merge", dirs[0], dirs[1], "--out", t.TempDir())
	if status != exitInconclusive || !strings.Contains(out, "\nmissing: 4 cases that no directory has\n") || !strings.Contains(out, "not all cases were run") {
		t.Errorf("status %d:\n%s", status, out)
	}
}

func TestMergeRefuses(t *testing.T) {
	dirs := shardsOf(t, script{}, "0/2", "1/2")
	of := func(from, old, replacement string) string {
		content, err := os.ReadFile(filepath.Join(from, journalName))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(content, []byte(old)) {
			t.Fatalf("no %s in\n%s", old, content)
		}
		dir := t.TempDir()
		content = bytes.Replace(content, []byte(old), []byte(replacement), 1)
		if err := os.WriteFile(filepath.Join(dir, journalName), content, 0o644); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	changed := func(old, replacement string) string { return of(dirs[1], old, replacement) }
	for _, c := range []struct {
		second string
		status int
		says   string
	}{
		{t.TempDir(), exitUsage, "holds neither a run (journal.jsonl) nor a shard of a matrix (matrix.part.json)"},
		{filepath.Join(dirs[0], "gone"), exitUsage, "read directory: stat"},
		{filepath.Join(dirs[0], journalName), exitUsage, "is no directory"},
		{changed(`"version":"`, `"version":"v9`), exitUsage, "the version of onceover is"},
		{changed(`"seed":1,`, `"seed":2,`), exitUsage, "are not of one run: the seed is 1 in one and 2 in the other"},
		{changed(`go1.26`, `go1.27`), exitUsage, "the toolchain is go1.26 in one and go1.27 in the other"},
		{changed(`{"direct-v1":"aa"}`, `{"direct-v1":"bb"}`), exitUsage, "the build of program direct-v1 is aa in one and bb in the other"},
		{changed(`"direct-append","direct-keyed"`, `"direct-append"`), exitUsage, "the choice of scenarios is [direct-append direct-keyed] in one and [direct-append] in"},
		{changed(`"rounds":1`, `"rounds":2`), exitUsage, "the number of runs of each case is 1 in one"},
		{changed(`"journal":1`, `"journal":7`), exitUsage, "journal.jsonl:1: no heading of a journal of format 1"},
		{of(dirs[0], `"hash":"direct`, `"hash":"other`), exitHarness, "has another trace in"},
	} {
		kept := reportDir(t, map[string]string{journalName: "of an earlier merge"})
		status, out, errOut := command("merge", dirs[0], c.second, "--out", kept)
		if status != c.status || !strings.Contains(errOut, c.says) || out != "" {
			t.Errorf("status %d, want %d; said %q, want %q; printed\n%s", status, c.status, errOut, c.says, out)
		}
		there, err := os.ReadDir(kept)
		if text, failed := os.ReadFile(filepath.Join(kept, journalName)); err != nil || failed != nil || len(there) != 1 || string(text) != "of an earlier merge" {
			t.Errorf("%s: left %v with journal %q", c.says, there, text)
		}
	}
	if status, _, errOut := command("merge", dirs[0], "--out", dirs[0]); status != exitUsage || !strings.Contains(errOut, "is one of the directories") {
		t.Errorf("status %d, said %q", status, errOut)
	}
	if status, _, errOut := command("merge"); status != exitUsage || !strings.Contains(errOut, "requires at least 1 arg") {
		t.Errorf("status %d, said %q", status, errOut)
	}
}
