package reports

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/onceover/onceover/scenarios"
)

// A heatView is a sweep: what is struck, and what came of each place.
type heatView struct {
	Sweep
	Rows  []heatRow
	Total int
}

// A heatRow is all places at which the same is struck.
type heatRow struct {
	What  string
	Cells []heatCell
	More  int // places that are not drawn
	Worst string
}

// A heatCell is one run.
type heatCell struct{ Class, Title string }

// heatClasses are the grades of runs for people, from good to bad.
var heatClasses = map[rune][2]string{
	markNothing: {"nothing", "nothing happened"}, markAbsorbed: {"absorbed", "the sink absorbed what was written again"},
	markTwice: {"again", "written twice, as promised"}, markShown: {"foretold", "failed as predicted"}, markWrong: {"wrong", "not as promised"},
}

// heatMax is how many places of one kind are drawn.
const heatMax = 300

func newHeat(s Sweep) heatView {
	v := heatView{Sweep: s, Total: len(s.Runs)}
	for _, run := range s.Runs {
		if len(run.What) == 0 {
			continue
		}
		what := run.What[len(run.What)-1]
		i := slices.IndexFunc(v.Rows, func(r heatRow) bool { return r.What == what })
		if i < 0 {
			i = len(v.Rows)
			v.Rows = append(v.Rows, heatRow{What: what, Worst: "nothing"})
		}
		row, g := &v.Rows[i], grade(run)
		if gravityOf(g) > row.rank() {
			row.Worst = heatClasses[g][0]
		}
		if len(row.Cells) == heatMax {
			row.More++
			continue
		}
		row.Cells = append(row.Cells, heatCell{heatClasses[g][0], heatTitle(run, g)})
	}
	slices.SortStableFunc(v.Rows, func(a, b heatRow) int { return cmp.Or(b.rank()-a.rank(), len(b.Cells)-len(a.Cells)) })
	return v
}

// rank is how bad the worst of a row is.
func (r heatRow) rank() int {
	for n, mark := range []rune{markNothing, markAbsorbed, markTwice, markShown, markWrong} {
		if heatClasses[mark][0] == r.Worst {
			return n
		}
	}
	return 0
}

func heatTitle(run scenarios.Swept, g rune) string {
	return fmt.Sprintf("place %d: %s; %d lost, %d written twice, %d absorbed", run.Place+1, heatClasses[g][1], run.Losses, run.Duplicates, run.Absorbed)
}

// A killTable is the matrix of mutants and checkers.
type killTable struct {
	Seed   uint64
	Cases  int
	Header []string
	Rows   []killRow
}

// A killRow is one mutant.
type killRow struct {
	Cells   []string
	Class   string
	Summary string
}

func newKillTable(k Kills) *killTable {
	cells := k.cells()
	t := &killTable{Seed: k.Seed, Cases: k.Cases, Header: cells[0]}
	for i, row := range cells[1:] {
		class := "bad"
		if k.Kills[i].Standing == scenarios.AsPromised {
			class = "good"
		}
		t.Rows = append(t.Rows, killRow{row, class, k.Kills[i].Summary})
	}
	return t
}
