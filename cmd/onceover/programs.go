package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/onceover/onceover/scenarios"
	"github.com/onceover/onceover/sim/machine"
	"github.com/onceover/onceover/sim/program"
)

// goCommand builds the programs.
const goCommand = "go"

// interruptComes is the wall time within which an interrupt has reached each process of a terminal.
const interruptComes = time.Second

// A kit is the programs of some scenarios, ready to be loaded by workers.
type kit struct {
	setup     setup
	ids       map[string]string // of the images, by program
	toolchain string
	notes     []string // what a user should know about the programs
}

// caches are the directories below the user's cache directory where programs are kept.
type caches struct{ programs, compiled string }

// openCaches finds the cache directories and makes sure that they can be written, before anything is run.
func openCaches() (caches, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return caches{}, fmt.Errorf("find cache directory: %w", err)
	}
	c := caches{filepath.Join(dir, "onceover", "programs"), filepath.Join(dir, "onceover", "compiled")}
	for _, dir := range []string{c.programs, c.compiled} {
		if err := checkWritable(dir); err != nil {
			return caches{}, fmt.Errorf("use cache directory: %w", err)
		}
	}
	return c, nil
}

// ready builds what the scenarios run, as far as no cache has it, and returns a bar for what comes then. Its error has the
// status that the command ends with.
func ready(ctx context.Context, list []scenarios.Scenario, parallel int, errOut io.Writer) (kit, *bar, error) {
	c, err := openCaches()
	if err != nil {
		return kit{}, nil, harness(err)
	}
	b := newBar(errOut)
	k, err := prepare(ctx, list, c, parallel, b)
	if errors.As(err, new(*program.EndedError)) { // by the interrupt, perhaps, that is on its way to this process, too
		select {
		case <-ctx.Done():
		case <-time.After(interruptComes):
		}
	}
	if ctx.Err() != nil {
		return kit{}, nil, &exitError{exitInterrupted, errors.New("interrupted before any case was run")}
	}
	return k, b, harnessIf(err, "build programs")
}

// workers is how many there are to be, where 0 means one for each CPU.
func workers(parallel int) int {
	if parallel == 0 {
		return runtime.GOMAXPROCS(0)
	}
	return parallel
}

// prepare builds and compiles the programs of the scenarios, parallel ones at a time.
func prepare(ctx context.Context, list []scenarios.Scenario, c caches, parallel int, b *bar) (kit, error) {
	defer b.finish()
	module, err := scenarios.Locate(goCommand, ".", version())
	if err != nil {
		return kit{}, err
	}
	k := kit{ids: map[string]string{}, setup: setup{CompiledDir: c.compiled}}
	if k.toolchain, err = toolchain(ctx, module); err != nil {
		return kit{}, err
	}
	programs := scenarios.Programs(list)
	b.begin(len(programs))
	made := make([]made, len(programs))
	if err := each(ctx, parallel, len(programs), func(i int) error {
		made[i], err = makeProgram(programs[i].In(module), c, b)
		return err
	}); err != nil {
		return kit{}, err
	}
	for i, p := range programs {
		k.ids[p.Name] = made[i].ID
		k.setup.Images = append(k.setup.Images, imageSource{Name: p.Name, ID: made[i].ID, Path: made[i].Path})
		if made[i].initRead != 0 && i >= len(scenarios.Programs(nil)) { // the services come first, and are no concern of the user
			k.notes = append(k.notes, p.Name+" reads the clock, randomness or its environment while its packages are initialised; "+
				"each of its processes starts from nothing, which is slower")
		}
	}
	return k, nil
}

// made is a program that was built, and compiled into the cache.
type made struct {
	program.Program
	initRead int
}

func makeProgram(p scenarios.Program, c caches, b *bar) (made, error) {
	b.doing("build " + p.Name)
	built, err := program.Builder{Go: goCommand, CacheDir: c.programs}.Build(p.Source)
	if err != nil {
		return made{}, fmt.Errorf("build %s: %w", p.Name, err)
	}
	b.doing("compile " + p.Name)
	runtime, err := machine.NewRuntime(c.compiled, machine.Limits{})
	if err != nil {
		return made{}, err
	}
	defer runtime.Close()
	wasm, err := os.ReadFile(built.Path)
	if err != nil {
		return made{}, fmt.Errorf("read program %s: %w", p.Name, err)
	}
	image, err := runtime.Compile(p.Name, built.ID, wasm)
	if err != nil {
		return made{}, err
	}
	b.step()
	return made{built, image.InitRead()}, nil
}

// each calls do for every number below n, parallel of them at a time, until one fails or the context ends. It does not wait
// for calls that are still under way when the context ends: a build cannot be called off.
func each(ctx context.Context, parallel, n int, do func(i int) error) error {
	numbers := make(chan int, n)
	for i := range n {
		numbers <- i
	}
	close(numbers)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var callers sync.WaitGroup
	for range min(parallel, n) {
		callers.Go(func() {
			for i := range numbers {
				if ctx.Err() != nil {
					return
				}
				if err := do(i); err != nil {
					cancel(err)
				}
			}
		})
	}
	finished := make(chan struct{})
	go func() {
		callers.Wait()
		close(finished)
	}()
	select {
	case <-finished:
	case <-ctx.Done():
	}
	return context.Cause(ctx)
}

// toolchain is the version of Go that builds the programs.
func toolchain(ctx context.Context, module string) (string, error) {
	env := exec.CommandContext(ctx, goCommand, "env", "GOVERSION")
	env.Dir = module
	out, err := env.Output()
	if err != nil {
		var failed *exec.ExitError
		if errors.As(err, &failed) {
			err = fmt.Errorf("%w: %s", err, failed.Stderr)
		}
		return "", fmt.Errorf("ask the go command for its version: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}
