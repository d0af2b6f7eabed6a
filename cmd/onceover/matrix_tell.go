package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"path/filepath"

	"github.com/onceover/onceover/reports"
	"github.com/onceover/onceover/scenarios"
)

// The files of a matrix have names of their own: it shares its directory with what other commands write.
const (
	matrixName  = "matrix.json"
	matrixJUnit = "matrix.junit.xml"
	matrixPage  = "matrix.html"
)

// picturesOfMatrix is how many cells the page of a matrix draws.
const picturesOfMatrix = 12

// tell prints and keeps the matrix, and a replay file of each example.
func (m *matrixRun) tell(ctx context.Context, p pool, stopped bool, out io.Writer) error {
	replays, err := m.keepReplays()
	if err != nil {
		return err
	}
	dir := m.options.out
	out.Write(reports.MatrixText(m.result.MatrixResult, dir, widthOf(out)))
	if stopped {
		return nil // an old matrix is worth more than half of one
	}
	if err := m.keepPart(); err != nil {
		return err
	}
	asJSON, err := reports.MatrixJSON(m.result)
	if err != nil {
		return err
	}
	asXML, err := reports.MatrixJUnit(m.result)
	if err != nil {
		return err
	}
	for _, f := range []reports.File{
		{Name: matrixName, Content: asJSON}, {Name: matrixJUnit, Content: asXML}, {Name: "matrix.md", Content: reports.MatrixMarkdown(m.result.MatrixResult)},
		{Name: "matrix.txt", Content: reports.MatrixText(m.result.MatrixResult, "", reports.MatrixWidth)},
	} {
		if err := writeFile(dir, f.Name, f.Content); err != nil {
			return err
		}
	}
	return m.page(ctx, p, replays)
}

// keepReplays writes a replay file of each example, and returns them by cell.
func (m *matrixRun) keepReplays() (map[string]scenarios.Replay, error) {
	replays := map[string]scenarios.Replay{}
	for i := range m.result.Cells {
		c := &m.result.Cells[i]
		if c.Example == nil {
			continue
		}
		replay, ok := m.small[c.Name()]
		if !ok {
			replay = scenarios.NewReplay(*c.Example, m.programs(c.Name()))
		}
		content, err := json.MarshalIndent(replay, "", "  ")
		if err != nil {
			return nil, fmt.Errorf("encode replay of %s: %w", c.Name(), err)
		}
		name := reports.MatrixReplay(c.Row, c.Design)
		if err := writeFile(filepath.Join(m.options.out, reports.MatrixDir), name, append(content, '\n')); err != nil {
			return nil, err
		}
		c.Replay, replays[c.Name()] = path.Join(reports.MatrixDir, name), replay
	}
	return replays, nil
}

// page writes the page of the matrix. The traces of its pictures lie with the replay files.
func (m *matrixRun) page(ctx context.Context, p pool, replays map[string]scenarios.Replay) error {
	page := reports.Page{Matrix: &m.result, Modules: modules(), Dir: filepath.ToSlash(m.options.out), Traces: reports.MatrixDir}
	for _, c := range reports.Examples(m.result.MatrixResult, picturesOfMatrix) {
		page.Cells = append(page.Cells, reports.CellExample{Cell: c, Replay: replays[c.Name()]})
	}
	page.Pictures, _ = draw(ctx, p, page.Wishes(picturesOfMatrix), func() {}) // without them the page tells the same in words
	return writePage(page, m.options.out, matrixPage)
}

// painters are workers with the programs of the matrix. Where these cannot be had, there are none, and the page no pictures.
func (m *matrixRun) painters(ctx context.Context, errOut io.Writer) pool {
	var list []scenarios.Scenario
	for _, c := range m.cells {
		list = append(list, c.Scenario)
	}
	kit, _, err := ready(ctx, list, workers(0), errOut)
	if err == nil && !maps.Equal(kit.ids, m.kit.ids) {
		err = errors.New("the programs are other builds here")
	}
	var p pool
	if err == nil {
		p, err = newPool(kit.setup, workers(0), stallAfter)
	}
	if err != nil {
		fmt.Fprintf(errOut, "%s has no pictures: %v\n", matrixPage, err)
		return pool{}
	}
	return p
}
