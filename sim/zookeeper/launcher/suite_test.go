package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the recorded results of the suite")

const (
	suiteModule = "github.com/go-zookeeper/zk"
	recorded    = "testdata/go-zookeeper.txt"
)

// TestClientSuite runs go-zookeeper's own tests, as released, against this server. That nothing fails would not be enough: a suite that
// finds no server skips, so what each test did is recorded.
func TestClientSuite(t *testing.T) {
	if os.Getenv("ONCEOVER_SUITES") == "" {
		t.Skip("it takes a minute, which its tests sleep through: set ONCEOVER_SUITES=1 to run it")
	}
	if runtime.GOOS == "windows" {
		t.Skip("the suite starts a script by a name that Windows does not run")
	}
	launcher := build(t)
	dir := copySuite(t)
	c := exec.Command(launcher, "go", "test", "-count=1", "-json", "-timeout=5m", ".")
	c.Dir = dir
	c.Env = append(environment(), "GOFLAGS=", "GOWORK=off", "GOPROXY=off")
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	results := collect(t, out)
	if err := c.Wait(); err != nil {
		t.Errorf("the suite: %v", err)
	}
	compare(t, results)
}

// environment leaves out what the suite takes as word of a server that can be reconfigured: this one answers -123, as one that has
// reconfigEnabled=false.
func environment() []string {
	return slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "ZK_VERSION=") })
}

func build(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "launcher")
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return path
}

// copySuite copies the module, whose place in the module cache is read-only: its tests make files.
func copySuite(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", suiteModule).Output()
	if err != nil {
		t.Fatalf("find %s: %v", suiteModule, err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(strings.TrimSpace(string(out)))); err != nil {
		t.Fatal(err)
	}
	return dir
}

// collect reads the events of go test, and returns a sorted line for each test: how it ended, and its name. It logs what the failed
// ones printed.
func collect(t *testing.T, events io.Reader) []string {
	ends, output := map[string]string{}, map[string][]string{}
	in := bufio.NewScanner(events)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		var e struct{ Action, Test, Output string }
		if err := json.Unmarshal(in.Bytes(), &e); err != nil {
			t.Errorf("not an event of go test: %s", in.Text())
			continue
		}
		switch e.Action {
		case "output":
			output[e.Test] = append(output[e.Test], e.Output)
		case "pass", "fail", "skip":
			ends[e.Test] = e.Action
		}
	}
	if err := in.Err(); err != nil {
		t.Error(err)
	}
	var results []string
	for name, end := range ends {
		if end == "fail" {
			t.Errorf("%s failed:\n%s", name, strings.Join(output[name], ""))
		}
		if name != "" { // the package has none
			results = append(results, name+" "+end)
		}
	}
	slices.Sort(results)
	return results
}

func compare(t *testing.T, results []string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(recorded, []byte(strings.Join(results, "\n")+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(recorded)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(strings.TrimSpace(string(want)), "\n"), results); diff != "" {
		t.Errorf("the suite's results (-recorded +now):\n%s", diff)
	}
}
