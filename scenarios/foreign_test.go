package scenarios

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A program of a module outside of this one is checked by go test there, as its author would do it: with a test of a few
// lines, a format of its own, and nothing else that knows of this module. It keeps its promise; go test remembers that;
// and after a change of one word, which lets a fault come between receipt and offset, go test runs it again, without the
// network, and says what is lost or written twice and how to see it again.
func TestCheckInAnotherModule(t *testing.T) {
	t.Parallel()
	dir := shop(t)
	out, err := goTest(dir, []string{"RAPID_CHECKS=20"})
	if err != nil || strings.Contains(out, "(cached)") {
		t.Fatalf("go test of a right program: %v\n%s", err, out)
	}
	wantAll(t, "go test of a right program", out, "20 cases", "use -count=1")
	if out, err = goTest(dir, []string{"RAPID_CHECKS=20"}); err != nil {
		t.Fatalf("go test of a right program, again: %v\n%s", err, out)
	}
	wantAll(t, "go test of a right program, again", out, "(cached)")

	edit(t, filepath.Join(dir, "cmd", "consumer", "main.go"), "tx.TxPipelined(", "tx.Pipelined(")
	age(t, dir)
	out, err = goTest(dir, []string{"RAPID_CHECKS=200", "GOPROXY=off"})
	if err == nil {
		t.Fatalf("go test of a program without a transaction passes:\n%s", out)
	}
	wantAll(t, "go test of a program without a transaction", out,
		"TestConsumer does not keep its promise, exactly-once:", "under this schedule:\n", "  1. ", `as data: {"format":1,"scenario":"TestConsumer","case":{"index":0,"seed":`)
	if !explained.MatchString(out) {
		t.Fatalf("go test of a program without a transaction does not say what became of which offsets:\n%s", out)
	}

	command := strings.Fields(strings.ReplaceAll(after(t, out, "replay: "), "'", ""))
	replayed, err := goTest(dir, nil, command[2:]...)
	if err == nil {
		t.Fatalf("%v passes:\n%s", command, replayed)
	}
	data := after(t, out, "as data: ")
	wantAll(t, "the replay", replayed, "as data: "+data)

	r, err := ParseReplay("as data", []byte(data))
	if err != nil {
		t.Fatal(err)
	}
	source := strings.Replace(emitted(t, r, "shop"), "scenarios.Scenario{\n\t\tName: \"TestConsumer\",\n\t}", "scenario", 1)
	emitTo(t, dir, 0, source)
	kept, err := goTest(dir, nil, "-run", "Case[0-9]+$")
	if err == nil {
		t.Fatalf("the emitted test passes:\n%s", kept)
	}
	wantAll(t, "the emitted test", kept, "as data: "+data)

	corpus(t, dir, 60)
	fuzzed, err := goTest(dir, nil, "-run", "FuzzConsumer")
	if err == nil {
		t.Fatalf("fuzzing a program without a transaction passes:\n%s", fuzzed)
	}
	found := failing.FindStringSubmatch(fuzzed)
	if found == nil || !explained.MatchString(fuzzed) {
		t.Fatalf("fuzzing a program without a transaction does not say which input fails, or what became of which offsets:\n%s", fuzzed)
	}
	again, err := goTest(dir, nil, "-run", found[1]+"$")
	if err == nil {
		t.Fatalf("the input that failed passes:\n%s", again)
	}
	wantAll(t, "the input that failed, again", again, found[0], "as data: "+after(t, fuzzed, "as data: "))
}

// failing has the name of an input on which a fuzz target fails.
var failing = regexp.MustCompile(`--- FAIL: (FuzzConsumer/\S+)`)

// corpus adds a fuzz target to the shop, and inputs for it.
func corpus(t *testing.T, dir string, inputs int) {
	t.Helper()
	target := "package shop\n\nimport (\n\t\"testing\"\n\n\t\"" + modulePath + "/scenarios\"\n)\n\nfunc FuzzConsumer(f *testing.F) { scenarios.Fuzz(f, scenario) }\n"
	below := filepath.Join(dir, "testdata", "fuzz", "FuzzConsumer")
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "fuzz_test.go"), []byte(target), 0o666), os.MkdirAll(below, 0o777)); err != nil {
		t.Fatal(err)
	}
	for i := range inputs {
		text := fmt.Sprintf("go test fuzz v1\n[]byte(%q)\n", draws(uint64(fuzzSeeds+i)))
		if err := os.WriteFile(filepath.Join(below, fmt.Sprintf("input%d", i)), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

var explained = regexp.MustCompile(`(duplicate|loss)\.[a-z-]+ orders/\d \[\d+,\d+\): consumer#\d `)

func goTest(dir string, environ []string, flags ...string) (string, error) {
	cmd := exec.Command("go", append([]string{"test", ".", "-v"}, flags...)...) // with a package, or nothing is remembered
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "RAPID_SEED=1", "RAPID_SHRINKTIME=2s", "GOWORK=off")
	cmd.Env = append(cmd.Env, environ...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func wantAll(t *testing.T, what, out string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(out, p) {
			t.Fatalf("%s does not say %q:\n%s", what, p, out)
		}
	}
}

// after is the rest of the line behind a mark.
func after(t *testing.T, out, mark string) string {
	t.Helper()
	_, rest, found := strings.Cut(out, mark)
	if !found {
		t.Fatalf("there is no %q in:\n%s", mark, out)
	}
	rest, _, _ = strings.Cut(rest, "\n")
	return rest
}

// shop writes the module of testdata/shop to a directory, with this module's requirements for its own.
func shop(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "shop"))); err != nil {
		t.Fatal(err)
	}
	here, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		content, err := os.ReadFile(filepath.Join(here, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	edit(t, filepath.Join(dir, "go.mod"), "module "+modulePath+"\n", "module example.com/shop\n\nrequire "+modulePath+
		" v0.0.0\n\nreplace "+modulePath+" => "+filepath.ToSlash(here)+"\n")
	age(t, dir)
	return dir
}

func edit(t *testing.T, name, old, replacement string) {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(content), old) != 1 {
		t.Fatalf("%s does not have %q once", name, old)
	}
	if err := os.WriteFile(name, []byte(strings.Replace(string(content), old, replacement, 1)), 0o666); err != nil {
		t.Fatal(err)
	}
}

// age makes every file in a directory old, because the go command remembers no result that depends on a new one. How old
// depends on the file's size, so that a change remains one.
func age(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		old := time.Unix(1_000_000_000+info.Size(), 0)
		return os.Chtimes(name, old, old)
	})
	if err != nil {
		t.Fatal(err)
	}
}
