package faults

import (
	"time"

	"github.com/onceover/onceover/sim"
	"github.com/onceover/onceover/sim/trace"
)

// What an alarm is for; a tag is one of these and the index of a fault or a target.
const (
	alarmBegin = iota
	alarmEnd
	alarmRestart
	alarms
)

func tag(index, alarm int) int { return index*alarms + alarm }

// Begin starts the schedule's time, and every target that does not run.
func (in *Injector) Begin(w *sim.World) {
	for i, f := range in.schedule.Faults {
		if f.At.isTime() {
			w.SetAlarm(int64(f.At.Time), tag(i, alarmBegin))
		}
	}
	for i := range in.targets {
		if p := w.Find(in.targets[i].Name); p != nil && p.Alive() {
			continue
		}
		if t := &in.targets[i]; t.After > 0 {
			t.planned = true
			w.SetAlarm(int64(t.After), tag(i, alarmRestart))
			continue
		}
		in.start(w, i)
	}
}

// Heal ends every fault that lasts and lets no other strike: from here on, what is late must catch up, and what was to be
// rolled back stays. A target that is down still starts again when its time comes.
func (in *Injector) Heal(w *sim.World) {
	in.healed = true
	for i, f := range in.schedule.Faults {
		s := in.states[i]
		switch r, _ := ruleOf(f.Kind); {
		case !s.began || s.ended:
		case f.Kind == DataRollback:
			in.noteEnd(w, i)
		case f.Kind == Pause, f.Kind == NetRefuse, r.hosts, r.repeats, r.ends != "":
			in.end(w, i)
		}
	}
}

// Alarm implements sim.Controller.
func (in *Injector) Alarm(w *sim.World, tag int) {
	i := tag / alarms
	switch tag % alarms {
	case alarmBegin:
		if !in.healed {
			in.states[i].armed = true
			in.begin(w, i, "")
		}
	case alarmEnd:
		in.end(w, i)
	case alarmRestart:
		in.targets[i].planned = false
		in.start(w, i)
	}
}

// Ended implements sim.Controller. A target is started again when it was struck down or stopped, or failed by itself; one
// that ended by itself with code 0 had nothing left to do, and one that has a successor needs none.
func (in *Injector) Ended(w *sim.World, p *sim.Process) {
	in.unpaused(p)
	t := in.target(p.Name)
	if t < 0 || w.Find(p.Name) != p {
		return
	}
	restart, struck := in.restartOf(p.ID())
	if p.Status == sim.Exited && p.Code == 0 && !struck {
		return
	}
	if restart == nil {
		restart = &Restart{After: in.targets[t].patience(struck)}
	}
	in.plan(w, t, restart)
}

// unpaused takes back that a pause was delivered to a process that ended before it came to wait.
func (in *Injector) unpaused(p *sim.Process) {
	for i, f := range in.schedule.Faults {
		if s := &in.states[i]; f.Kind == Pause && s.victim == p.ID() && !s.ended && p.Pausing() {
			s.delivered = false
		}
	}
}

// patienceMax is the longest that a target waits which fails by itself time and again, as supervisors let it: each time twice
// as long as before. So its restarts last until what makes it fail is over.
const patienceMax = 5 * time.Second

// patience is how long a target stays down that was struck, or failed by itself.
func (t *target) patience(struck bool) time.Duration {
	if struck {
		t.failures = 0
		return t.RestartAfter
	}
	after := t.RestartAfter
	for range t.failures {
		if after = 2 * after; after >= patienceMax {
			return max(patienceMax, t.RestartAfter)
		}
	}
	t.failures++
	return after
}

// restartOf returns what the last fault in the schedule that meant to end an incarnation says of the next one.
func (in *Injector) restartOf(id string) (restart *Restart, struck bool) {
	for i, f := range in.schedule.Faults {
		if r, _ := ruleOf(f.Kind); !r.process || r.lasts || in.states[i].victim != id {
			continue
		}
		struck = true
		if f.Restart != nil {
			restart = f.Restart
		}
	}
	return restart, struck
}

// plan lets a target start again after a while. A target whose next incarnation is already planned needs no other.
func (in *Injector) plan(w *sim.World, at int, r *Restart) {
	t := &in.targets[at]
	if t.planned {
		return
	}
	if t.restarts >= t.RestartsMax {
		w.Note("restart.give_up", trace.Str("process", t.Name), trace.Int("restarts", int64(t.restarts)))
		return
	}
	t.restarts++
	t.planned = true
	if r.Version != "" {
		t.next = r.Version
	}
	w.SetAlarm(int64(r.After), tag(at, alarmRestart))
}

// start starts a target's next incarnation, which ends the faults that took the one before.
func (in *Injector) start(w *sim.World, at int) {
	t := in.targets[at]
	for i, f := range in.schedule.Faults {
		s := in.states[i]
		if r, _ := ruleOf(f.Kind); r.process && !r.lasts && s.delivered && !s.ended && is(s.victim, t.Name) {
			in.end(w, i)
		}
	}
	l := t.Launches[t.next]
	l.Name, l.Version = t.Name, t.next
	w.Start(l)
}
