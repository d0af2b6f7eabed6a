package scenarios

import (
	"fmt"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim"
)

// A trial is one case while it runs: a copy of the stage's world, with a runner as its controller.
type trial struct {
	*runner
	scenario Scenario
	drawn    Case
	policy   model.StartPolicy
	behind   int64 // what the stored offset stays behind for ever
}

// newTrial begins a case of a scenario without columns.
func (s *Stage) newTrial(sc Scenario, consumer Consumer, c Case, behind int64) (*trial, error) {
	w := s.world.Copy()
	w.Reseed(c.Seed)
	if err := s.prepare(w, consumer); err != nil {
		w.Close()
		return nil, fmt.Errorf("run case %d: %w", c.Index, err)
	}
	s.accompany(w, sc.Bystander)
	variant := sc.variant(c.Index)
	r, err := s.newRunner(w, sc, consumer, variant, c.Schedule)
	if err != nil {
		w.Close()
		return nil, err
	}
	r.progress.behind, r.progress.idle, r.progress.newest = behind, int64(sc.Idle), w.Now()
	r.begin()
	t := &trial{runner: r, scenario: sc, drawn: c, policy: sc.Model.Start, behind: behind}
	if len(sc.Variants) > 0 {
		t.policy = variant.Start
	}
	return t, nil
}

// newRunner makes the controller of a world in which a consumer is to run.
func (s *Stage) newRunner(w *sim.World, sc Scenario, consumer Consumer, v Variant, schedule faults.Schedule) (*runner, error) {
	injector, err := faults.New(schedule, s.targets(sc, consumer, v))
	if err != nil {
		return nil, err
	}
	r := &runner{stage: s, patience: sc.Patience, errands: sc.Errands, world: w, injector: injector, progress: newProgress(sc.Model), sent: make([]sent, len(sc.Errands))}
	w.SetController(r)
	return r, nil
}

func (t *trial) close() { t.world.Close() }

// fork returns a trial in the same state, which goes on independently.
func (t *trial) fork() *trial {
	twin := *t
	w := t.world.Copy()
	twin.runner = w.Controller().(*runner)
	twin.world = w
	return &twin
}

// outcome says what came of a trial that is over. An error is a fault of the harness.
func (t *trial) outcome() (Outcome, error) {
	if err := t.harness(); err != nil {
		return Outcome{}, fmt.Errorf("run case %d: %w", t.drawn.Index, err)
	}
	w := t.world
	history, err := model.Build(w.Trace().Events(), t.config())
	if err != nil {
		return Outcome{}, fmt.Errorf("read the trace of case %d: %w", t.drawn.Index, err)
	}
	out := Outcome{
		Case: t.drawn, Hash: w.Trace().Sum(), Verdict: model.Judge(history, t.scenario.Promise), Counts: t.injector.Counts(),
		Missed: t.injector.Undelivered(), Time: time.Duration(w.Now()), Events: w.Trace().Count(),
		History: history, Trace: w.Trace(), Args: map[string][]string{},
	}
	for _, p := range w.Processes() {
		out.Args[p.ID()] = p.Args()[1:]
	}
	out.Notes = t.notes(out)
	if x := t.scenario.Expected; x != nil {
		out.expect(*x, t.stage.workload.Batch)
	}
	return out, nil
}

// config is how the judge is to read the trace.
func (t *trial) config() model.Config {
	config := t.scenario.Model
	config.End, config.Start = t.end, t.policy
	if config.Batch == 0 {
		config.Batch = t.stage.workload.Batch
	}
	if t.behind > 0 {
		config.End = model.Open // that the stored offset stays behind is no news
	}
	return config
}

// notes are what is wrong beside the verdict.
func (t *trial) notes(out Outcome) []string {
	notes := t.failed()
	if t.scenario.Inspect != nil {
		notes = append(notes, t.scenario.Inspect(out.History, out.Verdict)...)
	}
	if t.scenario.Certain {
		for _, f := range out.Missed {
			notes = append(notes, undelivered+f.String())
		}
	}
	if t.scenario.Drains && t.end == model.Drained {
		notes = append(notes, t.unstopped()...)
	}
	return notes
}
