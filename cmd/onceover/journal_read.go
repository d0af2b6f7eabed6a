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

	"github.com/onceover/onceover/scenarios"
)

// A damage is the lines of a journal that are no entries of it. After a power loss there may be some, and whole ones behind them:
// the pages of a file that were not synced reach the disk in no order.
type damage struct {
	lines int
	first error // with the file and the line
}

func (d damage) String() string {
	return fmt.Sprintf("damaged lines left out: %d, the first is %v", d.lines, d.first)
}

// readJournal hands every entry of a directory's journal to take, and returns the length of what was written to its end, and the
// damage in it. Begin gets the heading, and answers with the run's scenarios. Where there is no journal, the error is
// fs.ErrNotExist.
func readJournal(dir string, begin func(heading) ([]scenarios.Scenario, error), take func(entry)) (whole int64, bad damage, err error) {
	name := filepath.Join(dir, journalName)
	f, err := os.Open(name)
	if err != nil {
		return 0, bad, fmt.Errorf("read journal: %w", err)
	}
	defer f.Close()
	var of checker
	lines := bufio.NewReader(f)
	for number := 1; ; number++ {
		line, err := lines.ReadBytes('\n')
		switch {
		case err == io.EOF && whole == 0: // not even the heading was written
			return 0, bad, fmt.Errorf("read journal: %s: %w", name, fs.ErrNotExist)
		case err == io.EOF:
			return whole, bad, nil
		case err != nil:
			return 0, bad, fmt.Errorf("read journal: %w", err)
		}
		if number == 1 {
			if of, err = readHeading(name, line, begin); err != nil {
				return 0, bad, err
			}
		} else if e, err := of.entry(line); err == nil {
			take(e)
		} else if bad.lines++; bad.lines == 1 {
			bad.first = fmt.Errorf("%s:%d: %w", name, number, err)
		}
		whole += int64(len(line))
	}
}

func readHeading(name string, line []byte, begin func(heading) ([]scenarios.Scenario, error)) (checker, error) {
	var h heading
	if err := json.Unmarshal(line, &h); err != nil || h.Journal != journalFormat {
		return checker{}, fmt.Errorf("read journal: %s:1: no heading of a journal of format %d", name, journalFormat)
	}
	list, err := begin(h)
	return checker{h, list}, err
}

// A checker knows what entries a journal may have.
type checker struct {
	heading heading
	list    []scenarios.Scenario
}

// entry reads a line, and says what is wrong with one that no run has written.
func (c checker) entry(line []byte) (e entry, err error) {
	if err := json.Unmarshal(line, &e); err != nil {
		return e, err
	}
	switch r := e.Report; {
	case e == entry{}:
		err = errors.New("it is no entry of a journal")
	case e.Asked < 0 || e.Asked > casesMax || e.Ended < 0 || e.Ended > casesMax:
		err = fmt.Errorf("no run has %d cases", max(e.Asked, e.Ended))
	case e.Round < 0 || e.Round >= c.heading.Rounds:
		err = fmt.Errorf("round %d of %d", e.Round, c.heading.Rounds)
	case r != nil && r.Hash == "" && r.Error == "":
		err = errors.New("case without a trace")
	case r != nil:
		err = c.drawn(r.Scenario, r.Case)
	}
	return e, err
}

// drawn says whether a case is what the run draws for its index.
func (c checker) drawn(scenario string, k scenarios.Case) error {
	for _, s := range c.list {
		switch {
		case s.Name != scenario:
		case k.Index < 0 || k.Index >= casesMax || s.DrawCase(c.heading.Seed, k.Index).Seed != k.Seed:
			return fmt.Errorf("case %d of %s is not of seed %d", k.Index, scenario, c.heading.Seed)
		default:
			return nil
		}
	}
	return fmt.Errorf("the run has no scenario %q", scenario)
}
