package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"time"

	"github.com/onceover/onceover/scenarios"
)

// A journal is the answers of a run as a file, one JSON line each behind a heading, so that a run that was interrupted or
// killed is gone on with. A last line that was not written to its end is no part of it, nor is one that the run cannot have written.
type journal struct {
	f      *os.File
	out    *bufio.Writer
	synced time.Time
}

const (
	journalName   = "journal.jsonl"
	journalFormat = 1
	// syncInterval is how much wall time of answers a machine may lose that loses its power; a process that dies loses none.
	syncInterval = time.Second
)

// A heading is what all answers of a journal have in common. Runs with the same heading are parts of one run.
type heading struct {
	Journal   int               `json:"journal"`           // its format
	Version   string            `json:"version,omitempty"` // of the command, which judged the cases
	Command   string            `json:"command,omitempty"` // SHA-256 of its file, where the version does not say what it is; shards may differ in it
	Seed      uint64            `json:"seed"`
	Rounds    int               `json:"rounds"`
	Toolchain string            `json:"toolchain"`
	Programs  map[string]string `json:"programs"`
	Scenarios []string          `json:"scenarios"`
	Shard     string            `json:"shard,omitempty"`
}

// An entry is a line of a journal behind the heading: an answer, or what a start of the run was asked for, or that it came to
// the end of that.
type entry struct {
	Round  int                   `json:"round,omitempty"`
	Report *scenarios.CaseReport `json:"report,omitempty"`
	Asked  int                   `json:"asked,omitempty"` // cases of each scenario
	Ended  int                   `json:"ended,omitempty"` // cases of each scenario, all of which are there
}

// errOther says that a journal is of another run.
var errOther = errors.New("the journal is of another run")

// openJournal goes on with the journal of a directory, whose entries it hands to take, if it has that heading. One of
// another run is put aside, and a new one begun. So is a damaged one, and what is whole of it is the begin of the new one.
func openJournal(dir string, h heading, list []scenarios.Scenario, take func(entry)) (*journal, damage, error) {
	same := func(of heading) ([]scenarios.Scenario, error) {
		if !reflect.DeepEqual(of, h) {
			return nil, errOther
		}
		return list, nil
	}
	whole, bad, err := readJournal(dir, same, take)
	switch {
	case errors.Is(err, errOther):
		err = putAside(dir)
	case errors.Is(err, fs.ErrNotExist):
		err = nil
	case err == nil && bad.lines > 0:
		whole, err = mend(dir, h, same)
	}
	if err != nil {
		return nil, bad, err
	}
	j, err := appendTo(filepath.Join(dir, journalName), whole)
	if err == nil && whole == 0 {
		err = j.line(h)
	}
	return j, bad, err
}

// appendTo is a journal that begins with so many bytes of a file, which is made if it is missing.
func appendTo(name string, whole int64) (*journal, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	if err = f.Truncate(whole); err == nil {
		_, err = f.Seek(whole, io.SeekStart)
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("open journal: %w", err)
	}
	return &journal{f: f, out: bufio.NewWriter(f)}, nil
}

// add adds an answer that came now.
func (j *journal) add(round int, c scenarios.CaseReport, now time.Time) error {
	if round > 0 { // all that matters of it is whether it is the same, or could not be had
		c = scenarios.CaseReport{Scenario: c.Scenario, Case: c.Case, Hash: c.Hash, Error: c.Error}
	}
	if err := j.line(entry{Round: round, Report: &c}); err != nil {
		return err
	}
	if now.Sub(j.synced) < syncInterval {
		return nil
	}
	j.synced = now
	return j.f.Sync()
}

func (j *journal) line(v any) error {
	b, err := json.Marshal(v)
	if err == nil {
		_, err = j.out.Write(append(b, '\n'))
	}
	if err == nil {
		err = j.out.Flush()
	}
	if err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	return nil
}

// begin notes how many cases of each scenario a start of the run is asked for; 0 means that time decides.
func (j *journal) begin(asked int) error {
	if asked == 0 {
		return nil
	}
	return j.line(entry{Asked: asked})
}

// close ends the journal; ended is the number of cases of each scenario where all are there, or 0.
func (j *journal) close(ended int) error {
	var err error
	if ended > 0 {
		err = j.line(entry{Ended: ended})
	}
	return errors.Join(err, j.f.Sync(), j.f.Close())
}

// discard empties a journal.
func (j *journal) discard() error { return errors.Join(j.f.Truncate(0), j.f.Close()) }
