package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/onceover/onceover/scenarios"
)

// putAside gives the journal of a directory, if there is one, the first name behind those of the journals that were put
// aside before.
func putAside(dir string) error {
	name := filepath.Join(dir, journalName)
	for number := 1; ; number++ {
		aside := fmt.Sprintf("%s.before-%d", name, number)
		if _, err := os.Lstat(aside); err == nil {
			continue
		}
		if err := os.Rename(name, aside); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("put journal aside: %w", err)
		}
		return nil
	}
}

// mend puts a damaged journal aside, and begins a new one with those entries of it that are whole. It returns how long that is.
func mend(dir string, h heading, same func(heading) ([]scenarios.Scenario, error)) (int64, error) {
	work, err := os.MkdirTemp(dir, ".mend-*")
	if err != nil {
		return 0, fmt.Errorf("mend journal: %w", err)
	}
	defer os.RemoveAll(work)
	j, err := appendTo(filepath.Join(work, journalName), 0)
	if err != nil {
		return 0, err
	}
	failed := j.line(h)
	_, _, err = readJournal(dir, same, func(e entry) {
		if failed == nil {
			failed = j.line(e)
		}
	})
	info, unknown := j.f.Stat()
	if err := errors.Join(err, failed, unknown, j.close(0)); err != nil {
		return 0, err
	}
	return info.Size(), moveJournal(work, dir)
}

// moveJournal gives a directory the journal of another one, and puts its own aside.
func moveJournal(from, to string) error {
	if err := putAside(to); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(from, journalName), filepath.Join(to, journalName)); err != nil {
		return fmt.Errorf("move journal: %w", err)
	}
	return nil
}
