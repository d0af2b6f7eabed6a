package scenarios

import (
	"slices"
	"time"

	"github.com/onceover/onceover/faults"
)

// drawSpace says what may go wrong, as far as the world has it.
func (s *sketch) drawSpace() {
	w := s.Workload
	rounds := w.Records / w.Partitions / w.Batch
	s.Space = space(faults.Operation{Op: s.design.op, Mutation: true, Count: s.writes(rounds), Errors: []string{"ERR injected"}})
	s.Space.Operations[0].Count = rounds + 2 // offsets are stored at the start and at the end too
	s.Space.Outputs, s.Space.Within = 60+5*rounds, time.Duration(9+rounds)*time.Millisecond
	for _, i := range s.Instances[min(1, len(s.Instances)):] {
		s.Space.Processes = append(s.Space.Processes, i.Name)
		s.Space.Links = append(s.Space.Links, [2][]string{{i.Name}, {"redis"}}, [2][]string{{i.Name}, w.members()})
	}
	s.Space.Links[0][1] = w.members()
	s.Space.Partitions, s.Space.Records, s.Space.Members = w.Partitions, w.Records/w.Partitions, w.Ensemble
	s.Space.Also = slices.Clone(bearable)
	if w.Ensemble > 0 {
		s.Space.Also = append(s.Space.Also, faults.LeaderChange, faults.MemberStop, faults.MemberLag, faults.MemberRefuse)
	}
	if w.Compacted != "" {
		s.Space.Also = append(s.Space.Also, faults.LogCompact)
	}
	if s.Model.LossReport != nil {
		s.Space.Also = append(s.Space.Also, faults.RecordsDelete)
	}
}

// writes is about how often the sink is asked to write, in so many rounds over all partitions.
func (s *sketch) writes(rounds int) int {
	switch s.design.sink {
	case "keyed":
		return s.Workload.Records
	case "transaction":
		return rounds
	}
	return rounds * s.Workload.Partitions
}

// finish has a sink that is slow be slow in every case, and records leave a log only when the group has begun: it is not
// answerable for what was gone before.
func (s *sketch) finish() Scenario {
	plain := s.Scenario
	if len(s.Instances) == 0 {
		plain.Zombie = s.design.op
	}
	out, op, slow := plain, s.design.op, s.slow
	writes := min(20, plain.Space.Operations[len(plain.Space.Operations)-1].Count)
	out.Draw = func(c *faults.Choices) (drawn faults.Schedule) {
		if slow {
			by := []time.Duration{time.Millisecond, 20 * time.Millisecond, 300 * time.Millisecond}
			drawn.Faults = append(drawn.Faults, faults.Fault{
				Kind: faults.Slow, By: pick(c, by, "slow by"), For: time.Duration(1+c.IntN(10, "slow for")) * time.Second,
				At: faults.Place{Op: op, Stage: pick(c, stages[:2], "slow at"), Occurrence: 1},
			})
		}
		for _, f := range plain.draw(c).Faults {
			if f.Kind == faults.RecordsDelete {
				f.At = faults.Place{Op: op, Stage: pick(c, stages, "deleted at"), Occurrence: 1 + c.IntN(writes, "deleted with")}
			}
			drawn.Faults = append(drawn.Faults, f)
		}
		return drawn
	}
	return out
}
