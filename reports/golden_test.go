package reports

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/scenarios"
)

// Only commit a rewrite if you understand what caused it and if it is desired.
var update = flag.Bool("update", false, "rewrite the goldens in testdata")

// golden compares with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", name, diff)
	}
}

// A story's file has three sections: the scenario, what happens, and how the timeline tells it.
func TestTimelines(t *testing.T) {
	stories, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(stories) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, name := range stories {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			s, o := outcomeOf(t, string(archive.Files[0].Data), string(archive.Files[1].Data))
			got := Timeline(s, o)
			if *update {
				archive.Files[2].Data = got
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(archive.Files[2].Data), string(got)); diff != "" {
				t.Errorf("timeline differs (-want +got):\n%s", diff)
			}
		})
	}
}

// outcomeOf makes a scenario of lines "key value", and what came of it of the lines of a story.
func outcomeOf(t *testing.T, about, lines string) (scenarios.Scenario, scenarios.Outcome) {
	t.Helper()
	st := story{t: t}
	s := scenarios.Scenario{Name: "direct-append", Summary: "a consumer in a story"}
	var o scenarios.Outcome
	for line := range strings.Lines(about) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch key {
		case "promise":
			s.Promise.Guarantee = model.Guarantee(value)
		case "faults":
			st.faults = map[string][]faults.Fault{"crash": {crashAtOutput}, "pause": {pauseAtExec}, "delete": {deleteRecords}}[value]
		case "broken":
			s.Broken, o.Shown = &scenarios.Broken{}, true
		case "note":
			o.Notes = append(o.Notes, value)
		case "missed":
			o.Missed = st.faults
		default:
			t.Fatalf("story is about %q", key)
		}
	}
	for line := range strings.Lines(lines) {
		st.tell(line)
	}
	h, err := model.Build(st.events, model.Config{Batch: 5, End: model.Drained})
	if err != nil {
		t.Fatal(err)
	}
	o.Case = scenarios.Case{Index: 17, Schedule: faults.Schedule{Faults: st.faults}}
	o.History, o.Verdict = h, model.Judge(h, s.Promise)
	return s, o
}

// A timeline stays short, however long the run.
func TestTimelineOfLongRun(t *testing.T) {
	lines := []string{"append orders/0 0..999", "start consumer#1 v1"}
	for n := 0; n < 1000; n += 5 {
		lines = append(lines, fmt.Sprintf("consumer#1 push orders/0 %d..%d", n, n+4), fmt.Sprintf("consumer#1 store orders/0 %d", n+5))
	}
	s, o := outcomeOf(t, "promise exactly-once", strings.Join(lines, "\n"))
	text := string(Timeline(s, o))
	if n := strings.Count(text, "\n"); n > 15 || !strings.Contains(text, "consumer#1 writes orders/0 5..994 (198 times)\n") {
		t.Errorf("timeline has %d lines:\n%s", n, text)
	}
}
