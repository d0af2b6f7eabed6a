package reports

import (
	"encoding/json"
	"fmt"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/scenarios"
)

// MatrixDir is the directory with the replay files of a matrix, and MatrixWidth how many characters a line of it has where
// nobody says.
const (
	MatrixDir   = "matrix"
	MatrixWidth = 120
)

// MatrixReplay is the name of a cell's replay file.
func MatrixReplay(row, design string) string { return row + "." + design + ".scenario.json" }

// A MatrixFile is a matrix as its file has it: with what else it takes to read it alone.
type MatrixFile struct {
	scenarios.MatrixResult
	Designs []MatrixDesign `json:"designs"`
	Faults  []faults.Count `json:"faults,omitempty"` // of all cases, by kind
	Sweeps  []MatrixSweep  `json:"sweeps,omitempty"` // of the row scenarios.SweptRow
}

// A MatrixDesign is a design that has cells.
type MatrixDesign struct {
	Name     string `json:"name"`
	Strategy string `json:"strategy"` // "S04"
	About    string `json:"about"`    // what it does, in its order
	Promise  string `json:"promise"`  // what those who use it are told
}

// NewMatrixFile is a matrix with what its designs promise.
func NewMatrixFile(m scenarios.MatrixResult) MatrixFile {
	f := MatrixFile{MatrixResult: m}
	for _, d := range matrixOf(m).designs {
		f.Designs = append(f.Designs, MatrixDesign{d.Name, d.Strategy, d.About, d.Promise})
	}
	return f
}

// Missing is how many cells there are beside those of the matrix.
func (f MatrixFile) Missing() int {
	all, err := scenarios.Matrix(nil, nil)
	if err != nil {
		panic("reports: " + err.Error()) // nothing is asked for that might not be there
	}
	return max(0, len(all)-len(f.Cells))
}

// Whole reports whether each cell that there is was held to all that is expected of it.
func (f MatrixFile) Whole() bool { return !f.Partial && !f.Interrupted && f.Missing() == 0 }

// MatrixJSON is everything that is known of a matrix.
func MatrixJSON(m MatrixFile) ([]byte, error) {
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode matrix: %w", err)
	}
	return append(b, '\n'), nil
}

// ParseMatrix reads what MatrixJSON wrote.
func ParseMatrix(text []byte) (MatrixFile, error) {
	var m MatrixFile
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("decode matrix: %w", err)
	}
	if m.Format != scenarios.MatrixFormat {
		return m, fmt.Errorf("decode matrix: format %d, this build reads %d", m.Format, scenarios.MatrixFormat)
	}
	return m, nil
}
