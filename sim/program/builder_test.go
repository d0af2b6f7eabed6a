package program

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var hello = files{
	"go.mod": "module example.com/hello\n\ngo 1.24\n",
	"main.go": `package main

import "fmt"

var version = "unset"

func main() { fmt.Println("this is version", version) }
`,
	"extra.go": `//go:build extra

package main

func init() { version += "-extra" }
`,
}

func TestSameSourcesSameBytes(t *testing.T) {
	one := mustBuild(t, Builder{CacheDir: t.TempDir()}, Source{Package: hello.write(t, t.TempDir())})
	elsewhere := hello.write(t, filepath.Join(t.TempDir(), "some where", "else"))
	two := mustBuild(t, Builder{CacheDir: t.TempDir()}, Source{Package: ".", Dir: elsewhere})
	if one.ID != two.ID || one.Name != "hello" || two.Name != "hello" {
		t.Errorf("one module in two places gave two programs: %+v and %+v", one, two)
	}
	wasm, err := os.ReadFile(two.Path)
	if err != nil || contentID(wasm) != two.ID {
		t.Errorf("the program's file is not what its id says: %v", err)
	}
	for _, leak := range []string{elsewhere, filepath.Dir(filepath.Dir(one.Path))} {
		if bytes.Contains(wasm, []byte(leak)) {
			t.Errorf("the program contains the path %s", leak)
		}
	}
}

func TestVariantsOfOnePackage(t *testing.T) {
	b, dir := Builder{CacheDir: t.TempDir()}, hello.write(t, t.TempDir())
	seen := map[string]Source{}
	for _, src := range []Source{
		{Package: dir},
		{Package: dir, LDFlags: "-X main.version=v2"},
		{Package: dir, Tags: []string{"extra", "other"}},
		{Package: dir, Env: []string{"GOFLAGS='-ldflags=-X main.version=v3'"}},
	} {
		p := mustBuild(t, b, src)
		if other, ok := seen[p.ID]; ok {
			t.Errorf("%+v and %+v gave one program", src, other)
		}
		seen[p.ID] = src
	}
}

func TestWasmFileAsProgram(t *testing.T) {
	built := mustBuild(t, Builder{CacheDir: t.TempDir()}, Source{Package: hello.write(t, t.TempDir())})
	taken := mustBuild(t, Builder{CacheDir: t.TempDir()}, Source{Wasm: built.Path})
	if taken.ID != built.ID || !slices.Equal(taken.Inputs, []string{built.Path}) {
		t.Errorf("program from file is %+v, was built as %+v", taken, built)
	}
}

// A program that belongs to somebody else: its sources lie in the module cache, where nothing may be touched.
func TestMainInModuleCache(t *testing.T) {
	env, modCache := files{
		"go.mod": "module example.com/tool\n\ngo 1.24\n",
		"cmd/tool/main.go": `package main

import (
	"fmt"

	"example.com/tool/internal/text"
)

func main() { fmt.Println(text.Text) }
`,
		"internal/text/text.go": `package text

import _ "embed"

//go:embed text.txt
var Text string
`,
		"internal/text/text.txt": "embedded",
	}.publish(t, "example.com/tool", "v1.0.0")
	dir := files{
		"go.mod": "module example.com/user\n\ngo 1.24\n\nrequire example.com/tool v1.0.0\n",
	}.write(t, t.TempDir())
	b := Builder{CacheDir: t.TempDir()}
	p := mustBuild(t, b, Source{Package: "example.com/tool/cmd/tool", Dir: dir, Env: env})
	if p.Name != "tool" || slices.ContainsFunc(p.Inputs, func(name string) bool { return strings.HasPrefix(name, modCache) }) {
		t.Errorf("program is %+v", p)
	}
	inCache := filepath.Join(modCache, "example.com", "tool@v1.0.0", "cmd", "tool")
	if q := mustBuild(t, b, Source{Package: inCache, Env: env}); q.Name != "tool" {
		t.Errorf("program is %+v", q)
	}
}

func TestVendoredModule(t *testing.T) {
	dir := files{
		"go.mod":                        "module example.com/vendored\n\ngo 1.24\n\nrequire example.com/dep v1.2.3\n",
		"main.go":                       "package main\n\nimport \"example.com/dep\"\n\nfunc main() { dep.Do() }\n",
		"vendor/modules.txt":            "# example.com/dep v1.2.3\n## explicit; go 1.24\nexample.com/dep\n",
		"vendor/example.com/dep/dep.go": "package dep\n\nimport \"os\"\n\nfunc Do() { os.Exit(3) }\n",
	}.write(t, t.TempDir())
	for _, env := range [][]string{nil, {"GOFLAGS=-mod=vendor -race -buildmode=pie -cover"}} {
		p := mustBuild(t, Builder{CacheDir: t.TempDir()}, Source{Package: dir, Env: env})
		for _, want := range []string{"vendor/modules.txt", "vendor/example.com/dep", "vendor/example.com/dep/dep.go", "go.mod", "main.go"} {
			if !slices.Contains(p.Inputs, filepath.Join(dir, filepath.FromSlash(want))) {
				t.Errorf("%s is no input: %q", want, p.Inputs)
			}
		}
	}
}

func TestOldestProgramsGo(t *testing.T) {
	dir := hello.write(t, t.TempDir())
	b := Builder{CacheDir: t.TempDir(), MaxBytes: 1}
	one := mustBuild(t, b, Source{Package: dir})
	two := mustBuild(t, b, Source{Package: dir, LDFlags: "-X main.version=v2"})
	left, err := os.ReadDir(filepath.Dir(two.Path))
	if err != nil || len(left) != 1 || left[0].Name() != two.ID+".wasm" {
		t.Errorf("of programs %s and %s, %v are left (%v)", one.ID, two.ID, left, err)
	}
}
