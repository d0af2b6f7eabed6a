package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/onceover/onceover/scenarios"
)

// A damagedLine is a line that no run has written, and what is said of it.
type damagedLine struct{ line, says string }

// damages are lines of journals that are damaged or forged, made of a whole one.
func damages(line string) map[string]damagedLine {
	changed := func(old, replacement string) string {
		if !strings.Contains(line, old) {
			panic(old + " is not in " + line)
		}
		return strings.Replace(line, old, replacement, 1)
	}
	index := line[strings.Index(line, `"index":`):]
	index = index[:strings.Index(index, ",")+1]
	return map[string]damagedLine{
		"a hole":       {line[:20] + strings.Repeat("\x00", 40) + line[60:], "invalid character"},
		"cut short":    {line[:40] + "\n", "invalid character"},
		"null":         {"null\n", "it is no entry"},
		"below 0":      {changed(index, `"index":-5,`), "case -5 of"},
		"far away":     {changed(index, `"index":300000000000,`), "case 300000000000 of"},
		"another case": {changed(index, `"index":77,`), "case 77 of direct-append is not of seed 1"},
		"no scenario":  {changed(`"scenario":"direct-append"`, `"scenario":"nosuch"`), `the run has no scenario "nosuch"`},
		"no trace":     {changed(`"hash":"`, `"hash":"","column":"`), "case without a trace"},
		"round":        {changed(`{"report"`, `{"round":7,"report"`), "round 7 of "},
		"asked":        {"{\"asked\":9000000000000000000}\n", "no run has 9000000000000000000 cases"},
		"ended":        {"{\"ended\":-1}\n", "no run has"},
	}
}

// Lines that are damaged, as after a loss of power, do not take the whole ones behind them along: their cases are run again,
// and no others, and the journal that was there is put aside.
func TestDamagedJournalIsGoneOnWith(t *testing.T) {
	o := runOptions{parallel: 1, stall: stallForTests, checkDeterminism: true, out: t.TempDir()}
	_, printed, _ := fakeSession(t, o, script{2: "bad"})
	want, content := reportsIn(t, o.out), ""
	if b, err := os.ReadFile(filepath.Join(o.out, journalName)); err != nil {
		t.Fatal(err)
	} else {
		content = string(b)
	}
	lines := strings.SplitAfter(content, "\n")
	content = strings.Join(lines[:len(lines)-2], "") // without the end
	rerun := script{2: "bad", 0: "panic", 1: "panic", 3: "panic", 4: "panic"}
	for what, of := range damages(lines[7]) {
		bad := strings.Replace(content, lines[7], of.line, 1) + lines[3] // one case twice
		o.out = reportDir(t, map[string]string{journalName: bad})
		_, again, _ := fakeSession(t, o, rerun)
		if last(again) != last(printed) || reportsIn(t, o.out) != want {
			t.Errorf("%s: the run comes to\n%s\nwant\n%s", what, again, printed)
		}
		if kept, err := os.ReadFile(filepath.Join(o.out, journalName+".before-1")); err != nil || string(kept) != bad {
			t.Errorf("%s: %v, put aside is\n%s", what, err, kept)
		}
		if _, left, err := readJournal(o.out, func(heading) ([]scenarios.Scenario, error) { return fakeList(t), nil }, func(entry) {}); err != nil || left.lines > 0 {
			t.Errorf("%s: there is still damage: %v, %v", what, left, err)
		}
	}
}
