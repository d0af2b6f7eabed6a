package tidy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A typed package is its source files with their types, without tests, as this platform builds it.
type typed struct {
	dir     string
	sources []source
	info    *types.Info
}

// listed is what `go list -json` says of a package.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
	DepOnly                 bool
}

// load type-checks the packages of the given directories. Types of imports come from the compiler's export data.
func load(dirs []string) ([]typed, error) {
	var patterns []string
	for _, dir := range dirs {
		patterns = append(patterns, "./"+dir)
	}
	packages, err := list(patterns)
	if err != nil {
		return nil, err
	}
	imports := compiled(packages)
	var loaded []typed
	for _, p := range packages {
		if p.DepOnly {
			continue
		}
		checked, err := check(p, imports)
		if err != nil {
			return nil, err
		}
		loaded = append(loaded, checked)
	}
	return loaded, nil
}

func check(p listed, imports types.Importer) (typed, error) {
	top, err := filepath.Abs(root)
	if err != nil {
		return typed{}, err
	}
	dir, err := filepath.Rel(top, p.Dir)
	if err != nil {
		return typed{}, err
	}
	checked := typed{dir: filepath.ToSlash(dir), info: &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{},
		Uses:  map[*ast.Ident]types.Object{},
	}}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range p.GoFiles {
		s, err := parseWith(fset, checked.dir+"/"+name)
		if err != nil {
			return typed{}, err
		}
		checked.sources = append(checked.sources, s)
		files = append(files, s.ast)
	}
	config := types.Config{Importer: imports}
	_, err = config.Check(p.ImportPath, fset, files, checked.info)
	return checked, err
}

// compiled imports the types of compiled packages.
func compiled(packages []listed) types.Importer {
	exports := map[string]string{}
	for _, p := range packages {
		exports[p.ImportPath] = p.Export
	}
	return importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
}

// list asks the go command for packages and all that they import, compiled.
func list(patterns []string) ([]listed, error) {
	args := slices.Concat([]string{"list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles,DepOnly"}, patterns)
	cmd := exec.Command("go", args...)
	cmd.Dir = root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, stderr.Bytes())
	}
	var packages []listed
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, fmt.Errorf("read the go command's list: %w", err)
		}
		packages = append(packages, p)
	}
}
