package scenarios

import (
	"iter"
	"slices"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/sim/trace"
)

// atNamedPlaces says by name what the victim of a fault was at, where the fault's place is an output or a time: that
// operation is still there under another workload or build, and the reader knows what it is.
func (s *search) atNamedPlaces() iter.Seq[ladder] {
	var ladders []ladder
	for i, f := range s.best.schedule.Faults {
		if f.At.Stage != "" || s.outcome.Trace == nil {
			continue
		}
		for _, at := range near(s.outcome.Trace.Events(), i+1, f.Kind) {
			f.At, f.Process = at, "" // whom it strikes is who is there
			ladders = append(ladders, ladder{s.best.with(i, f)})
		}
	}
	return slices.Values(ladders)
}

// placesMax is how many operations before a fault are tried in its stead, each at its last stage.
const placesMax = 4

// near are the operations by which the place of the fault with that number can be said: those before it, and one that a
// victim which died had sent, and which reached its service afterwards.
func near(events []trace.Event, number int, kind faults.Kind) []faults.Place {
	struck := slices.IndexFunc(events, func(e trace.Event) bool {
		return e.Name == "fault.begin" && e.Int("fault") == int64(number)
	})
	if struck < 0 {
		return nil
	}
	list, victim := before(events, struck), events[struck].Str("victim")
	if kind != faults.Crash && kind != faults.PowerLoss {
		return list
	}
	underWay := func(e trace.Event) bool { return e.Str("stage") != "" && e.Str("client") == victim }
	if i := slices.IndexFunc(events[struck:], underWay); i >= 0 && isInstance(victim) {
		list = append(list, placeOf(events[:struck+i+1]))
	}
	return list
}

// before are the last operations that a fault's victim, or for a fault without one any consumer, was at when it struck.
func before(events []trace.Event, struck int) (list []faults.Place) {
	var seen []string
	for i := struck - 1; i >= 0 && len(list) < placesMax; i-- {
		e, victim := events[i], events[struck].Str("victim")
		who := e.Str("client")
		if e.Str("stage") == "" || !isInstance(who) || victim != "" && who != victim || slices.Contains(seen, e.Name) {
			continue
		}
		seen = append(seen, e.Name)
		list = append(list, placeOf(events[:i+1]))
	}
	return list
}

// placeOf is the stage of an operation that is the last of some events.
func placeOf(events []trace.Event) faults.Place {
	last := events[len(events)-1]
	p := faults.Place{Op: last.Name, Stage: last.Str("stage"), Client: last.Str("client")}
	for _, e := range events {
		if e.Name == p.Op && e.Str("stage") == p.Stage && e.Str("client") == p.Client {
			p.Occurrence++
		}
	}
	return p
}
