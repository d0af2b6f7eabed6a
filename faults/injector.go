package faults

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/onceover/onceover/sim"
)

// RestartsMax is how often a target is started again where it says nothing else.
const RestartsMax = 20

// A Target is a process that faults may strike, and that is started again when it died.
type Target struct {
	Name         string
	Version      string                // of the first incarnation
	Launches     map[string]sim.Launch // by version
	RestartAfter time.Duration         // where the fault does not say; twice as long each time that it fails by itself
	RestartsMax  int                   // then it stays down; 0 means the constant RestartsMax, and less that it is never started again
	After        time.Duration         // since the schedule began, when the first incarnation starts
}

// An Injector makes a schedule happen. It is the controller of a world, so it is data, and a copy of the world takes a
// copy of it along. Tags of alarms from 0 up are its own.
type Injector struct {
	schedule Schedule
	states   []state // of the fault with the same index
	targets  []target
	healed   bool
}

// state is what has become of one fault.
type state struct {
	seen      int // operations at its place so far
	armed     bool
	began     bool
	delivered bool
	ended     bool
	noted     bool   // its beginning is in the trace
	ordered   bool   // a service has an order that it has not answered
	since     uint64 // the step at which it was ordered to strike
	victim    string // the incarnation that it struck
	felt      int    // what had been met of such a fault before it, where that is counted; else what has run into it
	left      bool   // the service is told of its end by that of another
}

type target struct {
	Target
	restarts int
	failures int  // in a row, by itself
	planned  bool // an incarnation will start
	next     string
}

var _ sim.Controller = (*Injector)(nil)

// New returns an injector for one world. It refuses a schedule that makes no sense, or that wants a version that its
// process does not have.
func New(s Schedule, targets []Target) (*Injector, error) {
	if err := s.Validate(); err != nil {
		return nil, fmt.Errorf("inject schedule: %w", err)
	}
	in := &Injector{schedule: s, states: make([]state, len(s.Faults))}
	for _, t := range targets {
		if t.RestartsMax == 0 {
			t.RestartsMax = RestartsMax
		}
		if _, ok := t.Launches[t.Version]; !ok {
			return nil, fmt.Errorf("inject into %s: no launch of version %q", t.Name, t.Version)
		}
		in.targets = append(in.targets, target{Target: t, next: t.Version})
	}
	for i, f := range s.Faults {
		if err := in.hasVersion(f); err != nil {
			return nil, fmt.Errorf("inject fault %d: %w", i+1, err)
		}
	}
	return in, nil
}

// Extend adds a fault to a schedule that is under way, and answers the schedule as it is then. Its place must not have been
// reached; of an operation's occurrences as many as seen have been.
func (in *Injector) Extend(f Fault, seen int) (Schedule, error) {
	if err := f.Validate(); err != nil {
		return Schedule{}, fmt.Errorf("extend schedule: %w", err)
	}
	if err := in.hasVersion(f); err != nil {
		return Schedule{}, fmt.Errorf("extend schedule: %w", err)
	}
	in.schedule.Faults = append(slices.Clone(in.schedule.Faults), f)
	in.states = append(in.states, state{seen: seen})
	return in.schedule, nil
}

func (in *Injector) hasVersion(f Fault) error {
	if f.Restart == nil || f.Restart.Version == "" {
		return nil
	}
	struck := f.Process
	if struck == "" {
		struck = f.At.Process + f.At.Client // only one of them can be set
	}
	at := in.target(struck)
	if at < 0 {
		return fmt.Errorf("restart of %s, which is not a target", struck)
	}
	t := in.targets[at]
	if _, ok := t.Launches[f.Restart.Version]; !ok {
		known := slices.Sorted(maps.Keys(t.Launches))
		return fmt.Errorf("no version %q of %s, there is %s", f.Restart.Version, t.Name, strings.Join(known, ", "))
	}
	return nil
}

// target is the index of the target of that name or with that incarnation, or -1.
func (in *Injector) target(name string) int {
	return slices.IndexFunc(in.targets, func(t target) bool { return is(name, t.Name) })
}

// is reports whether id, a name or an incarnation of it, is what is wanted; nothing wanted is anything.
func is(id, wanted string) bool {
	base, _, _ := strings.Cut(id, "#")
	return wanted == "" || wanted == id || wanted == base
}

// Copy implements sim.Controller.
func (in *Injector) Copy() sim.Controller {
	c := *in
	c.states = slices.Clone(in.states)
	c.targets = slices.Clone(in.targets)
	return &c
}

// Schedule is what was asked for.
func (in *Injector) Schedule() Schedule { return in.schedule }

// Counts adds up, kind by kind, what was requested, armed and delivered.
func (in *Injector) Counts() []Count { return count(in.schedule, in.states) }

// Undelivered are the faults that struck nothing. While there is one, the run has not shown what it was meant to.
func (in *Injector) Undelivered() []Fault {
	var out []Fault
	for i, f := range in.schedule.Faults {
		if !in.states[i].delivered {
			out = append(out, f)
		}
	}
	return out
}

// Busy reports whether something that began has still to end: a pause, a partition, a delay, an order that was not answered, a
// restart to come, or a fault whose time has not come.
func (in *Injector) Busy(w *sim.World) bool {
	for i, s := range in.states {
		f := in.schedule.Faults[i]
		r, _ := ruleOf(f.Kind)
		switch {
		case s.delivered && r.process && !r.lasts: // whether another incarnation comes is asked below
			if w.Find(s.victim).Alive() {
				return true
			}
		case s.began && !s.ended, s.ordered, !s.armed && !in.healed && f.At.isTime():
			return true
		}
	}
	for i := range in.targets {
		if in.targets[i].planned {
			return true
		}
	}
	return false
}

// Struck reports whether a fault of the schedule struck that incarnation.
func (in *Injector) Struck(id string) bool {
	for _, s := range in.states {
		if s.victim == id {
			return true
		}
	}
	return false
}
