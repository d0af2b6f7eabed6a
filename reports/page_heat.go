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
	What    string
	Cells   []heatCell
	More    int // places that are not drawn
	Worst   string
	Stretch []heatStretch
}

// A heatCell is one run.
type heatCell struct {
	Class, Title string
	Link         string // to its replay file, or empty
}

// A heatStretch is runs one after another of which the same came.
type heatStretch struct {
	First, Last int // places, counted from 1
	Class, Said string
	Links       []string
}

// heatClasses are the grades of runs for people, from good to bad.
var heatClasses = map[rune][2]string{
	markNothing: {"nothing", "nothing happened"}, markAbsorbed: {"absorbed", "the sink absorbed what was written again"},
	markTwice: {"again", "written twice, as promised"}, markShown: {"foretold", "failed as predicted"}, markWrong: {"wrong", "not as promised"},
}

// heatMax is how many places of one kind are drawn.
const heatMax = 300

func (p Page) heat(s Sweep) heatView {
	v, failures := heatView{Sweep: s, Total: len(s.Runs)}, 0
	for _, run := range s.Runs {
		link := ""
		if !run.Good {
			failures++
			link = p.linked(s.ReplayName(failures))
		}
		if len(run.What) == 0 {
			continue
		}
		what := run.What[len(run.What)-1]
		i := slices.IndexFunc(v.Rows, func(r heatRow) bool { return r.What == what })
		if i < 0 {
			i = len(v.Rows)
			v.Rows = append(v.Rows, heatRow{What: what, Worst: "nothing"})
		}
		v.Rows[i].add(run.Place+1, grade(run), heatSaid(run), link)
	}
	slices.SortStableFunc(v.Rows, func(a, b heatRow) int { return cmp.Or(b.rank()-a.rank(), len(b.Cells)-len(a.Cells)) })
	return v
}

// add adds a run.
func (r *heatRow) add(place int, g rune, said, link string) {
	class := heatClasses[g][0]
	if gravityOf(g) > r.rank() {
		r.Worst = class
	}
	if len(r.Cells) == heatMax {
		r.More++
		return
	}
	r.Cells = append(r.Cells, heatCell{class, fmt.Sprintf("place %d: %s", place, said), link})
	n := len(r.Stretch) - 1
	if n < 0 || r.Stretch[n].Said != said || r.Stretch[n].Class != class {
		r.Stretch = append(r.Stretch, heatStretch{First: place, Class: class, Said: said})
		n++
	}
	r.Stretch[n].Last = place
	if link != "" {
		r.Stretch[n].Links = append(r.Stretch[n].Links, link)
	}
}

// Where is the places of a stretch in words. Between them there may be places at which something else is struck.
func (s heatStretch) Where() string {
	if s.First == s.Last {
		return fmt.Sprintf("place %d", s.First)
	}
	return fmt.Sprintf("places %d to %d", s.First, s.Last)
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

// heatSaid is what came of a run in words.
func heatSaid(run scenarios.Swept) string {
	g := grade(run)
	if g == markNothing {
		return heatClasses[g][1]
	}
	return fmt.Sprintf("%s; %d lost, %d written twice, %d absorbed", heatClasses[g][1], run.Losses, run.Duplicates, run.Absorbed)
}

// cellClasses are the grades of cases of cells.
var cellClasses = map[rune]string{
	markNothing: "nothing happened", markAbsorbed: "the sink absorbed what was written again", markTwice: "written twice, as expected",
	markShown: "lost, or came no further, as expected", markWrong: "not as expected",
}

// matrixHeat has a row for each design: each place is an output of its life.
func matrixHeat(sweeps []MatrixSweep) (rows []heatRow) {
	for _, s := range sweeps {
		row := heatRow{What: s.Design, Worst: "nothing"}
		for i, mark := range s.Marks {
			row.add(i+1, mark, cellClasses[mark], "")
		}
		rows = append(rows, row)
	}
	return rows
}
