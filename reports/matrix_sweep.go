package reports

import (
	"slices"

	"github.com/onceover/onceover/scenarios"
)

// A MatrixSweep is what came of killing a design at every output of a life.
type MatrixSweep struct {
	Design string `json:"design"`
	Marks  string `json:"marks"` // one for each output, in their order: . nothing, a absorbed, d written twice, ! lost or stopped, x not as expected
}

// NewMatrixSweep keeps of a sweep, which is in the order of its places, what a map of it shows.
func NewMatrixSweep(design string, runs []scenarios.Swept) MatrixSweep {
	s := MatrixSweep{Design: design}
	for _, r := range runs {
		if r.Place >= 0 {
			s.Marks += string(cellGrade(r.CaseReport))
		}
	}
	return s
}

// cellGrade is what came of one case of a cell, of which everything may be expected.
func cellGrade(c scenarios.CaseReport) rune {
	f := c.Finding
	switch {
	case !c.Good || f == nil:
		return markWrong
	case f.Losses > 0 || f.Silent > 0 || f.Stops > 0 || slices.Contains(f.Codes, "STUCK"):
		return markShown
	case f.Duplicates > 0:
		return markTwice
	case f.Absorbed > 0:
		return markAbsorbed
	}
	return markNothing
}
