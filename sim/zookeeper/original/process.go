package original

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// A process is a Java machine that was started.
type process struct {
	pid    int
	output string        // the file that it writes to
	ended  chan struct{} // closed when it has ended
	cmd    *exec.Cmd
}

// start starts a command in a directory. One goroutine starts it, waits for it, and keeps its thread until then: Linux
// kills the process when the thread that started it ends.
func start(dir, name string, args []string) (*process, error) {
	p := &process{output: filepath.Join(dir, "output"), ended: make(chan struct{}), cmd: exec.Command(name, args...)}
	file, err := os.Create(p.output)
	if err != nil {
		return nil, err
	}
	p.cmd.Dir, p.cmd.Stdout, p.cmd.Stderr = dir, file, file
	dieWithParent(p.cmd)
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer close(p.ended)
		defer file.Close()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			p.cmd.Wait() // it is killed: how it ended says nothing
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	p.pid = p.cmd.Process.Pid
	return p, nil
}

// stop kills the process and waits for its end, so that its directory can be removed.
func (p *process) stop() {
	p.cmd.Process.Kill()
	<-p.ended
}
