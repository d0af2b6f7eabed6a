//go:build realstack

package realkill

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
)

// programs are built once, by the import path below the module.
var programs sync.Map

// A program is an executable in memory.
type program struct {
	build sync.Once
	code  []byte
	err   error
}

// executable builds a main package for this machine, without what only a debugger reads.
func executable(t *testing.T, name string) []byte {
	t.Helper()
	kept, _ := programs.LoadOrStore(name, &program{})
	p := kept.(*program)
	p.build.Do(func() {
		path := filepath.Join(t.TempDir(), "program")
		build := exec.Command("go", "build", "-o", path, "-ldflags", "-s -w -X main.version="+unstamped, "github.com/onceover/onceover/"+name)
		if out, err := build.CombinedOutput(); err != nil {
			p.err = fmt.Errorf("build %s: %w\n%s", name, err, out)
			return
		}
		p.code, p.err = os.ReadFile(path)
	})
	if p.err != nil {
		t.Fatal(p.err)
	}
	return p.code
}

// A process is one of the operating system's.
type process struct {
	cmd   *exec.Cmd
	said  bytes.Buffer // on standard error; whole once it has ended
	ended chan struct{}
}

// start starts a process. The stamp becomes the version of the program, which each result holds: to link it anew for
// every life would take seconds.
func start(t *testing.T, code []byte, stamp string, args ...string) *process {
	t.Helper()
	path := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(path, bytes.ReplaceAll(code, []byte(unstamped), []byte(stamp)), 0o700); err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: exec.Command(path, args...), ended: make(chan struct{})}
	p.cmd.Stderr = &p.said
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	os.Remove(path) // what runs stays
	go func() {
		defer close(p.ended)
		p.cmd.Wait()
	}()
	t.Cleanup(func() { p.end(syscall.SIGKILL) })
	return p
}

// end sends the signal, and returns once the process is no more.
func (p *process) end(s syscall.Signal) {
	p.cmd.Process.Signal(s) // fails where it has ended
	<-p.ended
}

// running reports whether the process has not ended.
func (p *process) running() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// code is the exit status of a process that has ended, -1 where a signal ended it.
func (p *process) code() int { return p.cmd.ProcessState.ExitCode() }
