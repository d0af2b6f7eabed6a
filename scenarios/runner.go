package scenarios

import (
	"fmt"
	"strings"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim"
)

// alarmLater is the tag of the alarm that starts the second producer; the injector's tags are not negative.
const alarmLater = -1

// A runner takes one case through its phases: faults, while safety is watched; heal and drain, where the lag must reach
// zero; and an orderly stop. It is the injector, and one alarm more.
type runner struct {
	stage    *Stage
	world    *sim.World
	injector *faults.Injector
	progress *progress
	later    *sim.Process
}

// Point implements sim.Controller.
func (r *runner) Point(w *sim.World, p sim.Point) sim.Verdict { return r.injector.Point(w, p) }

// Output implements sim.Controller.
func (r *runner) Output(w *sim.World, p *sim.Process) bool { return r.injector.Output(w, p) }

// Ended implements sim.Controller.
func (r *runner) Ended(w *sim.World, p *sim.Process) { r.injector.Ended(w, p) }

// Alarm implements sim.Controller.
func (r *runner) Alarm(w *sim.World, tag int) {
	if tag == alarmLater {
		r.later = w.Start(r.stage.later())
		return
	}
	r.injector.Alarm(w, tag)
}

// Copy implements sim.Controller.
func (r *runner) Copy() sim.Controller {
	c := *r
	c.injector = r.injector.Copy().(*faults.Injector)
	c.progress = r.progress.copy()
	return &c
}

// play runs the phases and says how the run ended.
func (r *runner) play() model.End {
	w, load := r.world, r.stage.workload
	start := w.Now()
	r.injector.Begin(w)
	if load.Later > 0 {
		w.SetAlarm(int64(load.LaterAt), alarmLater)
	}
	before := func(limit time.Duration, done func() bool) bool {
		w.Run(func(w *sim.World) bool { return w.Now() > start+int64(limit) || done() })
		return done()
	}
	rests := func() bool { return r.finished() || r.over() }
	before(faultsMax, rests)
	r.injector.Heal(w)
	before(faultsMax+drainMax, rests)
	// What was late has its time to arrive: a zombie that goes on, a client that notices a dead connection.
	r.wait(settle, func() bool { return false })
	if !before(faultsMax+drainMax, rests) || !r.finished() {
		return model.Bound
	}
	r.stop()
	return model.Drained
}

// harness says what went wrong that is not the consumer's doing: a service or a producer that ended by itself.
func (r *runner) harness() error {
	for _, p := range r.world.Processes() {
		switch {
		case p.Name == "consumer":
		case p.Name == "producer" && p.Status == sim.Exited && p.Code == 0:
		case !p.Alive() && !r.injector.Struck(p.ID()):
			return fmt.Errorf("%s ended (code %d, %q) although nothing struck it: %s", p.ID(), p.Code, p.Cause, p.LastOutput())
		}
	}
	return nil
}

// unstopped says how the newest consumer failed to end well after SIGTERM.
func (r *runner) unstopped() []string {
	p := r.world.Find("consumer")
	switch {
	case p == nil || p.Status == sim.Exited && p.Code == 0:
		return nil
	case r.injector.Struck(p.ID()) && !p.Alive(): // a zombie that finds itself fenced has nothing to finish
		return nil
	case p.Alive():
		return []string{fmt.Sprintf("%s had not ended %s after SIGTERM", p.ID(), stopMax)}
	}
	return []string{fmt.Sprintf("%s ended with code %d after SIGTERM (%s)", p.ID(), p.Code, strings.TrimSpace(p.LastOutput()))}
}

// finished reports whether every record was handled and no fault is still at work.
func (r *runner) finished() bool {
	return r.progress.drained(r.world) && !r.injector.Busy(r.world) && r.produced()
}

// over reports whether no consumer is left, none will come, and nothing else is still to happen.
func (r *runner) over() bool { return !r.alive() && !r.injector.Busy(r.world) && r.produced() }

// produced reports whether all records are in the topic.
func (r *runner) produced() bool {
	return r.stage.workload.Later == 0 || r.later != nil && !r.later.Alive()
}

func (r *runner) alive() bool {
	for _, p := range r.world.Processes() {
		if p.Name == "consumer" && p.Alive() {
			return true
		}
	}
	return false
}

func (r *runner) wait(limit time.Duration, done func() bool) {
	until := r.world.Now() + int64(limit)
	r.world.Run(func(w *sim.World) bool { return w.Now() > until || done() })
}

// stop asks every consumer that lives to finish, and waits until it has.
func (r *runner) stop() {
	for _, p := range r.world.Processes() {
		if p.Name == "consumer" && p.Alive() {
			r.world.Terminate(p)
		}
	}
	r.wait(stopMax, func() bool { return !r.alive() })
}
