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
	what  string // happens there: "send to redis:6379", "redis.exec applied"
	step  uint64 // of the world, at which it is reached
	seen  int    // occurrences of its operation before that step, which may hold several: the commands of a pipeline
}

// A scout watches a run and notes where it can be struck: at every output of the incarnations of one number, or at every
// stage of what they ask of a service. What comes when the work is done, while the consumer only waits or ends, is not struck.
type scout struct {
	life   int // 1 is the first incarnation of each instance
	points bool
	spots  []spot
	seen   map[string]occurrences
}

// The occurrences of an operation.
type occurrences struct {
	step   uint64 // of the world, of the last one
	before int    // that step
	all    int
}

// at counts one more, in a step.
func (o occurrences) at(step uint64) occurrences {
	if o.step != step {
		o.step, o.before = step, o.all
	}
	o.all++
	return o
}

func newScout(life int, at SweepAt) *scout {
	return &scout{life: life, points: at == AtPoints, seen: map[string]occurrences{}}
}

func (s *scout) isOf(id string) bool {
	return isInstance(id) && strings.HasSuffix(id, fmt.Sprintf("#%d", s.life))
}

// output notes a crash at an output.
func (s *scout) output(w *sim.World, p *sim.Process) {
	if s.points || !s.isOf(p.ID()) {
		return
	}
	e := w.Trace().Last()
	what := strings.TrimPrefix(strings.TrimPrefix(e.Name, "net."), "proc.")
	if to := e.Str("to"); to != "" {
		what += " to " + to
	} else if path := e.Str("path"); path != "" {
		what += " of " + path
	}
	s.spots = append(s.spots, spot{
		fault: faults.Fault{Kind: faults.Crash, At: faults.Place{Process: p.ID(), Output: p.Outputs}}, what: what, step: w.Steps(),
	})
}

// tooLate is longer than any client of the catalogue waits for an answer.
const tooLate = 45 * time.Second

// point notes what can go wrong at a stage of an operation: its client dies, its answer is an error, or late, or lost.
func (s *scout) point(w *sim.World, p sim.Point) {
	if !s.points || !s.isOf(p.Client) {
		return
	}
	at := faults.Place{Op: p.Op, Stage: p.Stage, Client: p.Client}
	key := p.Op + " " + p.Stage + " " + p.Client
	seen := s.seen[key].at(w.Steps())
	s.seen[key] = seen
	at.Occurrence = seen.all
	all := []faults.Fault{{Kind: faults.Crash, At: at}}
	if p.Stage != "answered" {
		all = append(all, faults.Fault{Kind: faults.Drop, At: at}, faults.Fault{Kind: faults.Delay, For: tooLate, At: at})
		for _, answer := range errorsOf(p.Op) {
			all = append(all, faults.Fault{Kind: faults.Fail, Error: answer, At: at})
		}
	}
	for _, f := range all {
		what := fmt.Sprintf("%s %s: %s", p.Op, p.Stage, f.Kind)
		s.spots = append(s.spots, spot{fault: f, what: what, step: w.Steps(), seen: seen.before})
	}
}
