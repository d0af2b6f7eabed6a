package sim

import (
	"fmt"
	"maps"
	"slices"

	"github.com/onceover/onceover/sim/guest"
	"github.com/onceover/onceover/sim/machine"
	"github.com/onceover/onceover/sim/trace"
)

const sigterm = 15

// step lets a process run until it waits again.
func (w *World) step(p *Process) {
	if p.Status != Running { // one that is paused looks when it goes on
		return
	}
	w.running = p
	if w.watch != nil {
		w.watch(p, w.now)
	}
	outcome := w.advance(p)
	w.running = nil
	if outcome.Kind != machine.Waiting {
		w.ended(p, outcome)
		return
	}
	if p.Stuck = outcome.Stuck; p.Stuck {
		w.add(p.ID(), "proc.deadlock", nil, nil, false)
	}
	w.setTimer(p, outcome.Deadline)
	if p.pausing {
		p.pausing = false
		w.Pause(p)
	}
}

// setTimer lets a process run again at its next deadline, or at none where that is -1. Most steps leave the deadline as it
// was, and then the event is in the queue already.
func (w *World) setTimer(p *Process, deadline int64) {
	if deadline >= 0 {
		deadline = max(deadline, w.now)
	}
	if deadline >= 0 && deadline != p.timer {
		w.schedule(deadline, event{kind: evTimer, process: p.index})
	}
	p.timer = deadline
}

// advance lets the process run, and says where in the run a bug of the simulator showed.
func (w *World) advance(p *Process) machine.Outcome {
	defer func() {
		if r := recover(); r != nil {
			panic(fmt.Sprintf("sim: while %s ran, at %d ns: %v", p.ID(), w.now, r))
		}
	}()
	return p.machine.Step()
}

func (w *World) ended(p *Process, o machine.Outcome) {
	if o.Kind == machine.Exited {
		p.Status, p.Code = Exited, o.Code
		w.add(p.ID(), "proc.exit", args(num("code", int64(o.Code))), nil, false)
	} else {
		p.Status, p.Cause = Crashed, o.Detail
		if o.Kind != machine.Killed {
			p.Cause = o.String()
		}
		w.add(p.ID(), "proc.crash", args(str("cause", p.Cause)), nil, false)
	}
	w.bury(p)
	w.controller.Ended(w, p)
}

// bury closes what the host closes for a process that is no more.
func (w *World) bury(p *Process) {
	p.release()
	p.files.CloseAll()
	p.timer = -1
	for _, fd := range slices.Sorted(maps.Keys(p.sockets)) {
		w.net.Close(w.now, p.sockets[fd], w)
	}
	clear(p.sockets)
}

// Crash ends a process at once: no deferred function runs. Its host closes its sockets, and its files keep what was
// written. A process that is in a system call now dies before the call returns.
func (w *World) Crash(p *Process, cause string) {
	switch {
	case !p.Alive():
	case w.running == p:
		p.doom(cause)
	default:
		w.ended(p, machine.Outcome{Kind: machine.Killed, Detail: cause})
	}
}

// PowerLoss takes the power from a process's host, under all of its names: its processes end, its connections fall silent,
// and what was not synced may be lost. The host is back when the next process starts on it.
func (w *World) PowerLoss(p *Process) {
	w.Note("host.power_loss", str("host", p.Host))
	for _, name := range p.launch.Hosts {
		w.net.PowerOff(w.mustHost(name).name)
	}
	for _, other := range w.processes {
		if !other.Alive() || !slices.Contains(p.launch.Hosts, other.Host) {
			continue
		}
		clear(other.sockets) // they are silent: there is nothing to close
		if other == w.running {
			other.doom("power loss")
		} else {
			w.ended(other, machine.Outcome{Kind: machine.Killed, Detail: "power loss"})
		}
	}
	for _, name := range p.launch.Hosts {
		w.losePower(name)
	}
}

// Pause stops scheduling a process: a collector's pause, a suspended virtual machine. Its host still takes what arrives. A
// process that is in a system call now pauses when all of its goroutines wait the next time: it cannot be held in between.
func (w *World) Pause(p *Process) {
	switch {
	case !p.Alive():
	case w.running == p:
		p.pausing = true
	case p.Status == Running:
		p.Status = Paused
		w.add(p.ID(), "proc.pause", nil, nil, false)
	}
}

// Resume lets a paused process go on, with the view it had.
func (w *World) Resume(p *Process) {
	p.pausing = false
	if p.Status != Paused {
		return
	}
	p.Status = Running
	w.add(p.ID(), "proc.resume", nil, nil, false)
	w.schedule(w.now, event{kind: evStep, process: p.index})
}

// Terminate sends SIGTERM: the process may finish what it does.
func (w *World) Terminate(p *Process) {
	if p.machine == nil || !p.Alive() {
		return
	}
	w.add(p.ID(), "proc.signal", args(num("signal", sigterm)), nil, false)
	p.machine.Signal(sigterm)
	w.schedule(w.now, event{kind: evStep, process: p.index})
}

// Control sends a message to a service, and reports whether there is one that runs.
func (w *World) Control(name string, message []byte) bool {
	p := w.Find(name)
	if p == nil || !p.Alive() {
		return false
	}
	w.add(p.ID(), "proc.control", args(str("message", string(message))), nil, false)
	p.control = guest.AppendControl(p.control, message)
	w.schedule(w.now, event{kind: evStep, process: p.index})
	return true
}

func args(a ...trace.Arg) []trace.Arg   { return a }
func str(key, s string) trace.Arg       { return trace.Str(key, s) }
func num(key string, n int64) trace.Arg { return trace.Int(key, n) }
func flag(key string, on bool) trace.Arg {
	if on {
		return trace.Int(key, 1)
	}
	return trace.Int(key, 0)
}
