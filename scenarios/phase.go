package scenarios

import (
	"slices"
	"time"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim"
)

// A phase is how far a case is.
type phase uint8

// The phases. In settling, what was late has its time to arrive: a zombie that goes on, a client that notices a dead
// connection.
const (
	striking phase = iota // faults strike
	healed                // none strikes any more
	settling
	draining // the offsets must reach the ends of the logs
	stopping // the consumers are asked to finish
	over
)

// begin starts the case: the faults' time, the consumers, what comes later.
func (r *runner) begin() {
	r.start = r.world.Now()
	for _, bound := range []time.Duration{faultsMax, faultsMax + drainMax} {
		r.world.SetAlarm(int64(bound+r.patience)+1, alarmBound)
	}
	r.injector.Begin(r.world)
	if load := r.stage.workload; load.Later > 0 {
		r.world.SetAlarm(int64(load.LaterAt), alarmLater)
	}
	for i, e := range r.errands {
		r.world.SetAlarm(int64(e.After), alarmErrand-i)
	}
}

// play goes on until the case is over, or until pause says so, which is asked before each event of the world and may be
// nil. It reports whether the case is over.
func (r *runner) play(pause func() bool) bool {
	for r.phase < over {
		paused := false
		r.world.Run(func(*sim.World) bool {
			paused = pause != nil && pause()
			return paused || r.isDone()
		})
		if paused {
			return false
		}
		r.next()
	}
	return true
}

// isDone reports whether the phase is over.
func (r *runner) isDone() bool {
	if r.givesUp() {
		return true
	}
	switch r.phase {
	case striking:
		return r.hasPassed(faultsMax) || r.rests()
	case healed, draining:
		return r.hasPassed(faultsMax+drainMax) || r.rests()
	case stopping:
		r.terminate()
		return r.world.Now() > r.until || !r.alive() && !r.injector.Busy(r.world)
	}
	return r.world.Now() > r.until
}

// next ends a phase and begins another.
func (r *runner) next() {
	if r.givesUp() {
		r.phase, r.end = over, model.Bound
		return
	}
	switch r.phase {
	case striking:
		r.injector.Heal(r.world)
	case healed:
		r.until = r.world.Now() + int64(settle)
	case draining:
		if !r.finished() {
			r.phase, r.end = over, model.Bound
			return
		}
		r.until = r.world.Now() + int64(stopMax)
	case stopping:
		r.end = model.Drained
	}
	r.phase++
}

func (r *runner) hasPassed(limit time.Duration) bool {
	return r.world.Now() > r.start+int64(limit+r.patience)
}

// givesUp reports whether more has happened than the case is worth.
func (r *runner) givesUp() bool {
	return r.stage.limit > 0 && r.world.Trace().Count() > r.stage.limit
}

// rests reports whether nothing will happen any more.
func (r *runner) rests() bool { return r.finished() || r.over() }

// terminate asks every consumer that lives, and that was not asked, to finish. One that starts just now is asked later.
func (r *runner) terminate() {
	for _, p := range r.world.Processes() {
		if isConsumer(p) && p.Alive() && p.Status != sim.Starting && !slices.Contains(r.told, p.ID()) {
			r.told = append(r.told, p.ID())
			r.world.Terminate(p)
		}
	}
}
