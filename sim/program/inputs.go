package program

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// OpenInputs opens everything that the program is made from, so that the go command, which remembers what a test opened,
// runs a test again when the program has changed instead of showing its old result.
//
// The go command looks only at what lies in the tested package's own module; dir is a directory in that module. The
// inputs elsewhere are returned: where there are any, only go test's flag -count=1 makes sure that a change is noticed.
func (p Program) OpenInputs(dir string) (outside []string, err error) {
	root, err := moduleRoot(dir)
	if err != nil {
		return nil, err
	}
	for _, variable := range []string{"GOFLAGS", "GOWORK", "GOTOOLCHAIN"} {
		os.Getenv(variable) // the go command remembers these too
	}
	for _, name := range p.Inputs {
		f, err := os.Open(name)
		if err == nil {
			f.Close()
		} else if !errors.Is(err, fs.ErrNotExist) { // it may come into being
			return nil, fmt.Errorf("open input of program %s: %w", p.Name, err)
		}
		if !isBelow(name, root) {
			outside = append(outside, name)
		}
	}
	return outside, nil
}

// moduleRoot is the directory of the go.mod file that governs dir.
func moduleRoot(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find module of %s: %w", dir, err)
	}
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("find module of %s: no go.mod file", dir)
		}
	}
}

// inputs are the directories and files that decide what the program is, apart from the standard library and the
// module cache, whose content go.sum pins.
func inputs(t toolchain, list []goPackage) []string {
	var names []string
	for _, p := range list {
		if p.Standard || p.Dir == "" {
			continue
		}
		names = append(names, p.Dir)
		for _, f := range slices.Concat(p.GoFiles, p.HFiles, p.SFiles, p.SysoFiles, p.EmbedFiles) {
			names = append(names, filepath.Join(p.Dir, f))
		}
		if p.Module != nil {
			names = append(names, besideModule(p.Module.GoMod)...)
		}
	}
	names = append(names, besideModule(t.Mod)...)
	names = append(names, besideModule(t.Work)...)
	names = slices.DeleteFunc(names, func(name string) bool { return isBelow(name, t.ModCache) })
	slices.Sort(names)
	return slices.Compact(names)
}

// besideModule is a go.mod or go.work file with its checksums, and the list of what is vendored.
func besideModule(file string) []string {
	if file == "" || file == os.DevNull || file == "off" {
		return nil
	}
	dir := filepath.Dir(file)
	sums := filepath.Join(dir, "go.sum")
	if filepath.Ext(file) == ".work" {
		sums = file + ".sum"
	}
	return []string{file, sums, filepath.Join(dir, "vendor", "modules.txt")}
}

// isBelow says whether the path is dir or lies in it.
func isBelow(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && filepath.IsLocal(rel)
}
