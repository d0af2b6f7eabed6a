package reports

import (
	"maps"
	"slices"
	"strconv"
)

// kinds counts what came of the places by what is there.
func (s Sweep) kinds() *table {
	type count struct{ runs, nothing, absorbed, twice, most, shown, lost, wrong int }
	counts := map[string]*count{}
	for _, r := range s.Runs {
		if len(r.What) == 0 {
			continue
		}
		what := r.What[len(r.What)-1]
		c := counts[what]
		if c == nil {
			c = &count{}
			counts[what] = c
		}
		c.runs++
		c.most, c.lost = max(c.most, r.Duplicates), max(c.lost, r.Losses)
		switch grade(r) {
		case markNothing:
			c.nothing++
		case markAbsorbed:
			c.absorbed++
		case markTwice:
			c.twice++
		case markShown:
			c.shown++
		case markWrong:
			c.wrong++
		}
	}
	t := &table{right: []bool{false, true, true, true, true, true, true, true, true}}
	t.add("what is struck", "runs", "nothing", "absorbed", "twice", "most twice", "most lost", "predicted", "not as promised")
	names := slices.Sorted(maps.Keys(counts))
	for _, name := range names {
		c := counts[name]
		cells := []string{name}
		for _, n := range []int{c.runs, c.nothing, c.absorbed, c.twice, c.most, c.lost, c.shown, c.wrong} {
			cells = append(cells, strconv.Itoa(n))
		}
		t.add(cells...)
	}
	return t
}
