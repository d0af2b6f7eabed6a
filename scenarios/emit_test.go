package scenarios

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/faults"
)

func emitted(t *testing.T, r Replay, packageName string) string {
	t.Helper()
	source, err := EmitTest(r, packageName)
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

func TestEmitTest(t *testing.T) {
	r := sampleReplay()
	r.Case.Seed, r.Case.Schedule = 7, faults.Schedule{}
	r.Finding = []string{"a note,\nof two lines"}
	want := "package billing\n\nimport (\n\t\"testing\"\n\n\t\"github.com/onceover/onceover/scenarios\"\n)\n\n" +
		"// TestDirectAppendCase3 runs one case of direct-append again, which then gave:\n//   - a note, of two lines\n" +
		"func TestDirectAppendCase3(t *testing.T) {\n" +
		"\tscenarios.Replays(t, scenarios.Named(\"direct-append\"), directAppendCase3)\n}\n\n" +
		"// directAppendCase3 is the replay file of the case: what goes wrong in it, when, and from which seed.\n"
	got := emitted(t, r, "billing")
	head, json, _ := strings.Cut(got, "const directAppendCase3 = `")
	if diff := cmp.Diff(want, head); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if again, err := ParseReplay("f", []byte(strings.TrimSuffix(json, "`\n"))); err != nil || !cmp.Equal(again, r) {
		t.Errorf("the constant holds %+v (%v)", again, err)
	}

	r.Finding = []string{"1", "2", "3", "4", "5", "6", "7"}
	wantAll(t, "the test of a case with many findings", emitted(t, r, "billing"), "//   - 5\n//   - and 2 more\nfunc", `"7"`)

	r.Scenario, r.Finding = "TestMine/a `quoted` one", nil
	got = emitted(t, r, "billing")
	wantAll(t, "the test of another scenario", got, "func TestMineAQuotedOneCase3(", "Put the scenario here",
		"\t\tName: \"TestMine/a `quoted` one\",\n", `"scenario": "TestMine/a \u0060quoted\u0060 one"`)
	if _, err := EmitTest(r, "no package"); err == nil {
		t.Error("a test of a package that cannot be is emitted")
	}
}

func TestIdentifier(t *testing.T) {
	for name, want := range map[string]string{"direct-append": "DirectAppend", "TestConsumer": "Consumer", "": "Replay", "3-times": "Replay3Times", "Test": "Replay"} {
		if got := identifier(name); got != want {
			t.Errorf("identifier of %q is %s, want %s", name, got, want)
		}
	}
}

// A test that was emitted of a case of the catalogue runs in another module as it is. It fails where the case is not as
// promised, where it strikes nothing, and where it can be of no use at all.
func TestEmittedTestRuns(t *testing.T) {
	t.Parallel()
	cases := []struct {
		change func(*Replay)
		result string
		says   string
	}{
		{func(*Replay) {}, "PASS", "the trace is "},
		{func(r *Replay) { r.Case.Schedule.Faults[0].At.Occurrence = 4000 }, "FAIL", "does not deliver its faults any more"},
		{func(r *Replay) { r.Case.Schedule.Faults[0].At.Client = "consumer#9" }, "FAIL", "consumer#9 never runs: nothing ends consumer#1"},
		{func(r *Replay) { r.Scenario = "TestMine" }, "FAIL", "it has no program; name one in Consumer.Builds"},
	}
	dir := shop(t)
	for i, c := range cases {
		r := sampleReplay()
		place := faults.Place{Op: "redis.rpush", Stage: "applied", Client: "consumer#1", Occurrence: 4}
		r.Case = Case{Index: i, Seed: 7, Schedule: faults.Schedule{Faults: []faults.Fault{{Kind: faults.Crash, At: place}}}}
		r.Programs = nil
		c.change(&r)
		emitTo(t, dir, i, emitted(t, r, "shop"))
	}
	out, err := goTest(dir, nil, "-run", "Case[0-9]+$")
	if err == nil {
		t.Errorf("all of the tests pass:\n%s", out)
	}
	for i, c := range cases {
		_, own, _ := strings.Cut(out, fmt.Sprintf("Case%d\n", i))
		own, result, found := strings.Cut(own, "--- ")
		result, said, _ := strings.Cut(result, ": ")
		said, _, _ = strings.Cut(said, "=== RUN")
		if !found || result != c.result || !strings.Contains(own+said, c.says) {
			t.Errorf("test %d: %s, want %s and %q:\n%s", i, result, c.result, c.says, out)
		}
	}
}

func emitTo(t *testing.T, dir string, n int, source string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("case%d_test.go", n)), []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
}
