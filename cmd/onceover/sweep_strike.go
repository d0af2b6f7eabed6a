package main

import (
	"cmp"
	"context"
	"fmt"

	"github.com/onceover/onceover/reports"
	"github.com/onceover/onceover/scenarios"
)

// strike has the workers sweep a part each, and puts together what they have done, in the order of the places. Its error says why
// that is not all.
func (o sweepOptions) strike(ctx context.Context, sc scenarios.Scenario, p pool, progress *bar) (reports.Sweep, error) {
	at, parts := scenarios.SweepAt(o.at), 2*p.size
	if o.crashes > 1 {
		parts = 8 * p.size
	}
	var jobs []job
	for i := range parts {
		plan := scenarios.SweepPlan{At: at, Crashes: o.crashes, Part: i, Parts: parts}
		jobs = append(jobs, job{Scenario: sc.Name, Case: scenarios.Case{Index: i, Seed: o.seed}, Sweep: &plan})
	}
	swept, whole := make([][]scenarios.Swept, parts), 0
	var failed error
	p.heard = func(j job, m message) {
		part := &swept[j.Sweep.Part]
		*part = append(*part, m.Swept...)
	}
	progress.begin(parts)
	defer progress.finish()
	stopped := p.run(ctx, jobs, func(j job, m message) {
		switch {
		case m.Report.Error == "":
			whole++
		case failed == nil:
			failed = fmt.Errorf("sweep %s: %s", sc.Name, m.Report.Error)
		}
		progress.step()
		progress.doing(sc.Name)
	})
	sweep := reports.Sweep{
		Scenario: sc.Name, Seed: o.seed, At: at, Crashes: o.crashes, Broken: sc.Broken != nil, Runs: scenarios.JoinSweep(swept),
	}
	if whole < parts {
		sweep.Partial = fmt.Sprintf("%d of %d parts", whole, parts)
	} else { // otherwise another run may reach it
		sweep.Missing, sweep.Unstruck = scenarios.Coverage(sc, at, sweep.Runs)
	}
	for i := range sweep.Runs { // which run was the first to come there, the number of parts decides
		sweep.Runs[i].Met = nil
	}
	return sweep, cmp.Or(stopped, failed)
}

// sweep does a part of a sweep, and sends each run as soon as it is made.
func (w *worker) sweep(sc scenarios.Scenario, j job) message {
	err := w.stage.Sweep(sc, j.Case.Seed, *j.Sweep, func(s scenarios.Swept) error {
		w.pulse.collect()
		return w.out.send(message{Beat: &beat{Phase: running}, Swept: []scenarios.Swept{s}})
	})
	w.pulse.rest()
	if err != nil {
		return j.failed(err)
	}
	return message{Report: &scenarios.CaseReport{Scenario: j.Scenario, Case: j.Case}}
}
