package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/onceover/onceover/scenarios"
)

func TestBadUsage(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		return name
	}
	const whole = `{"format":1,"scenario":"nobody-knows","case":{"index":0,"seed":1,"schedule":{"format":1,"faults":[]}},` +
		`"programs":{},"hash":"00","finding":[]}`
	for _, test := range []struct {
		args   string
		status int
		says   string
	}{
		{"run --colour", exitUsage, "unknown flag: --colour"},
		{"run --cases many", exitUsage, `invalid argument "many"`},
		{"run --cases 0", exitUsage, "--cases 0: at least one is needed"},
		{"run --cases 9000000000000000000", exitUsage, "--cases 9000000000000000000: at most 1000000000 can"},
		{"run --shard 1/2000000", exitUsage, "a run has at most 1000000 parts"},
		{"run --parallel -1", exitUsage, "--parallel -1"},
		{"run direct-nothing", exitUsage, `no scenario is named "direct-nothing"; there are: direct-append`},
		{"run --shard 4/4", exitUsage, `shard "4/4" is not i/n with i from 0 to n-1`},
		{"run --out " + file("taken", "") + "/out", exitHarness, "use output directory"},
		{"walk", exitUsage, `unknown command "walk"`},
		{"list everything", exitUsage, `unknown command "everything"`},
		{"replay", exitUsage, "accepts 1 arg(s), received 0"},
		{"sweep", exitUsage, "accepts 1 arg(s), received 0"},
		{"sweep nobody-knows", exitUsage, `no scenario is named "nobody-knows"`},
		{"sweep rows", exitUsage, "name one"},
		{"sweep direct-append --crashes 3", exitUsage, "--crashes 3: want 1 or 2"},
		{"sweep direct-append --at night", exitUsage, "--at night: want outputs or points"},
		{"replay " + filepath.Join(dir, "missing"), exitUsage, "no such file"},
		{"replay " + file("truncated", whole[:len(whole)/2]), exitUsage, "it is truncated or not JSON"},
		{"replay " + file("newer", strings.Replace(whole, `"format":1`, `"format":3`, 1)), exitUsage, "newer:1: format: format 3; this version reads format 1"},
		{"replay " + file("unknown", whole), exitUsage, `unknown:1: scenario: no scenario is named "nobody-knows"`},
		{"replay " + file("krash", strings.NewReplacer("nobody-knows", "direct-append", `"faults":[]`, "\"faults\":[\n"+`{"fault":"krash","at":{"time":"1s"}}]`).Replace(whole)),
			exitUsage, `krash:2: case.schedule.faults[0].fault: unknown kind "krash", there is crash, stop, `},
		{"replay file --grep (", exitUsage, "--grep: error parsing regexp"},
		{"replay file --emit-test --until 4", exitUsage, "[emit-test until] were all set"},
		{"replay file --emit-test --grep x", exitUsage, "[emit-test grep] were all set"},
		{"replay file --emit-test --trace", exitUsage, "[emit-test trace] were all set"},
		{"replay file --emit-test --any-build", exitUsage, "[any-build emit-test] were all set"},
		{"replay file --package billing", exitUsage, "--package is of the test that --emit-test prints"},
		{"replay file --until now", exitUsage, `invalid argument "now"`},
		{"mutants --cases 0", exitUsage, "--cases 0"},
		{"mutants --cases 9000000000000000000", exitUsage, "at most 1000000000"},
		{"matrix --cases 9000000000000000000", exitUsage, "at most 1000000000"},
		{"mutants nobody", exitUsage, "stale-retry"},
		{"diff a", exitUsage, "accepts 2 arg(s), received 1"},
	} {
		status, out, errOut := command(strings.Fields(test.args)...)
		if status != test.status || !strings.Contains(errOut, test.says) || out != "" {
			t.Errorf("%s: status %d, want %d; it said %q, want %q; printed %q", test.args, status, test.status, errOut, test.says, out)
		}
	}
}

// A fullDisk takes nothing.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

// What cannot be printed is nothing that anybody has been told, whatever came of the command.
func TestOutputNotWritable(t *testing.T) {
	dirs := shardsOf(t, script{2: "bad"}, "")
	for _, args := range [][]string{{"list"}, {"list", "--json"}, {"--help"}, {"merge", dirs[0], "--out", t.TempDir()}} {
		var errOut bytes.Buffer
		status := run(args, strings.NewReader(""), fullDisk{}, &errOut)
		if status != exitHarness || strings.Count(errOut.String(), "no space left") != 1 {
			t.Errorf("%v: status %d, said %q", args, status, errOut.String())
		}
	}
}

// A cache directory that cannot be written is found before anything is built.
func TestCacheNotWritable(t *testing.T) {
	taken := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(taken, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, variable := range []string{"XDG_CACHE_HOME", "HOME", "LocalAppData"} { // whichever names it here
		t.Setenv(variable, taken)
	}
	status, _, errOut := command("run", "--out", t.TempDir())
	if status != exitHarness || !strings.Contains(errOut, "use cache directory") {
		t.Errorf("status %d, said %q", status, errOut)
	}
}

func TestNoGoCommand(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	status, _, errOut := command("run", "--out", t.TempDir())
	if status != exitHarness || !strings.Contains(errOut, "install Go and put it on the path") {
		t.Errorf("status %d, said %q", status, errOut)
	}
}

func TestHelp(t *testing.T) {
	for _, args := range []string{"--help", "run --help", "list --help", "replay --help", "diff --help", "sweep --help", "mutants --help"} {
		status, out, errOut := command(strings.Fields(args)...)
		if status != exitAsPromised || errOut != "" || !strings.Contains(out, "Examples:\n  onceover ") {
			t.Errorf("%s: status %d, said %q, printed:\n%s", args, status, errOut, out)
		}
		for _, hidden := range []string{"worker (internal)", "--stall", "completion"} {
			if strings.Contains(out, hidden) {
				t.Errorf("%s shows %q:\n%s", args, hidden, out)
			}
		}
	}
}

func TestList(t *testing.T) {
	status, out, _ := command("list")
	if status != exitAsPromised {
		t.Fatalf("status %d", status)
	}
	status, asJSON, _ := command("list", "--json")
	var all []listing
	if err := json.Unmarshal([]byte(asJSON), &all); err != nil || status != exitAsPromised {
		t.Fatalf("status %d, %v in:\n%s", status, err, asJSON)
	}
	for i, s := range scenarios.All() {
		if all[i].Name != s.Name || all[i].Promise != s.Promise || all[i].Broken != (s.Broken != nil) {
			t.Errorf("scenario %s is listed as %+v", s.Name, all[i])
		}
		if !strings.Contains(out, "\n"+s.Name+" ") || !strings.Contains(out, s.Summary) {
			t.Errorf("scenario %s is not in the list:\n%s", s.Name, out)
		}
	}
}
