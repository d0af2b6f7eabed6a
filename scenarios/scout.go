package scenarios

import (
	"fmt"
	"strings"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/sim"
)

// A spot is a fault that a sweep tries, at a place that a run comes to.
type spot struct {
	fault faults.Fault
	what  string // happens there: "send to redis:6379", "redis.exec applied: drop"
	step  uint64 // of the world, at which it is reached
}

// A census counts how often consumers have come to each stage of each operation, by its place without an occurrence.
type census map[faults.Place]int

// count counts a point, and answers the place that it is.
func (c census) count(p sim.Point) faults.Place {
	at := faults.Place{Op: p.Op, Stage: p.Stage, Client: p.Client}
	c[at]++
	at.Occurrence = c[at]
	return at
}

// before is how often consumers have come to what is to be struck at a later occurrence.
func (c census) before(at faults.Place) int {
	at.Occurrence = 0
	return c[at]
}

// A scout watches a run and notes where it can be struck: at every output of a consumer, or at every stage of what it asks of
// a service. What comes when the work is done, while the consumer only waits or ends, is not struck.
type scout struct {
	points bool
	after  *faults.Fault // only what comes after it is noted; nil means everything
	came   bool          // what it comes after
	spots  []spot
}

func newScout(at SweepAt, after *faults.Fault) *scout {
	return &scout{points: at == AtPoints, after: after, came: after == nil}
}

// suits reports whether a place is to be struck. The place of the fault before is struck again where nobody died there: an
// answer is lost, or comes late, and he who would ask again is gone too.
func (s *scout) suits(w *sim.World, client string, at faults.Place) bool {
	if s.came {
		return w.Find(client).Alive()
	}
	s.came = at == s.after.At
	return s.came && s.after.Kind != faults.Crash
}

// output notes a crash at an output.
func (s *scout) output(w *sim.World, p *sim.Process) {
	at := faults.Place{Process: p.ID(), Output: p.Outputs}
	if s.points || !isConsumer(p) || !s.suits(w, p.ID(), at) {
		return
	}
	e := w.Trace().Last()
	what := strings.TrimPrefix(strings.TrimPrefix(e.Name, "net."), "proc.")
	if to := e.Str("to"); to != "" {
		what += " to " + to
	} else if path := e.Str("path"); path != "" {
		what += " of " + path
	}
	s.spots = append(s.spots, spot{fault: faults.Fault{Kind: faults.Crash, At: at}, what: what, step: w.Steps()})
}

// tooLate is longer than any client of the catalogue waits for an answer.
const tooLate = 45 * time.Second

// point notes what can go wrong at a stage of an operation: its client dies, its answer is an error, or late, or lost. After
// a fault that nobody died of, clients only die: all else that can go wrong twice in one life is left to schedules that are
// drawn.
func (s *scout) point(w *sim.World, at faults.Place) {
	if !s.points || !s.suits(w, at.Client, at) {
		return
	}
	all := []faults.Fault{{Kind: faults.Crash, At: at}}
	if at.Stage != "answered" && (s.after == nil || s.after.Kind == faults.Crash) {
		all = append(all, faults.Fault{Kind: faults.Drop, At: at}, faults.Fault{Kind: faults.Delay, For: tooLate, At: at})
		for _, answer := range errorsOf(at.Op) {
			all = append(all, faults.Fault{Kind: faults.Fail, Error: answer, At: at})
		}
	}
	for _, f := range all {
		s.spots = append(s.spots, spot{fault: f, what: fmt.Sprintf("%s %s: %s", at.Op, at.Stage, f.Kind), step: w.Steps()})
	}
}
