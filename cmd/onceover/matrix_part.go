package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/internal/strict"
	"github.com/onceover/onceover/scenarios"
)

// matrixPartName is the file by which shards of a matrix are put together.
const matrixPartName = "matrix.part.json"

// A matrixPart is what some shards of a matrix have come to, with all that it takes to add the others.
type matrixPart struct {
	Matrix   scenarios.MatrixResult      `json:"matrix"`  // without its cells
	Version  string                      `json:"version"` // of the command that ran them, which foretells what cells show
	Of       int                         `json:"of"`      // so many shards
	Shards   []int                       `json:"shards"`  // those that these are, in order
	Minimise int                         `json:"minimise,omitempty"`
	Cells    []scenarios.CellPart        `json:"cells"`
	Faults   []faults.Count              `json:"faults,omitempty"`
	Swept    map[string]map[int]string   `json:"swept,omitempty"` // as in matrixSums
	Small    map[string]scenarios.Replay `json:"small,omitempty"` // as in matrixRun
}

// keepPart writes what merge reads of a shard. Beside the whole none is left, which would be of another run.
func (m *matrixRun) keepPart() error {
	if m.part.of <= len(m.shards) {
		err := os.Remove(filepath.Join(m.options.out, matrixPartName))
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	}
	p := matrixPart{
		Matrix: m.result.MatrixResult, Version: version(), Of: m.part.of, Shards: m.shards, Minimise: m.options.budget,
		Faults: m.sums.faults.Faults, Swept: m.sums.swept, Small: m.small,
	}
	p.Matrix.Cells = nil
	for _, c := range m.result.Cells {
		p.Cells = append(p.Cells, m.sums.cells[c.Name()].Part())
	}
	content, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("encode part of a matrix: %w", err)
	}
	return writeFile(m.options.out, matrixPartName, append(content, '\n'))
}

// readMatrixPart reads what keepPart wrote. Where a directory has none, the error is fs.ErrNotExist.
func readMatrixPart(dir string) (p matrixPart, err error) {
	file := filepath.Join(dir, matrixPartName)
	content, err := os.ReadFile(file)
	if err != nil {
		return p, fmt.Errorf("read part of a matrix: %w", err)
	}
	if err := strict.Decode(content, &p); err != nil {
		return p, strict.Locate(file, content, err)
	}
	switch outside := func(i int) bool { return i < 0 || i >= p.Of }; {
	case p.Matrix.Format != scenarios.MatrixFormat:
		err = fmt.Errorf("format %d, this build reads %d", p.Matrix.Format, scenarios.MatrixFormat)
	case len(p.Shards) == 0 || slices.ContainsFunc(p.Shards, outside):
		err = fmt.Errorf("shards %v of %d", p.Shards, p.Of)
	case p.Version != version():
		err = fmt.Errorf("it was written by version %s, and this is %s, which may expect something else", p.Version, version())
	}
	if err != nil {
		return p, fmt.Errorf("%s: %w", file, err)
	}
	return p, nil
}

// heading is what shards of one matrix have in common, beside what same compares.
func (p matrixPart) heading() heading {
	h := heading{Seed: p.Matrix.Seed, Toolchain: p.Matrix.Toolchain, Programs: p.Matrix.Programs}
	for _, c := range p.Cells {
		h.Scenarios = append(h.Scenarios, c.Name())
	}
	return h
}

// same says how a part differs from that of another directory.
func (p matrixPart) same(o matrixPart, first, dir string) error {
	for _, x := range []struct {
		what string
		a, b any
	}{
		{"number of shards", p.Of, o.Of}, {"number of cases", p.Matrix.Cases, o.Matrix.Cases},
		{"choice of a sweep", p.Matrix.Swept, o.Matrix.Swept}, {"--minimise", p.Minimise, o.Minimise},
	} {
		if x.a != x.b {
			return fmt.Errorf("%s and %s are not of one matrix: the %s is %v in one and %v in the other", first, dir, x.what, x.a, x.b)
		}
	}
	return p.heading().same(o.heading(), first, dir)
}
