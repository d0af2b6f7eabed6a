package faults

import (
	"github.com/onceover/onceover/sim"
	"github.com/onceover/onceover/sim/trace"
)

// Output implements sim.Controller: faults whose place is this output of this process strike. A crash of the process
// itself is made by World.Crash, so that the trace says which fault it was; the answer is always to go on.
func (in *Injector) Output(w *sim.World, p *sim.Process) bool {
	for i, f := range in.schedule.Faults {
		if in.healed || in.states[i].armed || !f.At.isOutput() || p.Outputs != f.At.Output || !is(p.ID(), f.At.Process) {
			continue
		}
		in.states[i].armed = true
		in.begin(w, i, p.ID())
	}
	return false
}

// begin strikes a process, its host, the network or a service. The subject is the incarnation whose place it is, or empty at a time.
func (in *Injector) begin(w *sim.World, i int, subject string) {
	f := in.schedule.Faults[i]
	r, _ := ruleOf(f.Kind)
	switch {
	case r.hosts, f.Kind == NetRefuse:
		in.disturb(w, i)
		return
	case r.begins != "":
		in.order(w, i, subject)
		return
	}
	p := victim(w, f, subject)
	if p == nil || !r.clock && (!p.Alive() || !canStrike(f.Kind, p.Status)) {
		return
	}
	in.noteBegin(w, i, p.ID())
	switch f.Kind {
	case ClockBack, ClockForward:
		ahead := int64(f.By)
		if f.Kind == ClockBack {
			ahead = -ahead
		}
		w.SetClock(p.Host, ahead)
		in.noteEnd(w, i)
	case Crash:
		w.Crash(p, "crash "+f.At.String())
	case Stop:
		w.Terminate(p)
	case PowerLoss:
		w.PowerLoss(p)
	case Pause:
		w.Pause(p)
		w.SetAlarm(int64(f.For), tag(i, alarmEnd))
		if t := in.target(p.Name); t >= 0 && f.Restart != nil {
			in.plan(w, t, f.Restart)
		}
	}
}

// canStrike reports whether a process of that status has something that the fault can take.
func canStrike(k Kind, s sim.Status) bool {
	switch k {
	case Pause:
		return s == sim.Running
	case Stop:
		return s == sim.Running || s == sim.Paused
	}
	return s <= sim.Paused
}

// victim is the process that a fault strikes: the subject where that is an incarnation of whom the fault means.
func victim(w *sim.World, f Fault, subject string) *sim.Process {
	if subject != "" && is(subject, f.Process) {
		return w.Find(subject)
	}
	return w.Find(f.Process)
}

// end takes back what a fault did.
func (in *Injector) end(w *sim.World, i int) {
	if in.states[i].ended {
		return
	}
	f := in.schedule.Faults[i]
	r, _ := ruleOf(f.Kind)
	s := &in.states[i]
	s.delivered = s.delivered && in.felt(w, i)
	in.noteEnd(w, i)
	switch {
	case r.hosts, f.Kind == NetRefuse:
		in.calm(w, i)
	case f.Kind == Pause:
		w.Resume(w.Find(s.victim))
	case r.ends != "":
		in.takeBack(w, i)
	}
}

// takeBack tells a service that a fault is over, unless another one lasts that strikes the same: its end is the end of both.
func (in *Injector) takeBack(w *sim.World, i int) {
	f := in.schedule.Faults[i]
	for j, s := range in.states {
		if f.Kind != DataRollback && s.began && !s.ended && in.alike(i, j) {
			in.states[i].left = true
			return
		}
	}
	r, _ := ruleOf(f.Kind)
	in.tell(w, i, order{Do: r.ends, Member: f.Member, Node: f.Node, Topic: f.Topic, Partition: f.Partition})
}

// alike reports whether two faults are of one kind and strike the same.
func (in *Injector) alike(i, j int) bool {
	f, g := in.schedule.Faults[i], in.schedule.Faults[j]
	return i != j && f.Kind == g.Kind && f.Topic == g.Topic && f.Partition == g.Partition && f.Member == g.Member && f.Node == g.Node
}

// refused has a service be told of the ends that were left to a fault that it refused.
func (in *Injector) refused(w *sim.World, i int) {
	for j := range in.states {
		if s := &in.states[j]; s.left && in.alike(i, j) {
			s.left = false
			in.takeBack(w, j)
			return
		}
	}
}

// noteBegin notes that a fault strikes; of an order, since which step, because what it did is in the trace before the answer.
func (in *Injector) noteBegin(w *sim.World, i int, victim string) {
	f := in.schedule.Faults[i]
	s := &in.states[i]
	s.began, s.delivered, s.noted, s.victim = true, true, true, victim
	args := []trace.Arg{trace.Int("fault", int64(i+1)), trace.Str("kind", string(f.Kind)), trace.Str("what", f.String())}
	if victim != "" {
		args = append(args, trace.Str("victim", victim))
	}
	if r, _ := ruleOf(f.Kind); r.begins != "" {
		args = append(args, trace.Int("since", int64(s.since)))
	}
	w.Note("fault.begin", args...)
}

// noteEnd notes the end of a fault whose beginning was noted, and whether nothing ever felt it.
func (in *Injector) noteEnd(w *sim.World, i int) {
	s := &in.states[i]
	s.ended = true
	if !s.noted {
		return
	}
	args := []trace.Arg{trace.Int("fault", int64(i+1)), trace.Str("kind", string(in.schedule.Faults[i].Kind))}
	if !s.delivered {
		args = append(args, trace.Int("unfelt", 1))
	}
	w.Note("fault.end", args...)
}
