package faults

import (
	"strings"

	"github.com/onceover/onceover/sim"
)

// Point implements sim.Controller: faults whose place is this stage of this operation strike.
func (in *Injector) Point(w *sim.World, p sim.Point) sim.Verdict {
	var verdict sim.Verdict
	if isAnswer(p) {
		in.answered(w, p)
		return verdict
	}
	in.feel(w, p)
	for i, f := range in.schedule.Faults {
		s := &in.states[i]
		if r, _ := ruleOf(f.Kind); r.repeats && s.began && !s.ended && verdict.Action == sim.GoOn && f.At.again(p) {
			verdict = f.verdict()
			continue
		}
		if in.healed || s.armed || !f.At.matches(p) {
			continue
		}
		if s.seen++; s.seen < f.At.Occurrence {
			continue
		}
		s.armed = true
		if r, _ := ruleOf(f.Kind); !r.operation {
			in.begin(w, i, p.Client)
		} else if verdict.Action == sim.GoOn { // a second verdict on one operation has nothing left to strike
			verdict = in.judge(w, i, p.Client)
		}
	}
	return verdict
}

func (p Place) matches(at sim.Point) bool {
	return p.isPoint() && p.Stage == at.Stage && (p.Op == "" || p.Op == at.Op) && is(at.Service, p.Service) && is(at.Client, p.Client)
}

// again reports whether it is the same stage of the same operation, asked for by any incarnation of the same process.
func (p Place) again(at sim.Point) bool {
	p.Client, _, _ = strings.Cut(p.Client, "#")
	return p.matches(at)
}

// judge delivers a fault that strikes the operation itself.
func (in *Injector) judge(w *sim.World, i int, client string) sim.Verdict {
	f := in.schedule.Faults[i]
	in.noteBegin(w, i, client)
	if f.For > 0 {
		w.SetAlarm(int64(f.For), tag(i, alarmEnd))
	} else {
		in.noteEnd(w, i)
	}
	return f.verdict()
}

// verdict is what a service is told to do with an operation that the fault strikes.
func (f Fault) verdict() sim.Verdict {
	switch f.Kind {
	case Fail, Refuse:
		return sim.Verdict{Action: sim.Fail, Error: f.Error}
	case Drop:
		return sim.Verdict{Action: sim.Drop}
	case Half:
		return sim.Verdict{Action: sim.Half}
	case Slow:
		return sim.Verdict{Action: sim.Delay, Delay: int64(f.By)}
	}
	return sim.Verdict{Action: sim.Delay, Delay: int64(f.For)}
}
