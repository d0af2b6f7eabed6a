package main

import (
	"context"
	"slices"

	"github.com/onceover/onceover/reports"
	"github.com/onceover/onceover/scenarios"
)

// A matrixRun is one run of the cells of a matrix.
type matrixRun struct {
	options matrixOptions
	cells   []scenarios.Cell
	part    shard
	kit     kit
	result  reports.MatrixFile
	small   map[string]scenarios.Replay // of examples that were made small, by cell
}

// sweepParts is how many jobs the sweep of one design has.
const sweepParts = 4

// jobs are those of the cells in their order, so that a worker sets each stage once. The row that is swept gets its sweep
// beside its cases.
func (m *matrixRun) jobs() (list []job) {
	for _, c := range m.cells {
		for i := range m.options.cases {
			if m.part.has(i) {
				list = append(list, job{Scenario: c.Scenario.Name, Case: c.Scenario.DrawCase(m.options.seed, i)})
			}
		}
		if c.Row != scenarios.SweptRow || m.options.quick {
			continue
		}
		for i := range sweepParts {
			if m.part.has(i) {
				plan := scenarios.SweepPlan{At: scenarios.AtOutputs, Part: i, Parts: sweepParts}
				list = append(list, job{Scenario: c.Scenario.Name, Case: scenarios.Case{Index: i, Seed: m.options.seed}, Sweep: &plan})
			}
		}
	}
	return list
}

// answer has all cases run, and then examples made small.
func (m *matrixRun) answer(ctx context.Context, p pool, progress *bar) error {
	sums := map[string]*scenarios.CellResult{}
	for _, c := range m.cells {
		sum := scenarios.NewCellResult(c)
		sums[c.Scenario.Name] = &sum
	}
	var faults scenarios.Row // of which only the faults are wanted
	swept := map[string][][]scenarios.Swept{}
	add := func(name string, c scenarios.CaseReport) {
		sums[name].Add(c)
		faults.Add(scenarios.CaseReport{Faults: c.Faults, Good: true})
	}
	stopped := m.work(ctx, p, m.jobs(), progress, func(j job, a message) {
		if j.Sweep == nil || a.Report.Error != "" {
			add(j.Scenario, *a.Report)
		}
		for _, s := range a.Swept {
			if s.Place >= 0 {
				add(j.Scenario, s.CaseReport)
			}
		}
		if len(a.Swept) > 0 {
			swept[j.Scenario] = append(swept[j.Scenario], a.Swept)
		}
	})
	o := m.options
	result := scenarios.MatrixResult{
		Format: scenarios.MatrixFormat, Seed: o.seed, Cases: o.cases, Swept: !o.quick, Shard: m.part.String(), Partial: o.quick || o.shard != "" || stopped != nil,
		Toolchain: m.kit.toolchain, Programs: m.kit.ids, Interrupted: stopped != nil,
	}
	for _, c := range m.cells {
		result.Cells = append(result.Cells, sums[c.Scenario.Name].Sum(result.Partial))
	}
	scenarios.SortCells(result.Cells)
	m.result = reports.NewMatrixFile(result)
	m.result.Faults = faults.Faults
	for _, c := range result.Cells {
		if parts := swept[c.Name()]; len(parts) > 0 {
			m.result.Sweeps = append(m.result.Sweeps, reports.NewMatrixSweep(c.Design, scenarios.JoinSweep(parts)))
		}
	}
	if stopped == nil && o.budget > 0 {
		stopped = m.minimise(ctx, p, progress)
	}
	return stopped
}

// minimise makes the examples small. One that cannot be made small stays as it is.
func (m *matrixRun) minimise(ctx context.Context, p pool, progress *bar) error {
	m.small = map[string]scenarios.Replay{}
	var jobs []job
	for _, c := range m.cells {
		at := slices.IndexFunc(m.result.Cells, func(r scenarios.CellResult) bool { return r.Name() == c.Scenario.Name })
		if e := m.result.Cells[at].Example; e != nil {
			jobs = append(jobs, job{Scenario: c.Scenario.Name, Case: e.Case, Minimise: &minimisation{Budget: m.options.budget}})
		}
	}
	return m.work(ctx, p, jobs, progress, func(j job, a message) {
		if a.Minimal != nil {
			a.Minimal.Programs = m.programs(j.Scenario)
			m.small[j.Scenario] = *a.Minimal
		}
	})
}

func (m *matrixRun) work(ctx context.Context, p pool, jobs []job, progress *bar, done func(job, message)) error {
	progress.begin(len(jobs))
	defer progress.finish()
	return p.run(ctx, jobs, func(j job, a message) {
		done(j, a)
		progress.step()
		progress.doing(j.Scenario)
	})
}

// programs are the identities of those that a cell runs.
func (m *matrixRun) programs(name string) map[string]string {
	ids := map[string]string{}
	for _, c := range m.cells {
		if c.Scenario.Name == name {
			for _, p := range scenarios.Programs([]scenarios.Scenario{c.Scenario}) {
				ids[p.Name] = m.kit.ids[p.Name]
			}
		}
	}
	return ids
}
