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
// killed is gone on with. A last line that was not written to its end is no part of it.
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

// readJournal hands every entry of a directory's journal to take, and returns the heading and the length of what was whole.
// Where there is no journal, the error is fs.ErrNotExist.
func readJournal(dir string, begin func(heading) error, take func(entry)) (whole int64, err error) {
	name := filepath.Join(dir, journalName)
	f, err := os.Open(name)
	if err != nil {
		return 0, fmt.Errorf("read journal: %w", err)
	}
	defer f.Close()
	lines := bufio.NewReader(f)
	for number := 1; ; number++ {
		line, err := lines.ReadBytes('\n')
		switch {
		case err == io.EOF:
			if whole == 0 { // not even the heading was written
				err = fmt.Errorf("read journal: %s: %w", name, fs.ErrNotExist)
				return 0, err
			}
			return whole, nil
		case err != nil:
			return 0, fmt.Errorf("read journal: %w", err)
		}
		var e entry
		if number == 1 {
			var h heading
			if err := json.Unmarshal(line, &h); err != nil || h.Journal != journalFormat {
				return 0, fmt.Errorf("read journal: %s:1: no heading of a journal of format %d", name, journalFormat)
			}
			if err := begin(h); err != nil {
				return 0, err
			}
		} else if err := json.Unmarshal(line, &e); err != nil {
			return 0, fmt.Errorf("read journal: %s:%d: %w", name, number, err)
		} else {
			take(e)
		}
		whole += int64(len(line))
	}
}

// errOther says that a journal is of another run.
var errOther = errors.New("the journal is of another run")

// openJournal goes on with the journal of a directory, whose entries it hands to take, if it has that heading. One of
// another run is put aside, and a new one begun.
func openJournal(dir string, h heading, take func(entry)) (*journal, error) {
	whole, err := readJournal(dir, func(of heading) error {
		if !reflect.DeepEqual(of, h) {
			return errOther
		}
		return nil
	}, take)
	name := filepath.Join(dir, journalName)
	switch {
	case errors.Is(err, errOther):
		if err := putAside(dir); err != nil {
			return nil, err
		}
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	j := &journal{f: f, out: bufio.NewWriter(f)}
	if err = f.Truncate(whole); err == nil {
		_, err = f.Seek(whole, io.SeekStart)
	}
	if err == nil && whole == 0 {
		err = j.line(h)
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("open journal: %w", err)
	}
	return j, nil
}

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
