package program

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A toolchain is the go command as it presents itself in one directory: a module may ask for a version of its own.
type toolchain struct {
	command string
	dir     string
	env     []string // additions to the environment, the user's; later ones win

	Root     string `json:"GOROOT"`
	Version  string `json:"GOVERSION"`
	Flags    string `json:"GOFLAGS"`
	ModCache string `json:"GOMODCACHE"`
	Mod      string `json:"GOMOD"`
	Work     string `json:"GOWORK"`
}

func newToolchain(command, dir string, env []string) (toolchain, error) {
	t := toolchain{command: command, dir: dir, env: env}
	if _, err := exec.LookPath(command); err != nil {
		return t, &NoGoError{Command: command, Err: err}
	}
	if _, err := os.Stat(dir); err != nil {
		return t, fmt.Errorf("build in directory: %w", err)
	}
	out, err := t.run("env", "-json", "GOROOT", "GOVERSION", "GOFLAGS", "GOMODCACHE", "GOMOD", "GOWORK")
	if err != nil {
		return t, err
	}
	if err := json.Unmarshal(out, &t); err != nil {
		return t, fmt.Errorf("read output of go env: %w", err)
	}
	return t, nil
}

// source is the path of a file of the standard library.
func (t toolchain) source(name string) string {
	return filepath.Join(t.Root, "src", filepath.FromSlash(name))
}

// forGuest is the toolchain set to build for the simulator. Everything that could change a program is pinned, except what
// says which sources it is made of.
func (t toolchain) forGuest() toolchain {
	t.env = append(slices.Clip(t.env),
		"GOOS=wasip1", "GOARCH=wasm", "CGO_ENABLED=0", "GOWASM=", "GOEXPERIMENT=", "GOFIPS140=off", "GOFLAGS="+keepFlags(t.Flags))
	return t
}

// keepFlags drops from the user's GOFLAGS what a program for the simulator cannot be built with: another build mode, the
// race detector, another overlay. What says which sources are built, and how they are linked, stays.
func keepFlags(flags string) string {
	var kept []string
	for _, f := range splitFlags(flags) {
		name, _, _ := strings.Cut(strings.TrimLeft(strings.Trim(f, `'"`), "-"), "=")
		switch name {
		case "mod", "modfile", "modcacherw", "tags", "ldflags", "p":
			kept = append(kept, f)
		}
	}
	return strings.Join(kept, " ")
}

// splitFlags splits at spaces that are not inside single or double quotes, and keeps the quotes.
func splitFlags(s string) []string {
	var quote rune
	return strings.FieldsFunc(s, func(r rune) bool {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
			return false
		case r == '\'' || r == '"':
			quote = r
			return false
		}
		return r == ' ' || r == '\t' || r == '\n'
	})
}

// run runs the go command and returns what it wrote to standard output. Its error holds what went to standard error.
func (t toolchain) run(args ...string) ([]byte, error) {
	cmd := exec.Command(t.command, args...)
	cmd.Dir = t.dir
	cmd.Env = append(cmd.Environ(), t.env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		said := strings.TrimSpace(stderr.String())
		if said == "" {
			return out, &EndedError{Verb: args[0], Err: err}
		}
		return out, &goError{verb: args[0], output: said}
	}
	if err != nil {
		return out, &NoGoError{Command: t.command, Err: err}
	}
	return out, nil
}

// goError is a run of the go command that ended with an error.
type goError struct {
	verb   string
	output string
}

func (e *goError) Error() string { return "go " + e.verb + ": " + e.output }
