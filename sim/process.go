package sim

import (
	"fmt"

	"github.com/onceover/onceover/sim/disk"
	"github.com/onceover/onceover/sim/machine"
	"github.com/onceover/onceover/sim/network"
	"github.com/onceover/onceover/sim/wasi"
)

// A Status says what has become of a process.
type Status uint8

const (
	Starting Status = iota
	Running
	Paused
	Exited  // by itself: os.Exit, return from main, a panic
	Crashed // from outside, or for exceeding a bound
)

// A Process is one incarnation of a program on a host.
type Process struct {
	Name        string
	Incarnation int // from 1, by name
	Host        string
	Version     string // of its Launch
	Status      Status
	Code        int    // exit code, where Status is Exited
	Cause       string // why it crashed
	Outputs     int    // network writes, dials, changes of files and fsyncs, lines so far
	Stuck       bool   // waits for nothing that could come: a deadlock

	world   *World
	index   int32
	launch  Launch
	machine *machine.Machine
	files   *disk.Files
	sockets map[uint32]network.EndpointID
	nextFD  uint32
	dials   int
	control []byte
	doomed  bool   // ends with the system call that it is in
	pausing bool   // pauses when it waits the next time
	timer   int64  // when its timer event is due, or -1
	printed int    // bytes on standard output and error
	last    []byte // the last of them
}

// Pausing reports whether p pauses when it waits the next time; one that ends before was never paused.
func (p *Process) Pausing() bool { return p.pausing }

// firstFile is above the descriptors with a fixed meaning.
const firstFile = wasi.FDControl + 1

// Hosts are the names whose addresses p owns; the first is Host.
func (p *Process) Hosts() []string { return p.launch.Hosts }

// ID is the incarnation's name, "consumer#2".
func (p *Process) ID() string { return fmt.Sprintf("%s#%d", p.Name, p.Incarnation) }

// LastOutput is the end of what the process printed on standard output and error.
func (p *Process) LastOutput() string { return string(p.last) }

// Alive reports whether the process may still run.
func (p *Process) Alive() bool { return p.Status <= Paused && !p.doomed }

// doom ends the process before its running system call returns.
func (p *Process) doom(why string) {
	p.doomed = true
	p.machine.Doom(why)
}

// A Launch is what a process is started with.
type Launch struct {
	Name    string         // of the process; restarts of one program share it
	Hosts   []string       // names whose addresses it owns; the first is its host, whose disk and clock it has
	Image   *machine.Image // the program
	Version string         // which build of the program, for reports
	Args    []string       // without the program's name
	Environ []string       // "KEY=value"
}

// Start starts a process now. Its first step is an event of its own.
func (w *World) Start(l Launch) *Process {
	if len(l.Hosts) == 0 {
		panic(fmt.Sprintf("sim: %s has no host, at %d ns", l.Name, w.now))
	}
	p := &Process{
		Name: l.Name, Incarnation: w.incarnations(l.Name) + 1, Host: l.Hosts[0], Version: l.Version,
		world: w, index: int32(len(w.processes)), launch: l, timer: -1,
		files:   disk.NewFiles(w.mustHost(l.Hosts[0]).disk),
		sockets: map[uint32]network.EndpointID{}, nextFD: firstSocket,
	}
	p.files.First, p.files.Changed = firstFile, p.changed
	w.processes = append(w.processes, p)
	w.schedule(w.now, event{kind: evStart, process: p.index})
	return p
}

func (w *World) incarnations(name string) int {
	n := 0
	for _, p := range w.processes {
		if p.Name == name {
			n++
		}
	}
	return n
}

// Find is the newest incarnation of that name, or the one of that ID ("consumer#2"), or nil.
func (w *World) Find(name string) *Process {
	for i := len(w.processes) - 1; i >= 0; i-- {
		if p := w.processes[i]; p.Name == name || p.ID() == name {
			return p
		}
	}
	return nil
}

// Processes are all incarnations, in the order in which they were started. The caller must not change the slice.
func (w *World) Processes() []*Process { return w.processes }

// begin makes the process's machine and lets it run for the first time.
func (w *World) begin(p *Process) {
	if p.Status != Starting {
		return
	}
	for _, h := range p.launch.Hosts {
		w.net.PowerOn(w.now, w.mustHost(h).name, w)
	}
	l := machine.Launch{
		PID:      uint32(1000 + p.index),
		Hostname: p.Host,
		Args:     p.argv(),
		Environ:  p.launch.Environ,
	}
	w.fill("seed/"+p.ID(), l.Seed[:])
	w.add(p.ID(), "proc.start", args(str("image", p.launch.Image.Name), str("version", p.Version), str("host", p.Host),
		num("incarnation", int64(p.Incarnation))), nil, false)
	p.machine, p.Status = p.launch.Image.Start(p, l), Running
	w.step(p)
}

func (p *Process) argv() []string { return append([]string{p.launch.Image.Name}, p.launch.Args...) }

func (p *Process) copy(w *World) *Process {
	c := *p
	c.world = w
	c.files = p.files.Copy(w.mustHost(p.Host).disk)
	c.files.Changed = c.changed
	c.sockets = make(map[uint32]network.EndpointID, len(p.sockets))
	for fd, id := range p.sockets {
		c.sockets[fd] = id
	}
	c.control = append([]byte(nil), p.control...)
	c.last = append([]byte(nil), p.last...)
	if p.machine != nil {
		c.machine = p.machine.Copy(&c)
	}
	return &c
}

func (p *Process) release() {
	if p.machine != nil {
		p.machine.Release()
		p.machine = nil
	}
}
