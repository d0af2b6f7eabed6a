// Package sim is a deterministic world: hosts, processes that are ordinary programs, the network between them, their
// disks, and one queue of events under a virtual clock.
//
// A run is a function of the programs, the controller and the seed, byte for byte, on every machine. Everything in a
// World is data, so that it can be copied while it runs and its futures explored.
package sim

import (
	"container/heap"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/onceover/onceover/sim/network"
	"github.com/onceover/onceover/sim/trace"
)

// Epoch is the wall clock at virtual time zero where Config.Epoch is zero: 2000-01-01 00:00:00 UTC, in Unix nanoseconds.
const Epoch = 946684800_000_000_000

// Config is what a world is made with. A zero field means the default.
type Config struct {
	Seed      uint64
	Epoch     int64 // wall clock at virtual time zero, Unix nanoseconds
	Network   network.Config
	TimeMax   int64  // bound on virtual time; default 1 hour
	EventsMax uint64 // bound on events; default 5,000,000
	OutputMax int    // bytes on standard output and error, for each process; default 1 MiB
	KeepAll   bool   // keep network and output events in the trace too, not only hash them
}

func (c Config) withDefaults() Config {
	if c.Epoch == 0 {
		c.Epoch = Epoch
	}
	if c.TimeMax == 0 {
		c.TimeMax = 3600_000_000_000
	}
	if c.EventsMax == 0 {
		c.EventsMax = 5_000_000
	}
	if c.OutputMax == 0 {
		c.OutputMax = 1 << 20
	}
	return c
}

// A World is one simulation. It is for one goroutine.
type World struct {
	config     Config
	controller Controller
	now        int64
	seq        uint64
	queue      queue
	streams    map[string]*rand.PCG
	hosts      []*host
	processes  []*Process
	net        *network.Network
	log        *trace.Log
	events     uint64
	running    *Process
	watch      func(p *Process, now int64)
}

// New returns a world without hosts, at virtual time zero.
func New(config Config, controller Controller) *World {
	config = config.withDefaults()
	w := &World{
		config:     config,
		controller: controller,
		streams:    map[string]*rand.PCG{},
		net:        network.New(config.Network),
		log:        trace.NewLog(),
	}
	w.log.KeepAll = config.KeepAll
	return w
}

// Now is the virtual time, in nanoseconds since the world began.
func (w *World) Now() int64 { return w.now }

// Trace is what happened so far.
func (w *World) Trace() *trace.Log { return w.log }

// Controller is who decides what goes wrong: in a copy, the copy of it.
func (w *World) Controller() Controller { return w.controller }

// Steps is how many events the world has handled.
func (w *World) Steps() uint64 { return w.events }

// SetController replaces the controller, for a world that was copied before its faults began.
func (w *World) SetController(c Controller) { w.controller = c }

// Note adds an event of the world itself to the trace.
func (w *World) Note(name string, args ...trace.Arg) { w.add("", name, args, nil, false) }

// SetAlarm calls the controller's Alarm with the tag after the delay.
func (w *World) SetAlarm(delay int64, tag int) {
	w.schedule(w.now+delay, event{kind: evAlarm, tag: tag})
}

// Watch has f called before each step of a process, in this world and in its copies. It is for supervisors: a program that
// computes for ever cannot be interrupted, and this tells which one it was. It must not touch the world.
func (w *World) Watch(f func(p *Process, now int64)) { w.watch = f }

func (w *World) add(proc, name string, args []trace.Arg, payload []byte, bulk bool) {
	w.log.Add(trace.Event{Time: w.now, Proc: proc, Name: name, Args: args}, payload, bulk)
}

// A Stop says why Run came back.
type Stop uint8

const (
	Done         Stop = iota // the condition holds
	Idle                     // nothing can happen any more: every process waits for another, or has ended
	TimeIsUp                 // Config.TimeMax
	TooManySteps             // Config.EventsMax
)

func (s Stop) String() string {
	return [...]string{"done", "idle: nothing can happen any more", "bound on virtual time", "bound on events"}[s]
}

// Run lets the world go on until the condition holds, which is asked before each event. Reaching a bound is an outcome,
// not an error.
func (w *World) Run(until func(*World) bool) Stop {
	for !until(w) {
		switch {
		case len(w.queue) == 0:
			return Idle
		case w.queue[0].at > w.config.TimeMax:
			return TimeIsUp
		case w.events >= w.config.EventsMax:
			return TooManySteps
		}
		e := heap.Pop(&w.queue).(event)
		w.now = e.at
		w.events++
		w.handle(e)
	}
	return Done
}

func (w *World) handle(e event) {
	switch e.kind {
	case evSegment:
		if p := w.net.Arrive(w.now, e.segment, w); p != network.NoProcess {
			w.step(w.processes[p])
		}
	case evStep:
		w.step(w.processes[e.process])
	case evTimer:
		if p := w.processes[e.process]; p.timer == e.at {
			p.timer = -1
			w.step(p)
		}
	case evStart:
		w.begin(w.processes[e.process])
	case evAlarm:
		w.controller.Alarm(w, e.tag)
	}
}

// Copy returns a world of the same state that goes on independently. Programs are copied with all of their memory.
func (w *World) Copy() *World {
	if w.running != nil {
		panic(fmt.Sprintf("sim: copy of a world while %s runs, at %d ns", w.running.ID(), w.now))
	}
	c := *w
	c.controller = w.controller.Copy()
	c.queue = slices.Clone(w.queue)
	c.streams = make(map[string]*rand.PCG, len(w.streams))
	for name, s := range w.streams { //tidy:unordered one map is copied into another
		twin := *s
		c.streams[name] = &twin
	}
	c.net = w.net.Copy()
	c.log = w.log.Copy()
	c.hosts = nil
	for _, h := range w.hosts {
		c.hosts = append(c.hosts, h.copy())
	}
	c.processes = nil
	for _, p := range w.processes {
		c.processes = append(c.processes, p.copy(&c))
	}
	return &c
}

// Close gives the instances of all processes back to their pools. The world's trace stays readable.
func (w *World) Close() {
	for _, p := range w.processes {
		p.release()
	}
}
