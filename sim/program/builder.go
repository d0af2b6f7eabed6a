package program

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// A Builder builds programs. It may be used by several goroutines, and several processes may share a cache directory.
type Builder struct {
	Go       string // the go command; empty: "go"
	CacheDir string // where overlays and programs are kept; empty: a directory of the user's cache directory
	MaxBytes int64  // how much the kept programs may take, oldest out; zero: 2 GiB
}

// Build builds the program. The go command's own cache makes that quick where nothing has changed.
func (b Builder) Build(src Source) (Program, error) {
	b, err := b.withDefaults()
	if err != nil {
		return Program{}, err
	}
	if src.Wasm != "" {
		return b.readWasm(src.Wasm)
	}
	dir, pattern, err := src.place()
	if err != nil {
		return Program{}, err
	}
	host, err := newToolchain(b.Go, dir, src.Env)
	if err != nil {
		return Program{}, err
	}
	overlayFile, err := b.overlay(host)
	if err != nil {
		return Program{}, err
	}
	guest := host.forGuest()
	list, err := guest.packages(pattern, src.Tags)
	if err != nil {
		return Program{}, err
	}
	root := list[len(list)-1]
	if root.Name != "" && root.Name != "main" {
		return Program{}, &NotMainError{Package: root.ImportPath, Name: root.Name}
	}
	p := Program{Name: path.Base(root.ImportPath), Inputs: inputs(guest, list)}
	p.Path, p.ID, err = b.link(guest, src, pattern, overlayFile)
	if err != nil {
		return Program{}, diagnosis{host, src, list}.of(err)
	}
	if !slices.ContainsFunc(list, func(p goPackage) bool { return p.ImportPath == "os" }) {
		return Program{}, fmt.Errorf("program %s does not use package os, not even through another package: "+
			"in the simulator, nothing could reach it or be seen of it", root.ImportPath)
	}
	return p, nil
}

func (b Builder) withDefaults() (Builder, error) {
	if b.Go == "" {
		b.Go = "go"
	}
	if b.MaxBytes == 0 {
		b.MaxBytes = 2 << 30
	}
	if b.CacheDir == "" {
		dir, err := os.UserCacheDir()
		if err != nil {
			return b, fmt.Errorf("find cache directory: %w", err)
		}
		b.CacheDir = filepath.Join(dir, "onceover", "programs")
	}
	var err error
	if b.CacheDir, err = filepath.Abs(b.CacheDir); err != nil {
		return b, fmt.Errorf("find cache directory: %w", err)
	}
	return b, checkWritable(b.CacheDir)
}

// overlay returns the file for the go command's -overlay flag.
func (b Builder) overlay(t toolchain) (string, error) {
	o, err := newOverlay(t)
	if err != nil {
		return "", err
	}
	return o.write(filepath.Join(b.CacheDir, "overlay"), t)
}

// link runs the go command and files the result under the name of its content.
func (b Builder) link(guest toolchain, src Source, pattern, overlayFile string) (file, id string, err error) {
	work, err := os.MkdirTemp(b.CacheDir, workPrefix+"*")
	if err != nil {
		return "", "", &CacheError{Dir: b.CacheDir, Err: err}
	}
	defer os.RemoveAll(work)
	out := filepath.Join(work, "program.wasm")
	args := []string{"build", "-buildmode=c-shared", "-trimpath", "-buildvcs=false", "-overlay=" + overlayFile, "-o", out}
	args = append(args, tagFlags(src.Tags)...)
	if src.LDFlags != "" {
		args = append(args, "-ldflags="+src.LDFlags)
	}
	if _, err := guest.run(append(args, "--", pattern)...); err != nil {
		return "", "", err
	}
	return b.store(out)
}
