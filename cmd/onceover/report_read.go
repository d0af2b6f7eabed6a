package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/onceover/onceover/internal/strict"
	"github.com/onceover/onceover/reports"
	"github.com/onceover/onceover/scenarios"
)

// readPage reads what is reported in a directory: the result of a run, a sweep, mutants, a matrix with some examples, and cases
// that were made small.
func readPage(dir string, examples int) (reports.Page, error) {
	page := reports.Page{Modules: modules(), Dir: filepath.ToSlash(dir)}
	if info, err := os.Stat(dir); err != nil {
		return page, fmt.Errorf("read %s: %w; name the --out directory of a run", dir, err)
	} else if !info.IsDir() {
		return page, fmt.Errorf("read %s: it is a file; name the directory that it lies in", dir)
	}
	ran, err := readPart(dir, "report.json", "run", &page.Result)
	if err != nil {
		return page, err
	}
	if format := page.Result.Format; ran && format != scenarios.ResultFormat {
		return page, fmt.Errorf("%s: format %d; this version reads format %d", filepath.Join(dir, "report.json"), format, scenarios.ResultFormat)
	}
	var sweep reports.Sweep
	swept, err := readPart(dir, "sweep.json", "sweep", &sweep)
	if err != nil {
		return page, err
	} else if swept {
		page.Sweeps = []reports.Sweep{sweep}
	}
	var kills reports.Kills
	mutated, err := readPart(dir, "mutants.json", "mutants", &kills)
	if err != nil {
		return page, err
	} else if mutated {
		page.Kills = &kills
	}
	crossed, err := readMatrix(dir, examples, &page)
	if err != nil {
		return page, err
	}
	if !ran && !swept && !mutated && !crossed {
		return page, fmt.Errorf("%s holds no report.json, sweep.json, mutants.json or matrix.json; name the --out directory of run, merge, sweep, mutants or matrix", dir)
	}
	page.Small, err = readSmall(dir)
	return page, err
}

// readPart decodes a file of a directory, if it is there, which a command of that name writes.
func readPart(dir, name, command string, v any) (bool, error) {
	file := filepath.Join(dir, name)
	content, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("read report: %w", err)
	}
	if err := strict.Decode(content, v); err != nil {
		return false, fmt.Errorf("%w; let %s write it again, or delete it", strict.Locate(file, content, err), command)
	}
	return true, nil
}

// readMatrix reads a matrix, and the replay files of its most telling cells.
func readMatrix(dir string, examples int, page *reports.Page) (bool, error) {
	var m reports.MatrixFile
	there, err := readPart(dir, "matrix.json", "matrix", &m)
	if err != nil || !there {
		return false, err
	}
	if m.Format != scenarios.MatrixFormat {
		return false, fmt.Errorf("%s: format %d; this version reads format %d", filepath.Join(dir, "matrix.json"), m.Format, scenarios.MatrixFormat)
	}
	if page.Gone, err = dropGone(dir, m.Cells); err != nil {
		return false, err
	}
	for _, c := range reports.Examples(m.MatrixResult, examples) {
		name := filepath.Join(dir, filepath.FromSlash(c.Replay))
		content, err := os.ReadFile(name)
		if err != nil {
			return false, fmt.Errorf("read replay file of a cell: %w", err)
		}
		replay, err := scenarios.ParseReplay(name, content)
		if err != nil {
			return false, err
		}
		page.Cells = append(page.Cells, reports.CellExample{Cell: c, Replay: replay})
	}
	page.Matrix = &m
	return true, nil
}

// dropGone takes from cells the names of replay files that are not there, as in a fresh clone, and counts them.
func dropGone(dir string, cells []scenarios.CellResult) (gone int, err error) {
	for i := range cells {
		c := &cells[i]
		if c.Replay == "" {
			continue
		}
		_, err := os.Stat(filepath.Join(dir, filepath.FromSlash(c.Replay)))
		if errors.Is(err, fs.ErrNotExist) {
			c.Replay, gone = "", gone+1
		} else if err != nil {
			return 0, fmt.Errorf("find replay file of a cell: %w", err)
		}
	}
	return gone, nil
}

// readSmall reads the cases of a directory that were made small.
func readSmall(dir string) ([]reports.Small, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.scenario.json"))
	if err != nil {
		return nil, fmt.Errorf("find replay files: %w", err)
	}
	var list []reports.Small
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read replay file: %w", err)
		}
		replay, err := scenarios.ParseReplay(name, content)
		if err != nil {
			return nil, err
		}
		if replay.Setting != nil {
			list = append(list, reports.Small{Name: filepath.Base(name), Replay: replay})
		}
	}
	return list, nil
}
