package program

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A workspace of two modules, one of which embeds a file, and a third module that a replace directive brings in.
var workspace = files{
	"go.work":           "go 1.24\n\nuse (\n\t./app\n\t./lib\n)\n",
	"app/go.mod":        "module example.com/app\n\ngo 1.24\n\nrequire example.com/third v0.0.0\n\nreplace example.com/third => ../third\n",
	"app/cmd/app/a.go":  "package main\n\nimport (\n\t\"os\"\n\n\t\"example.com/lib\"\n\t\"example.com/third\"\n)\n\nfunc main() { os.Exit(len(lib.Text) - third.Three) }\n",
	"app/unused.go":     "package unused\n",
	"lib/go.mod":        "module example.com/lib\n\ngo 1.24\n",
	"lib/lib.go":        "package lib\n\nimport _ \"embed\"\n\n//go:embed text/*\nvar Text string\n",
	"lib/lib_test.go":   "package lib\n",
	"lib/text/lib.txt":  "text",
	"third/go.mod":      "module example.com/third\n\ngo 1.24\n",
	"third/third.go":    "package third\n\nconst Three = 3\n",
	"third/elsewhere.s": "",
}

func TestInputs(t *testing.T) {
	dir := workspace.write(t, t.TempDir())
	p := mustBuild(t, Builder{CacheDir: t.TempDir()}, Source{Package: "./cmd/app", Dir: filepath.Join(dir, "app")})
	var got []string
	for _, name := range p.Inputs {
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			t.Fatal(err)
		}
		if base := filepath.Base(name); base != "modules.txt" && !strings.HasSuffix(base, "sum") {
			got = append(got, filepath.ToSlash(rel))
		}
	}
	want := []string{
		"app/cmd/app", "app/cmd/app/a.go", "app/go.mod", "go.work", "lib", "lib/go.mod", "lib/lib.go", "lib/text/lib.txt",
		"third", "third/elsewhere.s", "third/go.mod", "third/third.go",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("inputs differ (-want +got):\n%s", diff)
	}

	outside, err := p.OpenInputs(filepath.Join(dir, "app", "cmd"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range p.Inputs {
		inside := strings.HasPrefix(name, filepath.Join(dir, "app")+string(filepath.Separator))
		if inside == slices.Contains(outside, name) {
			t.Errorf("input %s of module app: reported as outside: %v", name, !inside)
		}
	}
	if _, err := p.OpenInputs(t.TempDir()); err == nil || !strings.Contains(err.Error(), "no go.mod file") {
		t.Errorf("error outside of any module is %v", err)
	}
}

// The go command shows a test's old result as long as nothing that the test opened has changed. Here the test is one of a
// module of its own that builds a program of that module.
func TestGoTestNoticesChanges(t *testing.T) {
	here, err := moduleRoot(".")
	if err != nil {
		t.Fatal(err)
	}
	dir := files{
		"go.mod": "module example.com/user\n\ngo 1.26\n\nrequire github.com/onceover/onceover v0.0.0\n\n" +
			"replace github.com/onceover/onceover => " + filepath.ToSlash(here) + "\n",
		"cmd/prog/main.go": "package main\n\nimport \"os\"\n\nfunc main() { os.Exit(0) }\n",
		"user_test.go": `package user

import (
	"os"
	"testing"

	"github.com/onceover/onceover/sim/program"
)

func TestProgram(t *testing.T) {
	p, err := program.Builder{CacheDir: os.Getenv("PROGRAM_CACHE")}.Build(program.Source{Package: "./cmd/prog", Dir: "."})
	if err != nil {
		t.Fatal(err)
	}
	if outside, err := p.OpenInputs("."); err != nil || len(outside) > 0 {
		t.Fatal(outside, err)
	}
}
`,
	}.write(t, t.TempDir())
	user, err := newToolchain("go", dir, []string{"GOFLAGS=-mod=mod", "PROGRAM_CACHE=" + t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := user.run("list", "-deps", "-test", "."); err != nil { // completes go.mod, which is an input too
		t.Fatal(err)
	}
	for _, step := range []struct {
		change files
		cached bool
	}{
		{change: nil, cached: false},
		{change: nil, cached: true},
		{change: files{"cmd/prog/main.go": "package main\n\nimport \"os\"\n\nfunc main() { os.Exit(11) }\n"}, cached: false},
		{change: nil, cached: true},
		{change: files{"cmd/prog/new.go": "package main\n"}, cached: false},
	} {
		age(t, step.change.write(t, dir))
		out, err := user.run("test", ".")
		if cached := strings.Contains(string(out), "(cached)"); err != nil || cached != step.cached {
			t.Fatalf("after the change of %d files go test said, with error %v:\n%s", len(step.change), err, out)
		}
	}
}

// age makes every file in the directory old, because the go command does not trust new ones. How old depends on the file's
// size, so that a change remains one.
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
