package scenarios

import (
	"cmp"
	"fmt"

	"github.com/onceover/onceover/faults"
)

// SweepAt is what kind of places a sweep strikes.
type SweepAt string

// The kinds of places.
const (
	// AtOutputs kills the consumer at each dial, network write, change of a file, sync and line.
	AtOutputs SweepAt = "outputs"
	// AtPoints kills it at each stage of each operation that it asks of a service, and has the operation fail, or its answer
	// lost, or late.
	AtPoints SweepAt = "points"
)

// A SweepPlan says what to strike. Its zero value kills the consumer at every output of its first life, once each.
type SweepPlan struct {
	At SweepAt `json:"at"` // default AtOutputs
	// Crashes is how many faults a run has at most: with 2, a crash is followed by each fault that can come after it, in the
	// life that recovers or at another instance; and a fault that nobody dies of by a crash at each place after it, and at its
	// own. Default 1.
	Crashes int `json:"crashes"`
	// Part and Parts divide the places of the first fault: of each Parts of them it strikes the one with index Part. Default
	// 0 of 1.
	Part  int `json:"part"`
	Parts int `json:"parts"`
}

// A Swept is what came of one run of a sweep.
type Swept struct {
	Place int      `json:"place"`         // of the first fault, counted from 0; -1 without faults
	What  []string `json:"what"`          // is at the place of each fault
	Met   []string `json:"met,omitempty"` // stages of operations that the run came to, and none of this part before it: "redis.exec applied"
	CaseReport
}

// Sweep runs a scenario once without faults and then, again and again, from just before each place at which it can be
// struck, with a fault there. The worlds are copied as they run, so that no past is repeated; each outcome is that of the
// case by itself, to the byte. Visit gets them in a fixed order, the one without faults first; its error ends the sweep. A
// scenario with columns or variants is swept one by one, and one of a broken consumer without its twin where it is as foretold.
func (s *Stage) Sweep(sc Scenario, seed uint64, plan SweepPlan, visit func(Swept) error) error {
	plan.At, plan.Crashes, plan.Parts = orDefault(plan.At, AtOutputs), cmp.Or(plan.Crashes, 1), cmp.Or(plan.Parts, 1)
	if err := plan.validate(); err != nil {
		return fmt.Errorf("sweep %s: %w", sc.Name, err)
	}
	for i := range max(1, len(sc.Columns), len(sc.Variants)) {
		column := sc.column(i)
		x := &sweep{plan: plan, column: column, name: sc.Name, visit: visit, met: map[string]bool{}}
		t, err := s.newTrial(column, column.Consumer, Case{Index: i, Seed: seed}, behindOf(column))
		if err != nil {
			return err
		}
		t.count()
		err = x.explore(t, nil, nil)
		t.close()
		if err != nil {
			return err
		}
	}
	return nil
}

func (p SweepPlan) validate() error {
	switch {
	case p.At != AtOutputs && p.At != AtPoints:
		return fmt.Errorf("at %q: want %s or %s", p.At, AtOutputs, AtPoints)
	case p.Crashes < 1:
		return fmt.Errorf("%d crashes: want 1 or more", p.Crashes)
	case p.Parts < 1:
		return fmt.Errorf("%d parts: want 1 or more", p.Parts)
	case p.Part < 0 || p.Part >= p.Parts:
		return fmt.Errorf("part %d of %d: want 0 to %d", p.Part, p.Parts, p.Parts-1)
	}
	return nil
}

func behindOf(sc Scenario) int64 {
	if sc.Broken == nil {
		return 0
	}
	return sc.Broken.Behind
}

func orDefault(at, standard SweepAt) SweepAt {
	if at == "" {
		return standard
	}
	return at
}

// A sweep is one sweep of one column.
type sweep struct {
	plan   SweepPlan
	column Scenario
	name   string
	visit  func(Swept) error
	place  int             // of the first fault
	met    map[string]bool // stages of operations, by a run before
}

// explore visits what comes of a trial, and of a fault at each place that it comes to after its last one, which is nil where
// it has none. What is at the places of the faults that it has goes before.
func (x *sweep) explore(t *trial, last *faults.Fault, before []string) error {
	if len(before) == x.plan.Crashes {
		t.play(nil)
		return x.report(t, before)
	}
	probe := t.fork()
	probe.scout = newScout(x.plan.At, last)
	probe.play(nil)
	spots := probe.scout.spots
	var err error
	if last == nil {
		x.place = -1
	}
	if last != nil || x.plan.Part == 0 {
		err = x.report(probe, before)
	}
	probe.close()
	for i := range spots {
		if err != nil {
			return err
		}
		if last == nil {
			x.place = i
		}
		if last != nil || i%x.plan.Parts == x.plan.Part {
			err = x.strike(t, &spots[i], before)
		}
	}
	return err
}

// strike goes on to just before a place, and explores what comes of a fault there.
func (x *sweep) strike(t *trial, at *spot, before []string) error {
	if t.play(func() bool { return t.world.Steps()+1 >= at.step }) {
		panic(fmt.Sprintf("scenarios: a copied world ended before step %d, which it has been seen to reach", at.step))
	}
	twin := t.fork()
	defer twin.close()
	schedule, err := twin.injector.Extend(at.fault, t.seen.before(at.fault.At))
	if err != nil {
		return err
	}
	twin.drawn.Schedule = schedule
	return x.explore(twin, &at.fault, append(before[:len(before):len(before)], at.what))
}

func (x *sweep) report(t *trial, what []string) error {
	out, err := t.outcome()
	if err != nil {
		return err
	}
	if b := x.column.Broken; b != nil {
		out.foretell(b)
		if !out.Good() { // its replay file is to replay
			if err := t.stage.besideTwin(x.column, &out); err != nil {
				return err
			}
		}
	}
	if len(out.Missed) > 0 {
		return fmt.Errorf("sweep %s: a fault whose place was reached before was not delivered: %v", x.name, out.Missed)
	}
	if out.Column = x.column.Name; out.Column == x.name {
		out.Column = ""
	}
	return x.visit(Swept{Place: x.place, What: what, Met: x.news(t), CaseReport: out.Report(x.name)})
}

// news are the stages that a trial came to and none before it.
func (x *sweep) news(t *trial) (list []string) {
	for _, stage := range sortedKeys(t.met) {
		if !x.met[stage] {
			list, x.met[stage] = append(list, stage), true
		}
	}
	return list
}

// foretell compares what a broken consumer showed with what was foretold.
func (o *Outcome) foretell(b *Broken) {
	found, err := b.Foretold.Check(o.History, o.Verdict)
	if err != nil {
		o.Notes = append(o.Notes, err.Error())
	}
	o.Shown = found > 0
	o.Verdict.Holds = true // it promises to fail as foretold, and the notes say where it did not
}
