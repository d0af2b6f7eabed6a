package machine

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"github.com/tetratelabs/wazero/sys"
)

// Opcodes of the frames that the event pump of a process reads.
const (
	frameStart  = 1
	frameSignal = 2
	framePause  = 3
)

// A Machine is one process.
type Machine struct {
	image    *Image
	instance *instance
	system   System
	limits   Limits
	initRead int

	unborn   []byte // the start frame of a fresh instance that has not booted
	inbox    []byte // frames that the event pump has not read
	local    int64  // the process's own monotonic clock where it ran ahead of the world's
	reads    int    // clock reads of this step
	calls    int    // system calls of this step
	bug      *HostPanic
	doomed   string // why the process must not return from its system call
	deadline int64  // its next timer on the monotonic clock, or -1
	waiting  int    // descriptors, other than the pump's, that it waits for
}

// A Launch is what a process is started with.
type Launch struct {
	Seed     [32]byte
	PID      uint32
	Hostname string
	Args     []string // Args[0] is the program's name
	Environ  []string // "KEY=value"
}

// Start makes a process. It has not run yet: the first Step runs main until it waits.
func (im *Image) Start(system System, l Launch) *Machine {
	m := &Machine{image: im, system: system, limits: im.runtime.limits, initRead: im.initRead, deadline: -1}
	start := appendFrame(nil, frameStart, l.encode())
	if im.fresh {
		m.instance, m.unborn = im.acquire(&im.newborn), start
	} else {
		m.instance, m.inbox = im.acquire(&im.snapshot), start
	}
	m.instance.machine = m
	return m
}

// bear boots a process that does not come from a snapshot. Where package initialisation reads the clock, randomness or the
// environment, the start frame is there first, and main runs as soon as it can.
func (m *Machine) bear() error {
	if m.initRead != 0 {
		m.inbox, m.unborn = m.unborn, nil
		return m.boot()
	}
	world := m.system
	m.system = bootSystem{m.image.Name, &bytes.Buffer{}} // as for the snapshot: nothing of the world is there yet
	err := m.boot()
	m.system = world
	if err != nil {
		return err
	}
	m.inbox, m.unborn, m.local = m.unborn, nil, 0
	return m.run()
}

// boot runs the runtime's start and the package initialisers, until the first time that all goroutines wait.
func (m *Machine) boot() error {
	module, ctx := m.instance.module, m.instance.ctx
	if _, err := module.ExportedFunction("_initialize").Call(ctx); err != nil {
		return err
	}
	out, err := module.ExportedFunction("sim_init").Call(ctx)
	if err != nil {
		return err
	}
	m.initRead = int(uint32(out[0]))
	return nil
}

func (m *Machine) run() error {
	_, err := m.instance.step.Call(m.instance.ctx)
	return err
}

// Copy returns a process of the same state whose system calls another System answers.
func (m *Machine) Copy(system System) *Machine {
	c := *m
	c.system = system
	c.inbox = append([]byte(nil), m.inbox...)
	c.instance = m.image.take()
	c.instance.loadFrom(m.instance)
	c.instance.machine = &c
	return &c
}

// Release gives the process's instance back to the pool. The Machine must not be used again.
func (m *Machine) Release() {
	m.image.release(m.instance)
	m.instance = nil
}

// Signal delivers a signal at the next step.
func (m *Machine) Signal(n byte) { m.inbox = appendFrame(m.inbox, frameSignal, []byte{n}) }

// Doom ends the process before its running system call returns: nothing of it, not even a deferred function, runs on.
func (m *Machine) Doom(why string) { m.doomed = why }

// Step lets the process run until all of its goroutines wait, or it ends. It panics with a HostPanic where answering a
// system call did.
func (m *Machine) Step() Outcome {
	m.reads, m.calls = 0, 0
	advance := m.run
	if m.unborn != nil {
		advance = m.bear
	}
	err := advance()
	if err == nil {
		return Outcome{Kind: Waiting, Deadline: m.deadline, Stuck: m.deadline < 0 && m.waiting == 0 && len(m.inbox) == 0}
	}
	return m.ending(err)
}

func (m *Machine) ending(err error) Outcome {
	if m.bug != nil {
		panic(m.bug)
	}
	if m.doomed != "" {
		return Outcome{Kind: Killed, Detail: m.doomed, Deadline: -1}
	}
	exceeded := m.instance.memory.exceeded
	var exit *sys.ExitError
	switch {
	case exceeded:
		return Outcome{Kind: OutOfMemory, Detail: fmt.Sprintf("more than %d bytes", m.limits.Memory), Deadline: -1}
	case errors.As(err, &exit):
		return Outcome{Kind: Exited, Code: int(exit.ExitCode()), Deadline: -1}
	}
	detail, _, _ := strings.Cut(err.Error(), "\n")
	return Outcome{Kind: Trapped, Detail: detail, Deadline: -1}
}

func appendFrame(b []byte, op byte, payload []byte) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(1+len(payload)))
	return append(append(b, op), payload...)
}

func (l Launch) encode() []byte {
	b := append([]byte(nil), l.Seed[:]...)
	b = binary.LittleEndian.AppendUint32(b, l.PID)
	b = appendText(b, l.Hostname)
	for _, list := range [][]string{l.Args, l.Environ} {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(list)))
		for _, s := range list {
			b = appendText(b, s)
		}
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.LittleEndian.AppendUint32(b, uint32(len(s))), s...)
}
