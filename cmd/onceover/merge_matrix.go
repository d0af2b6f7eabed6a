package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/onceover/onceover/reports"
	"github.com/onceover/onceover/scenarios"
)

// holdMatrix reports whether directories hold shards of a matrix, and not of a run. All of them must hold the same.
func holdMatrix(dirs []string) (bool, error) {
	var matrices, runs []string
	for _, dir := range dirs {
		part, err := holds(dir, matrixPartName)
		if err != nil {
			return false, err
		}
		run, err := holds(dir, journalName)
		switch {
		case err != nil:
			return false, err
		case part && run:
			return false, fmt.Errorf("%s holds a shard of a matrix, and a run as well: give each a directory of its own", dir)
		case part:
			matrices = append(matrices, dir)
		case run:
			runs = append(runs, dir)
		default:
			return false, fmt.Errorf("%s holds neither a run (%s) nor a shard of a matrix (%s)", dir, journalName, matrixPartName)
		}
	}
	if len(matrices) > 0 && len(runs) > 0 {
		return false, fmt.Errorf("%s holds a shard of a matrix, and %s a run: these are merged apart", matrices[0], runs[0])
	}
	return len(matrices) > 0, nil
}

// holds reports whether a directory, which must be there, has that file.
func holds(dir, name string) (bool, error) {
	if info, err := os.Stat(dir); err != nil {
		return false, fmt.Errorf("read directory: %w", err)
	} else if !info.IsDir() {
		return false, fmt.Errorf("%s is no directory", dir)
	}
	_, err := os.Stat(filepath.Join(dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// mergeMatrix writes the matrix that shards come to. It asks for painters, who draw the cells of the page, when it knows
// that the shards go together.
func mergeMatrix(ctx context.Context, dirs []string, out string, to io.Writer, painters func(*matrixRun) pool) error {
	m, err := joinMatrix(dirs)
	if err != nil {
		return usage(err)
	}
	missing := m.missing()
	m.options.out = out
	if m.options.shard = ""; len(missing) > 0 {
		m.options.shard = shardNames(m.shards, m.part.of)
	}
	if _, err := m.options.place(len(m.cells)); err != nil {
		return usage(err)
	}
	unlock, err := claim(out)
	if err != nil {
		return err
	}
	defer unlock()
	if err := checkWritable(filepath.Join(out, reports.MatrixDir)); err != nil {
		return harness(fmt.Errorf("use output directory: %w", err))
	}
	m.sum(false)
	if err := m.tell(ctx, painters(m), false, to); err != nil {
		return harness(err)
	}
	if ctx.Err() != nil {
		return &exitError{exitInterrupted, errors.New("interrupted; the page lacks pictures")}
	}
	if len(missing) > 0 {
		fmt.Fprintf(to, "missing: shard %s, of which no directory holds the cases\n", shardNames(missing, m.part.of))
	}
	status := worst(m.standings())
	if status == exitAsPromised && len(missing) > 0 {
		status = exitInconclusive
	}
	return exit(status)
}

// joinMatrix adds up the shards that directories hold.
func joinMatrix(dirs []string) (*matrixRun, error) {
	var m *matrixRun
	var first matrixPart
	from := map[int]string{} // which shard
	for _, dir := range dirs {
		p, err := readMatrixPart(dir)
		if err != nil {
			return nil, err
		}
		if m == nil {
			first = p
			m, err = newMerged(p)
		} else {
			err = first.same(p, dirs[0], dir)
		}
		if err != nil {
			return nil, err
		}
		for _, i := range p.Shards {
			if from[i] != "" {
				return nil, fmt.Errorf("%s and %s both hold shard %d/%d", from[i], dir, i, p.Of)
			}
			from[i] = dir
		}
		if err := m.join(p); err != nil {
			return nil, fmt.Errorf("%s: %w", dir, err)
		}
	}
	return m, nil
}

// newMerged is the matrix that a part is of, without a case.
func newMerged(p matrixPart) (*matrixRun, error) {
	all, err := scenarios.Matrix(nil, nil)
	if err != nil {
		return nil, err
	}
	names := p.heading().Scenarios
	cells := slices.DeleteFunc(all, func(c scenarios.Cell) bool { return !slices.Contains(names, c.Scenario.Name) })
	if len(cells) != len(names) {
		return nil, fmt.Errorf("the shards have %d cells, and this build knows %d of them", len(names), len(cells))
	}
	o := matrixOptions{cases: p.Matrix.Cases, seed: p.Matrix.Seed, quick: !p.Matrix.Swept, budget: p.Minimise}
	return &matrixRun{
		options: o, cells: cells, part: shard{of: p.Of}, small: map[string]scenarios.Replay{}, sums: newMatrixSums(cells),
		kit: kit{toolchain: p.Matrix.Toolchain, ids: p.Matrix.Programs},
	}, nil
}

func (m *matrixRun) join(p matrixPart) error {
	better, err := m.sums.join(p)
	for _, name := range better {
		delete(m.small, name)
		if small, ok := p.Small[name]; ok {
			m.small[name] = small
		}
	}
	m.shards = append(m.shards, p.Shards...)
	slices.Sort(m.shards)
	return err
}

// missing are the shards of which no part has been joined.
func (m *matrixRun) missing() (list []int) {
	for i := range m.part.of {
		if !slices.Contains(m.shards, i) {
			list = append(list, i)
		}
	}
	return list
}

// shardNames is "0/3 and 2/3".
func shardNames(list []int, of int) string {
	var names []string
	for _, i := range list {
		names = append(names, shard{i, of}.String())
	}
	return strings.Join(names, " and ")
}
