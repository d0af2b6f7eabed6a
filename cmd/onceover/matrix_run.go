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
	shards  []int // of part.of, that there are
	kit     kit
	sums    *matrixSums
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
	m.sums = newMatrixSums(m.cells)
	stopped := m.work(ctx, p, m.jobs(), progress, m.sums.take)
	m.sum(stopped != nil)
	if stopped == nil && m.options.budget > 0 {
		stopped = m.minimise(ctx, p, progress)
	}
	return stopped
}

// sum judges what the cases have come to.
func (m *matrixRun) sum(stopped bool) {
	o := m.options
	m.result = m.sums.file(scenarios.MatrixResult{
		Format: scenarios.MatrixFormat, Seed: o.seed, Cases: o.cases, Swept: !o.quick, Shard: o.shard, Partial: o.quick || o.shard != "" || stopped,
		Toolchain: m.kit.toolchain, Programs: m.kit.ids, Interrupted: stopped,
	})
}

func (m *matrixRun) standings() (list []scenarios.Standing) {
	for _, c := range m.result.Cells {
		list = append(list, c.Standing)
	}
	return list
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
