package main

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime/debug"

	"github.com/onceover/onceover/reports"
	"github.com/onceover/onceover/scenarios"
)

// pageName is the name of a run's page.
const pageName = "report.html"

// picturesOfRun is how many cases a run draws at its end. The command report draws more.
const picturesOfRun = 4

// page writes the page of a run, with what was made small of it. One that was interrupted gets no pictures.
func (s session) page(ctx context.Context, p pool, r scenarios.Result, small []reports.Small) error {
	page := reports.Page{Result: r, Small: small, Modules: modules(), Dir: filepath.ToSlash(s.options.out)}
	if ctx.Err() == nil {
		page.Pictures, _ = draw(ctx, p, page.Wishes(picturesOfRun), func() {}) // without them the page tells the same in words
	}
	return writePage(page, s.options.out, pageName)
}

// pageOfSmall writes the page again when failures were made small.
func (s session) pageOfSmall(ctx context.Context, p pool, r scenarios.Result) error {
	small, err := readSmall(s.options.out)
	if err != nil {
		return err
	}
	return s.page(ctx, p, r, small)
}

// draw runs cases again and returns pictures of those that could be run, in the order of the wishes.
func draw(ctx context.Context, p pool, wishes []reports.Wish, step func()) (list []reports.Picture, err error) {
	var jobs []job
	for _, w := range wishes {
		jobs = append(jobs, job{Scenario: w.Scenario, Case: w.Case, Setting: w.Setting, Picture: true})
	}
	pictures := map[drawn]*reports.Picture{}
	err = p.run(ctx, jobs, func(j job, m message) {
		if m.Picture != nil {
			m.Picture.Minimal = j.Setting != nil
		}
		pictures[drawn{j.Scenario, j.Case.Index, j.Setting != nil}] = m.Picture
		step()
	})
	for _, w := range wishes {
		if picture := pictures[drawn{w.Scenario, w.Case.Index, w.Setting != nil}]; picture != nil {
			list = append(list, *picture)
		}
	}
	return list, err
}

// drawn names a picture.
type drawn struct {
	scenario string
	index    int
	small    bool
}

// between is the way from one directory to another as a link has it; "" if they are the same.
func between(from, to string) (string, error) {
	from, err := filepath.Abs(from)
	if err != nil {
		return "", err
	}
	if to, err = filepath.Abs(to); err != nil {
		return "", err
	}
	way, err := filepath.Rel(from, to)
	if err != nil || way == "." {
		return "", err
	}
	return filepath.ToSlash(way), nil
}

// writePage writes a page, and the traces of its pictures where it says that they are.
func writePage(page reports.Page, dir, name string) error {
	content, err := page.HTML()
	if err != nil {
		return err
	}
	for _, picture := range page.Pictures {
		trace, err := picture.Perfetto()
		if err == nil {
			err = writeFile(filepath.Join(dir, filepath.FromSlash(page.Traces)), picture.TraceName(), trace)
		}
		if err != nil {
			return fmt.Errorf("write to %s: %w", filepath.Clean(dir), err)
		}
	}
	if err := writeFile(dir, name, content); err != nil {
		return fmt.Errorf("write to %s: %w", filepath.Clean(dir), err)
	}
	return nil
}

// modules are the versions of what this program was built from.
func modules() (list []string) {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			list = append(list, m.Path+" "+m.Version)
		}
	}
	return list
}
