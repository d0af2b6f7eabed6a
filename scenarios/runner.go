package scenarios

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim"
)

// Tags of alarms that are not the injector's, whose are not negative: the second producer starts; a phase has lasted as long as it
// may, which a world in which nothing happens would not notice; and the operator goes on errand n, at alarmErrand-n.
const (
	alarmLater  = -1
	alarmBound  = -2
	alarmErrand = -3
)

// A runner takes one case through its phases: faults, while safety is watched; heal and drain, where the lag must reach
// zero; and an orderly stop. It is the injector, and one alarm more. All that it knows is data, so that a world can be copied
// in the middle of a case, and both go on.
type runner struct {
	stage    *Stage
	patience time.Duration
	errands  []Errand
	world    *sim.World
	injector *faults.Injector
	progress *progress
	phase    phase
	end      model.End // once the case is over
	start    int64
	until    int64    // of a phase that takes its time
	later    string   // the second producer, once it was started
	told     []string // the consumers that were asked to finish
	sent     []sent   // on errands, by their number
	seen     census   // while a sweep goes on
	scout    *scout   // who watches, if anybody; a copy has none

	met map[string]bool // stages of operations that consumers came to at any time, for a sweep
}

// count has the runner count what consumers come to.
func (r *runner) count() { r.seen, r.met = census{}, map[string]bool{} }

// Point implements sim.Controller.
func (r *runner) Point(w *sim.World, p sim.Point) sim.Verdict {
	if r.seen != nil && isInstance(p.Client) {
		r.met[p.Op+" "+p.Stage] = true
		if r.phase == striking {
			if at := r.seen.count(p); r.scout != nil {
				r.scout.point(w, at)
			}
		}
	}
	return r.injector.Point(w, p)
}

// Output implements sim.Controller.
func (r *runner) Output(w *sim.World, p *sim.Process) bool {
	if r.scout != nil && r.phase == striking {
		r.scout.output(w, p)
	}
	return r.injector.Output(w, p)
}

// Ended implements sim.Controller.
func (r *runner) Ended(w *sim.World, p *sim.Process) {
	for i, s := range r.sent {
		switch {
		case s.id != p.ID():
		case succeeded(p):
			r.errands[i].keep(w, p)
		case s.tries < triesMax:
			r.sent[i].id = ""
			w.SetAlarm(int64(againAfter), alarmErrand-i)
		}
	}
	r.injector.Ended(w, p)
}

// Alarm implements sim.Controller.
func (r *runner) Alarm(w *sim.World, tag int) {
	switch {
	case tag == alarmLater:
		r.later = w.Start(r.stage.later()).ID()
	case tag == alarmBound: // whoever asks what is done is asked after it
	case tag <= alarmErrand:
		s := &r.sent[alarmErrand-tag]
		s.id, s.tries = w.Start(r.stage.errand(r.errands[alarmErrand-tag])).ID(), s.tries+1
	default:
		r.injector.Alarm(w, tag)
	}
}

// Copy implements sim.Controller.
func (r *runner) Copy() sim.Controller {
	c := *r
	c.seen, c.met, c.scout = maps.Clone(r.seen), maps.Clone(r.met), nil
	c.injector = r.injector.Copy().(*faults.Injector)
	c.progress, c.told, c.sent = r.progress.copy(), slices.Clone(r.told), slices.Clone(r.sent)
	return &c
}

// harness says what went wrong that is not the consumer's doing: a service or a producer that ended by itself.
func (r *runner) harness() error {
	for _, p := range r.world.Processes() {
		switch {
		case isConsumer(p):
		case p.Name == operatorName: // what came of it is a finding
		case (p.Name == "producer" || p.Name == "prepare") && p.Status == sim.Exited && p.Code == 0:
		case !p.Alive() && !r.injector.Struck(p.ID()):
			return fmt.Errorf("%s ended (code %d, %q) although nothing struck it: %s", p.ID(), p.Code, p.Cause, p.LastOutput())
		}
	}
	return nil
}

// isInstance reports whether an incarnation is one of a consumer's.
func isInstance(id string) bool {
	name, _, _ := strings.Cut(id, "#")
	return slices.Contains(instances, name)
}

func isConsumer(p *sim.Process) bool { return isInstance(p.Name) }

// unstopped says how consumers failed to end well after SIGTERM.
func (r *runner) unstopped() (notes []string) {
	for _, id := range r.told {
		p := r.world.Find(id)
		switch {
		case p.Status == sim.Exited && p.Code == 0:
		case r.injector.Struck(p.ID()) && !p.Alive(): // a zombie that finds itself fenced has nothing to finish
		case p.Alive():
			notes = append(notes, fmt.Sprintf("%s had not ended %s after SIGTERM", p.ID(), stopMax))
		default:
			notes = append(notes, fmt.Sprintf("%s ended with code %d after SIGTERM (%s)", p.ID(), p.Code, strings.TrimSpace(p.LastOutput())))
		}
	}
	return notes
}

// failed says which errands came to nothing.
func (r *runner) failed() (notes []string) {
	for i, s := range r.sent {
		if s.id == "" {
			notes = append(notes, fmt.Sprintf("errand %d was not done", i+1))
		} else if p := r.world.Find(s.id); !succeeded(p) {
			notes = append(notes, fmt.Sprintf("errand %d failed: %s ended with code %d: %s", i+1, p.ID(), p.Code, strings.TrimSpace(p.LastOutput())))
		}
	}
	return notes
}

// A sent is what has become of an errand: an operator whose command fails gives it again after a while.
type sent struct {
	id    string // of the newest process, or "" if none runs and none has come to an end that counts
	tries int
}

const (
	triesMax     = 5
	againAfter   = 50 * time.Millisecond
	operatorName = "operator"
)

func succeeded(p *sim.Process) bool { return p.Status == sim.Exited && p.Code == 0 }

// errandsDone reports whether nothing is left for the operator to do.
func (r *runner) errandsDone() bool {
	return !slices.ContainsFunc(r.sent, func(s sent) bool { return s.id == "" || r.world.Find(s.id).Alive() })
}

// finished reports whether every record was handled and no fault is still at work.
func (r *runner) finished() bool {
	return r.progress.drained(r.world) && !r.injector.Busy(r.world) && r.produced() && r.errandsDone()
}

// over reports whether no consumer is left, none will come, and nothing else is still to happen.
func (r *runner) over() bool { return !r.alive() && !r.injector.Busy(r.world) && r.produced() }

// produced reports whether all records are in the topic.
func (r *runner) produced() bool {
	return r.stage.workload.Later == 0 || r.later != "" && !r.world.Find(r.later).Alive()
}

func (r *runner) alive() bool {
	for _, p := range r.world.Processes() {
		if isConsumer(p) && p.Alive() {
			return true
		}
	}
	return false
}
