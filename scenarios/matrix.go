package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/trace"
)

// idleAfter is how long a design of the matrix may do nothing before its case is over: longer than any of its clients waits
// for an answer, and than a group waits for two members that died one after the other, 6 s each.
const idleAfter = 20 * time.Second

// SweptRow is the row in which the consumer is killed at every output of a life.
const SweptRow = "crash-anywhere"

// restartsMax is how often an approach is started again: for longer than any fault lasts, and not for ever.
const restartsMax = 8

// A Cell is one question of the matrix: what a design shows when something happens to it.
type Cell struct {
	Row, Design string
	Expected    string // codes, as in Codes, joined by "+"; with "?" behind what need not be shown
	Reason      string // why this is not what the literature has, where it is not
	Scenario    Scenario
}

// Designs returns the columns of the matrix, in their order.
func Designs() []Design { return slices.Concat(approaches, designs[:]) }

// matrixRows are its rows, in their order.
func matrixRows() []row {
	return slices.Concat(crashRows, groupRows, logRows, storeRows, upgradeRows, moreRows, planRows)
}

// MatrixRows returns the names of the rows of the matrix with what happens in each, in their order.
func MatrixRows() (list [][2]string) {
	for _, r := range matrixRows() {
		list = append(list, [2]string{r.name, r.about})
	}
	return list
}

// expectations is the table that the program was built with. That it can be read is a test's to say.
var expectations = sync.OnceValue(func() *table {
	t, err := parseMatrix(matrixText)
	if err != nil {
		panic("scenarios: " + err.Error())
	}
	return t
})

// Matrix returns the cells of these designs and rows; none means all. They are in the order in which they are run: those of
// one workload together, so that a stage serves them all.
func Matrix(designNames, rowNames []string) ([]Cell, error) {
	if err := known("design", designNames, Designs(), func(d Design) string { return d.Name }); err != nil {
		return nil, err
	}
	if err := known("row", rowNames, matrixRows(), func(r row) string { return r.name }); err != nil {
		return nil, err
	}
	var list []Cell
	for _, r := range matrixRows() {
		for _, d := range Designs() {
			if len(rowNames) > 0 && !slices.Contains(rowNames, r.name) || len(designNames) > 0 && !slices.Contains(designNames, d.Name) {
				continue
			}
			if x, ok := expectations().cell(r.name, d.Name); ok {
				list = append(list, r.cell(d, x))
			}
		}
	}
	var workloads []Workload
	for _, c := range list {
		if !slices.Contains(workloads, c.Scenario.Workload) {
			workloads = append(workloads, c.Scenario.Workload)
		}
	}
	slices.SortStableFunc(list, func(a, b Cell) int {
		return slices.Index(workloads, a.Scenario.Workload) - slices.Index(workloads, b.Scenario.Workload)
	})
	return list, nil
}

func known[T any](what string, names []string, all []T, nameOf func(T) string) error {
	for _, name := range names {
		if !slices.ContainsFunc(all, func(x T) bool { return nameOf(x) == name }) {
			var there []string
			for _, x := range all {
				there = append(there, nameOf(x))
			}
			return fmt.Errorf("no %s is named %q; there are: %s", what, name, strings.Join(there, " "))
		}
	}
	return nil
}

// cellNamed is the scenario of a cell, "row/design".
func cellNamed(name string) (Scenario, bool) {
	rowName, designName, _ := strings.Cut(name, "/")
	rows, columns := matrixRows(), Designs()
	r := slices.IndexFunc(rows, func(r row) bool { return r.name == rowName })
	d := slices.IndexFunc(columns, func(d Design) bool { return d.Name == designName })
	x, ok := expectations().cell(rowName, designName)
	if r < 0 || d < 0 || !ok {
		return Scenario{}, false
	}
	return rows[r].cell(columns[d], x).Scenario, true
}

// cell is the row for a design, which is judged by what is expected of it: whatever breaks exactly once is an anomaly.
func (r row) cell(d Design, x expectedCell) Cell {
	if r.load == (Workload{}) {
		r.load = load
	}
	if d.findsZooKeeper() && r.zombieLoad != (Workload{}) {
		r.load = r.zombieLoad
	}
	r.joint = r.group != "" // a sink has the results of all groups, and so has who reads it
	if r.builds == nil {
		r.builds = []string{"v1"}
	}
	if r.load = d.needs(r.load); d.sink == "" {
		r.start = max(r.start, d.starts)
	}
	promise := model.Promise{Guarantee: model.ExactlyOnce, Whole: true, Unordered: d.keyed}
	s := r.column(d, outcome{promise: promise})
	s.Name, s.Summary = r.name+"/"+d.Name, fmt.Sprintf("%s: %s is expected to show %s", r.about, d.Name, x.expect)
	x.expect.lags, x.expect.renamed = d.lags, r.group != ""
	s.Expected, s.Model.LossReport = &x.expect, lossReport
	if d.sink == "" {
		s.Instances = slices.Clone(s.Instances)
		for i, in := range s.Instances {
			s.Instances[i].Args = append([]string{"--instance", in.Name}, in.Args...)
		}
		if s.Restarts == 0 {
			s.Restarts = restartsMax
		}
		s.Idle, s.Certain, s.Drains, s.Model.LossReport = idleAfter, false, false, noReport
		switch {
		case !r.ofAll:
			s.Inspect = nil
		case d.bound && r.instances == nil:
			s.Inspect = both(s.Inspect, inspectOldGraph)
		}
	}
	return Cell{Row: r.name, Design: d.Name, Expected: x.expect.String(), Reason: x.reason, Scenario: s}
}

// noReport reads what a program says that never reports that records are lost.
func noReport(trace.Event) (model.LossReport, bool) { return model.LossReport{}, false }
