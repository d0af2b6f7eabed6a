package faults

import (
	"time"

	"pgregory.net/rapid"
)

// A Space is what schedules are drawn from. What is empty is not drawn.
type Space struct {
	Processes  []string      // that may be struck; the services' clients
	Outputs    int           // about how many outputs an incarnation has
	Within     time.Duration // how long the workload takes, about
	Timeout    time.Duration // of sessions: pauses and partitions are drawn below and above it; default 10 s
	Operations []Operation   // that services report
	Links      [][2][]string // the partitions that may be drawn
	Versions   []string      // the builds that a restart may bring
	FaultsMax  int           // in one schedule; default 3
	Kinds      []Kind        // that may be drawn; empty means all that are always drawn, and those of Also
	Also       []Kind        // kinds that are not always drawn, and may be here
	Topic      string        // that faults of Kafka's own strike
	Partitions int           // that it has
	Brokers    int           // that there are
	Records    int           // that a partition has, about
	Members    int           // of ZooKeeper's ensemble
}

// An Operation is what a service does for a client.
type Operation struct {
	Op       string
	Mutation bool     // it changes something, so a fault around it is worth more
	Count    int      // about how often a run has it
	Errors   []string // what Fail may answer
}

// A mutation in flight is where designs break: whether it was applied is what the client cannot know.
const mutationWeight = 10

// Generator draws schedules for rapid, which shrinks what fails.
func Generator(space Space) *rapid.Generator[Schedule] {
	return rapid.Custom(func(t *rapid.T) Schedule { return Draw(space, Drawn(t)) })
}

// Draw draws one schedule. It draws first which kinds the schedule may have and with what very different weights (swarm
// testing: Groce et al., ISSTA 2012), so that some runs are nearly all pauses and others have none.
func Draw(space Space, c *Choices) Schedule {
	if space.Timeout == 0 {
		space.Timeout = 10 * time.Second
	}
	if space.FaultsMax == 0 {
		space.FaultsMax = 3
	}
	n := 1 + c.IntN(space.FaultsMax, "faults")
	kinds := space.kinds()
	var s Schedule
	if len(kinds) == 0 {
		return s
	}
	weights := make([]int, len(kinds))
	for i, k := range kinds {
		r, _ := ruleOf(k)
		weights[i] = max(1, r.often) * pick(c, []int{1, 0, 10, 100}, "weight of "+string(k))
	}
	for range n {
		s.Faults = append(s.Faults, space.fault(c, kinds[weighted(c, weights)]))
	}
	return s
}

// weighted draws an index by weight; where all weights are zero, all count the same.
func weighted(c *Choices, weights []int) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	if total == 0 {
		return c.IntN(len(weights), "choice")
	}
	n := c.IntN(total, "choice")
	for i, w := range weights {
		if n -= w; n < 0 {
			return i
		}
	}
	panic("faults: weights do not add up")
}

// place draws where a process is struck, and which one where the place does not say.
func (s Space) place(c *Choices) (Place, string) {
	process := pick(c, s.Processes, "process")
	weights := []int{0, 0, 0}
	if len(s.Operations) > 0 {
		weights[0] = mutationWeight
	}
	if s.Outputs > 0 {
		weights[1] = 5
	}
	if s.Within > 0 {
		weights[2] = 2
	}
	switch weighted(c, weights) {
	case 0:
		at, _ := s.operation(c, stages, func(Operation) bool { return true })
		at.Client = process
		return at, ""
	case 1:
		return Place{Process: process, Output: 1 + c.IntN(s.Outputs, "output")}, ""
	}
	return Place{Time: s.time(c)}, process
}

func (s Space) operation(c *Choices, among []string, suits func(Operation) bool) (Place, Operation) {
	weights := make([]int, len(s.Operations))
	for i, o := range s.Operations {
		switch {
		case !suits(o):
		case o.Mutation:
			weights[i] = mutationWeight
		default:
			weights[i] = 1
		}
	}
	op := s.Operations[weighted(c, weights)]
	return Place{
		Op:         op.Op,
		Stage:      pick(c, among, "stage"),
		Occurrence: 1 + c.IntN(max(1, op.Count), "occurrence"),
	}, op
}

func (s Space) restart(c *Choices, k Kind) *Restart {
	if c.IntN(2, "own restart") == 0 {
		return nil
	}
	r := &Restart{After: pick(c, []time.Duration{0, s.Timeout / 100, s.Timeout / 2, s.Timeout * 2}, "after")}
	if len(s.Versions) > 0 {
		r.Version = pick(c, append([]string{""}, s.Versions...), "version")
	}
	return r
}

// time is drawn in microseconds: finer ones would only make schedules harder to read.
func (s Space) time(c *Choices) time.Duration {
	return time.Duration(c.IntN(int(s.Within/time.Microsecond)+1, "microseconds")) * time.Microsecond
}
