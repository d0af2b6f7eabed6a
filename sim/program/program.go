// Package program turns an ordinary Go main package into a file that the simulator can run.
//
// The package is compiled for GOOS=wasip1 in its own module, as it is: nothing is added to it. What makes it a process of
// the simulated world is an overlay on the toolchain's standard library (directory overlay, and the table in patch.go):
// TCP, signals, the process's identity and the seed of its random numbers come from the world, and instead of running main
// at once it exports the functions sim_init and sim_step. The overlay is made from the installed toolchain's own sources.
//
// It promises that equal sources give equal bytes, whatever directory and caches they are built in, and that
// each thing that can be wrong with a program is reported as what it is (see errors.go).
package program

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A Source says which program to build.
type Source struct {
	Package string   // directory or import path of a main package
	Dir     string   // directory in whose module the go command looks for it; empty: Package, if it is a directory, else here
	Tags    []string // build tags; empty: those of GOFLAGS
	LDFlags string   // flags for the linker; empty: those of GOFLAGS
	Env     []string // additions to the go command's environment, "NAME=value"

	// Wasm is a file that was built before, instead of all of the above.
	Wasm string
}

// A Program is a program that the simulator can run.
type Program struct {
	Name   string   // the last element of its import path
	ID     string   // SHA-256 of the file: equal programs have equal ids
	Path   string   // the file; its content never changes
	Inputs []string // directories and files that it is made from, without the standard library and the module cache
}

// place is the directory to run the go command in, and the package's name there.
func (src Source) place() (dir, pattern string, err error) {
	switch {
	case src.Package == "":
		return "", "", errors.New("build program: no package named")
	case strings.Contains(src.Package, "..."):
		return "", "", fmt.Errorf("build program: %s names more than one package", src.Package)
	case src.Dir != "":
		return src.Dir, src.Package, nil
	}
	if info, err := os.Stat(src.Package); err == nil && info.IsDir() {
		return src.Package, ".", nil
	}
	return ".", src.Package, nil
}

// readWasm takes a file that was built before.
func (b Builder) readWasm(name string) (Program, error) {
	wasm, err := os.ReadFile(name)
	if err != nil {
		return Program{}, fmt.Errorf("read program: %w", err)
	}
	if !bytes.HasPrefix(wasm, []byte("\x00asm")) || !bytes.Contains(wasm, []byte("sim_step")) {
		return Program{}, fmt.Errorf("read program: %s was not built for the simulator", name)
	}
	p := Program{Name: strings.TrimSuffix(filepath.Base(name), ".wasm"), ID: contentID(wasm)}
	if p.Path, err = filepath.Abs(name); err != nil {
		return Program{}, fmt.Errorf("read program: %w", err)
	}
	p.Inputs = []string{p.Path}
	return p, nil
}
