package program

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const goMod = "module example.com/bad\n\ngo 1.24\n"

// failure builds a program that cannot be built, and returns the error as an E.
func failure[E error](t *testing.T, b Builder, src Source) E {
	t.Helper()
	if b.CacheDir == "" {
		b.CacheDir = t.TempDir()
	}
	_, err := b.Build(src)
	var want E
	if !errors.As(err, &want) {
		t.Fatalf("error is %T: %v, want %T", err, err, want)
	}
	t.Log(err)
	return want
}

func TestDoesNotCompile(t *testing.T) {
	for name, main := range map[string]string{
		"syntax error":    "package main\n\nfunc main() { ( }\n",
		"type error":      "package main\n\nfunc main() { var x int = \"text\" }\n",
		"undefined name":  "package main\n\nfunc main() { missing() }\n",
		"unknown module":  "package main\n\nimport \"example.com/nowhere\"\n\nfunc main() { nowhere.Go() }\n",
		"no main at all":  "package main\n",
		"broken go:embed": "package main\n\nimport _ \"embed\"\n\n//go:embed missing.txt\nvar s string\n\nfunc main() {}\n",
	} {
		t.Run(name, func(t *testing.T) {
			dir := files{"go.mod": goMod, "main.go": main}.write(t, t.TempDir())
			e := failure[*CompileError](t, Builder{}, Source{Package: dir, Env: []string{"GOPROXY=off"}})
			if e.Package != "example.com/bad" || e.Output == "" {
				t.Errorf("error is %+v", e)
			}
		})
	}
}

// A build that is interrupted is not one that does not compile.
func TestBuildIsKilled(t *testing.T) {
	dir := files{"go.mod": goMod, "main.go": "package main\n\nfunc main() {}\n", "go": "#!/bin/sh\n[ $1 = build ] && kill -9 $$\nexec go \"$@\"\n"}.write(t, t.TempDir())
	command := filepath.Join(dir, "go")
	if err := os.Chmod(command, 0o755); err != nil {
		t.Fatal(err)
	}
	if e := failure[*EndedError](t, Builder{Go: command}, Source{Package: dir}); e.Verb != "build" || !strings.Contains(e.Error(), "killed") {
		t.Errorf("error is %+v", e)
	}
}

func TestNotMain(t *testing.T) {
	dir := files{"go.mod": goMod, "lib.go": "package lib\n"}.write(t, t.TempDir())
	if e := failure[*NotMainError](t, Builder{}, Source{Package: dir}); e.Name != "lib" || e.Package != "example.com/bad" {
		t.Errorf("error is %+v", e)
	}
}

func TestNeedsCgo(t *testing.T) {
	const c = "package c\n\n// int one() { return 1; }\nimport \"C\"\n\nfunc One() int { return int(C.one()) }\n"
	main := "package main\n\nimport \"example.com/bad/a\"\n\nfunc main() { a.Do() }\n"
	a := "package a\n\nimport \"example.com/bad/c\"\n\nfunc Do() { c.One() }\n"
	for name, f := range map[string]files{
		"whole package":   {"go.mod": goMod, "main.go": main, "a/a.go": a, "c/c.go": c},
		"part of package": {"go.mod": goMod, "main.go": main, "a/a.go": a, "c/c.go": c, "c/doc.go": "package c\n"},
	} {
		t.Run(name, func(t *testing.T) {
			e := failure[*CgoError](t, Builder{}, Source{Package: f.write(t, t.TempDir())})
			if want := []string{"example.com/bad", "example.com/bad/a", "example.com/bad/c"}; !slices.Equal(e.Chain, want) {
				t.Errorf("chain is %q, want %q", e.Chain, want)
			}
		})
	}
}

func TestDoesNotBuildForWASI(t *testing.T) {
	main := "package main\n\nimport \"example.com/bad/a\"\n\nfunc main() { a.Do() }\n"
	a := "package a\n\nimport \"example.com/bad/os\"\n\nfunc Do() { os.Do() }\n"
	for name, f := range map[string]files{
		"build constraint": {"os/os.go": "//go:build !wasip1\n\npackage os\n\nfunc Do() {}\n"},
		"missing name": {
			"os/os.go":   "package os\n\nfunc Do() { lock() }\n",
			"os/here.go": "//go:build !wasip1\n\npackage os\n\nfunc lock() {}\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := f.write(t, files{"go.mod": goMod, "main.go": main, "a/a.go": a}.write(t, t.TempDir()))
			e := failure[*PlatformError](t, Builder{}, Source{Package: dir})
			if want := []string{"example.com/bad", "example.com/bad/a", "example.com/bad/os"}; !slices.Equal(e.Chain, want) {
				t.Errorf("chain is %q, want %q", e.Chain, want)
			}
		})
	}
}

func TestNoGoCommand(t *testing.T) {
	dir := hello.write(t, t.TempDir())
	failure[*NoGoError](t, Builder{Go: filepath.Join(dir, "no-such-command")}, Source{Package: dir})
	t.Setenv("PATH", t.TempDir())
	failure[*NoGoError](t, Builder{}, Source{Package: dir})
}

func TestCacheDirIsNoDirectory(t *testing.T) {
	dir := hello.write(t, t.TempDir())
	e := failure[*CacheError](t, Builder{CacheDir: filepath.Join(dir, "main.go", "cache")}, Source{Package: dir})
	if !strings.HasSuffix(e.Dir, "cache") {
		t.Errorf("error is %+v", e)
	}
}

func TestBadSource(t *testing.T) {
	dir := hello.write(t, t.TempDir())
	silent := files{"go.mod": goMod, "main.go": "package main\n\nfunc main() {}\n"}.write(t, t.TempDir())
	for want, src := range map[string]Source{
		"does not use package os": {Package: silent},
		"no package named":        {},
		"more than one package":   {Package: "./...", Dir: dir},
		"no such file":            {Package: ".", Dir: filepath.Join(dir, "missing")},
		"not built for the sim":   {Wasm: filepath.Join(dir, "main.go")},
		"read program: open":      {Wasm: filepath.Join(dir, "missing.wasm")},
		"go.mod file not found":   {Package: t.TempDir()},
		"is not in std":           {Package: "no/such/package", Dir: dir},
	} {
		if _, err := (Builder{CacheDir: t.TempDir()}).Build(src); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error for %+v is %v, want one with %q", src, err, want)
		}
	}
}

// A standard library that is not as expected: the first file of one patch is gone, or says something else.
func TestUnsupportedToolchain(t *testing.T) {
	installed, err := newToolchain("go", ".", nil)
	if err != nil {
		t.Fatal(err)
	}
	std := files{}
	for _, p := range patches {
		content, err := os.ReadFile(installed.source(p.file))
		if err != nil {
			t.Fatal(err)
		}
		std["src/"+p.file] = string(content)
	}
	tc := toolchain{Root: std.write(t, t.TempDir()), Version: "go1.99"}
	if _, err := newOverlay(tc); err != nil {
		t.Fatal(err)
	}
	var e *ToolchainError
	for _, p := range patches {
		files{"src/" + p.file: "package changed\n"}.write(t, tc.Root)
		if _, err := newOverlay(tc); !errors.As(err, &e) || e.File != p.file || e.Anchor == "" || e.Version != "go1.99" {
			t.Errorf("error for a changed %s is %v", p.file, err)
		}
		if err := os.Remove(tc.source(p.file)); err != nil {
			t.Fatal(err)
		}
		if _, err := newOverlay(tc); !errors.As(err, &e) || e.File != p.file || e.Anchor != "" {
			t.Errorf("error for a missing %s is %v", p.file, err)
		}
		files{"src/" + p.file: std["src/"+p.file]}.write(t, tc.Root)
	}
}

func TestOverlayDoesNotCompile(t *testing.T) {
	d := diagnosis{toolchain{Version: "go1.99"}, Source{}, []goPackage{{ImportPath: "os", Standard: true}, {ImportPath: "example.com/fine"}}}
	var e *ToolchainError
	if err := d.of(&goError{"build", "# os\nos/zz.go:1:1: undefined: poll"}); !errors.As(err, &e) || e.File != "os" || e.Version != "go1.99" {
		t.Errorf("error is %v", err)
	}
}
