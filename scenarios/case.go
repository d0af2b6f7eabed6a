package scenarios

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/trace"
)

// Bounds of one case, in virtual time.
const (
	faultsMax    = 60 * time.Second  // then everything is healed
	drainMax     = 120 * time.Second // then the consumer is stuck
	settle       = 2 * time.Second
	stopMax      = 30 * time.Second
	restartAfter = 200 * time.Millisecond
)

// A Case is one run to make: everything that it depends on beside the scenario and the programs.
type Case struct {
	Index    int             `json:"index"`
	Seed     uint64          `json:"seed"`
	Schedule faults.Schedule `json:"schedule"`
}

// DrawCase makes the case of that index for a run with that seed.
func (s Scenario) DrawCase(seed uint64, index int) Case {
	source := rand.NewPCG(seed, uint64(index))
	c := Case{Index: index, Seed: source.Uint64()}
	c.Schedule = s.column(index).draw(faults.Seeded(source))
	return c
}

// An Outcome is what came of one case.
type Outcome struct {
	Case    Case
	Column  string // the name of the scenario's column, where it has columns
	Hash    string // of the trace
	Verdict model.Verdict
	Counts  []faults.Count
	Missed  []faults.Fault // requested, never delivered
	Time    time.Duration  // virtual
	Events  uint64
	Notes   []string // what Inspect or the prediction says
	Shown   bool     // a broken consumer showed its anomaly
	History *model.History
	Trace   *trace.Log
}

// Vacuous reports whether faults were requested and none was delivered: such a run shows nothing.
func (o Outcome) Vacuous() bool {
	delivered := 0
	for _, c := range o.Counts {
		delivered += c.Delivered
	}
	return len(o.Case.Schedule.Faults) > 0 && delivered == 0
}

// Good reports whether the case is as promised: for a broken consumer, as predicted.
func (o Outcome) Good() bool { return o.Verdict.Holds && len(o.Notes) == 0 }

// Run runs one case on a copy of the stage. An error is a fault of the harness, never a finding about the consumer.
func (s *Stage) Run(sc Scenario, c Case) (Outcome, error) {
	if len(sc.Columns) > 0 {
		column := sc.column(c.Index)
		out, err := s.Run(column, c)
		out.Column = column.Name
		return out, err
	}
	if sc.Broken == nil {
		return s.run(sc, sc.Consumer, c, 0)
	}
	out, err := s.run(sc, sc.Consumer, c, sc.Broken.Behind)
	if err != nil {
		return out, err
	}
	found, err := sc.Broken.Foretold.Check(out.History, out.Verdict)
	if err != nil {
		out.Notes = append(out.Notes, err.Error())
	}
	out.Shown = found > 0
	out.Verdict.Holds = true // it promises to fail as foretold, and the notes say where it did not
	twin, err := s.run(sc, sc.Broken.Twin, c, 0)
	if err != nil {
		return out, err
	}
	for _, a := range twin.Verdict.Anomalies {
		out.Notes = append(out.Notes, "the correct twin is not clean under this schedule: "+a.String())
	}
	out.Hash += twin.Hash
	return out, nil
}

func (s *Stage) run(sc Scenario, consumer Consumer, c Case, behind int64) (Outcome, error) {
	variant := sc.variant(c.Index)
	w := s.world.Copy()
	defer w.Close()
	w.Reseed(c.Seed)
	if err := s.prepare(w, consumer); err != nil {
		return Outcome{}, fmt.Errorf("run case %d: %w", c.Index, err)
	}
	s.accompany(w, sc.Bystander)
	injector, err := faults.New(c.Schedule, s.targets(sc, consumer, variant))
	if err != nil {
		return Outcome{}, err
	}
	r := &runner{stage: s, patience: sc.Patience, errands: sc.Errands, world: w, injector: injector, progress: newProgress(sc.Model)}
	r.progress.behind = behind
	w.SetController(r)
	end := r.play()
	if err := r.harness(); err != nil {
		return Outcome{}, fmt.Errorf("run case %d: %w", c.Index, err)
	}

	config := sc.Model
	config.End = end
	if len(sc.Variants) > 0 {
		config.Start = variant.Start
	}
	if config.Batch == 0 {
		config.Batch = s.workload.Batch
	}
	if behind > 0 {
		config.End = model.Open // that the stored offset stays behind is no news
	}
	history, err := model.Build(w.Trace().Events(), config)
	if err != nil {
		return Outcome{}, fmt.Errorf("read the trace of case %d: %w", c.Index, err)
	}
	out := Outcome{
		Case: c, Hash: w.Trace().Sum(), Verdict: model.Judge(history, sc.Promise), Counts: r.injector.Counts(),
		Missed: r.injector.Undelivered(), Time: time.Duration(w.Now()), Events: w.Trace().Count(),
		History: history, Trace: w.Trace(),
	}
	out.Notes = r.failed()
	if sc.Inspect != nil {
		out.Notes = append(out.Notes, sc.Inspect(history, out.Verdict)...)
	}
	if sc.Certain {
		for _, f := range out.Missed {
			out.Notes = append(out.Notes, "not delivered: "+f.String())
		}
	}
	if sc.Drains && end == model.Drained {
		out.Notes = append(out.Notes, r.unstopped()...)
	}
	return out, nil
}
