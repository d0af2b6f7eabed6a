package scenarios

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// MatrixFormat is the version of a MatrixResult's JSON form.
const MatrixFormat = 1

// A MatrixResult is what came of a matrix.
type MatrixResult struct {
	Format      int               `json:"format"`
	Seed        uint64            `json:"seed"`
	Cases       int               `json:"cases"`           // of each cell
	Swept       bool              `json:"swept,omitempty"` // crash-anywhere has each output of a life, too
	Shard       string            `json:"shard,omitempty"`
	Partial     bool              `json:"partial,omitempty"` // too few cases to hold it against a cell what none has shown
	Toolchain   string            `json:"toolchain"`
	Programs    map[string]string `json:"programs"`
	Cells       []CellResult      `json:"cells"`
	Interrupted bool              `json:"interrupted,omitempty"`
}

// A CellResult is what came of one cell.
type CellResult struct {
	Row       string      `json:"row"`
	Design    string      `json:"design"`
	Expected  string      `json:"expected"`
	Reason    string      `json:"reason,omitempty"` // why that is not what the literature has
	Found     string      `json:"found"`            // the most of each kind that some case showed, as in Expected
	Standing  Standing    `json:"standing"`
	Why       string      `json:"why,omitempty"`
	Unshown   []string    `json:"unshown,omitempty"` // codes expected that no case showed
	Cases     int         `json:"cases"`
	Shown     int         `json:"shown"` // cases that were not all OK
	Vacuous   int         `json:"vacuous,omitempty"`
	Requested int         `json:"requested"` // faults
	Delivered int         `json:"delivered"`
	Worst     Finding     `json:"worst"`            // the most of each number, in any case; the ranges are those of the case that lost most
	Example   *CaseReport `json:"-"`                // the best that was not OK, by isBetter
	Replay    string      `json:"replay,omitempty"` // its file
	Digest    string      `json:"digest"`           // of all cases
	sum       Digest
	beyond    []string
	failure   string
}

// NewCellResult is a cell of which no case has been run.
func NewCellResult(c Cell) CellResult {
	return CellResult{Row: c.Row, Design: c.Design, Expected: c.Expected, Reason: c.Reason}
}

// Name is that of the cell's scenario.
func (r *CellResult) Name() string { return r.Row + "/" + r.Design }

// Add adds a case. The order in which cases come makes no difference.
func (r *CellResult) Add(c CaseReport) {
	one := CellResult{Cases: 1, failure: c.Error}
	one.sum.Add(c)
	if c.Error == "" {
		one.Vacuous, one.Shown, one.beyond = count(c.Vacuous), count(c.Shown), c.Notes
		for _, f := range c.Faults {
			one.Requested += f.Requested
			one.Delivered += f.Delivered
		}
		if c.Finding != nil {
			one.Worst = *c.Finding
		}
		if c.Shown || !c.Good {
			one.Example = &c
		}
	}
	r.join(one)
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}

// join adds the cases of another result of the cell.
func (r *CellResult) join(o CellResult) {
	r.Cases += o.Cases
	r.sum.join(o.sum)
	if o.failure != "" && (r.failure == "" || o.failure < r.failure) {
		r.failure = o.failure
	}
	r.Shown, r.Vacuous, r.Requested, r.Delivered = r.Shown+o.Shown, r.Vacuous+o.Vacuous, r.Requested+o.Requested, r.Delivered+o.Delivered
	for _, note := range o.beyond {
		if !slices.Contains(r.beyond, note) {
			r.beyond = append(r.beyond, note)
		}
	}
	r.Worst.raise(o.Worst)
	if o.Example != nil && r.isBetter(*o.Example) {
		r.Example = o.Example
	}
}

// isBetter reports whether a case is a better example than the one there is: one that is not as expected, then the gravest, then
// one with the fewest faults.
func (r *CellResult) isBetter(c CaseReport) bool {
	was := r.Example
	if was == nil || was.Good != c.Good {
		return was == nil || !c.Good
	}
	return cmp.Or(
		slices.Compare(was.Finding.gravity(), c.Finding.gravity()),
		len(c.Case.Schedule.Faults)-len(was.Case.Schedule.Faults),
		strings.Compare(c.Case.key()+c.Hash, was.Case.key()+was.Hash),
	) < 0
}

// raise takes the greater of each number, the codes of both, and the ranges of the one that lost more.
func (f *Finding) raise(o Finding) {
	if cmp.Or(o.Losses-f.Losses, slices.Compare(f.Ranges, o.Ranges)) > 0 {
		f.Ranges = o.Ranges
	}
	for _, code := range o.Codes {
		f.add(code)
	}
	f.Duplicates, f.Window, f.Batches = max(f.Duplicates, o.Duplicates), max(f.Window, o.Window), max(f.Batches, o.Batches)
	f.Absorbed, f.Losses, f.Silent = max(f.Absorbed, o.Absorbed), max(f.Losses, o.Losses), max(f.Silent, o.Silent)
	f.Reported, f.Stops, f.Regressions = max(f.Reported, o.Reported), max(f.Stops, o.Stops), max(f.Regressions, o.Regressions)
}

// Sum is the cell with its standing. Of a partial matrix it is not held against a cell that no case has shown what is
// expected.
func (r CellResult) Sum(partial bool) CellResult {
	x, err := parseExpectation(r.Expected)
	if err != nil {
		panic("scenarios: " + err.Error()) // it is that of a cell
	}
	r.Found, r.Digest = strings.Join(worstOf(r.Worst.Codes), "+"), r.sum.String()
	if r.Cases > 0 {
		r.Unshown = x.missing(r.Worst.Codes)
	}
	slices.Sort(r.beyond)
	r.Worst.Codes = inOrderOfCodes(r.Worst.Codes)
	r.Standing, r.Why = r.stand(partial)
	return r
}

func (r CellResult) stand(partial bool) (Standing, string) {
	switch {
	case r.failure != "":
		return HarnessError, r.failure
	case r.Cases == 0:
		return Inconclusive, "no case was run"
	case len(r.beyond) > 0:
		return Anomalous, r.beyond[0]
	case r.Vacuous*100 > vacuousMax*r.Cases:
		return Inconclusive, fmt.Sprintf("%d of %d cases delivered no fault", r.Vacuous, r.Cases)
	case len(r.Unshown) > 0 && !partial:
		return Anomalous, fmt.Sprintf("no case showed %s", strings.Join(r.Unshown, " or "))
	}
	return AsPromised, ""
}

// SortCells puts cells in the order of rows and columns.
func SortCells(cells []CellResult) {
	place := map[string]int{}
	for i, r := range matrixRows() {
		place[r.name] = i * len(Designs())
	}
	for i, d := range Designs() {
		place["/"+d.Name] = i
	}
	slices.SortFunc(cells, func(a, b CellResult) int {
		return place[a.Row] + place["/"+a.Design] - place[b.Row] - place["/"+b.Design]
	})
}
