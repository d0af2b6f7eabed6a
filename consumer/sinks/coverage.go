package sinks

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/onceover/onceover/consumer"
)

// span is the offsets [from, until), of records of one leader epoch.
type span struct {
	from, until int64
	epoch       int32
}

// unnoted is the epoch of a file whose writer did not yet note one.
const unnoted = math.MinInt32

// name is the span's file.
func (s span) name() string {
	if s.epoch == unnoted {
		return fmt.Sprintf("%020d-%020d.jsonl", s.from, s.until)
	}
	return fmt.Sprintf("%020d-%020d.%d.jsonl", s.from, s.until, s.epoch)
}

// parseSpan reads what name gives, and nothing else.
func parseSpan(name string) (s span, ok bool) {
	s.epoch = unnoted
	if n, _ := fmt.Sscanf(name, "%020d-%020d.%d.jsonl", &s.from, &s.until, &s.epoch); n < 2 {
		return s, false
	}
	return s, s.name() == name && s.from < s.until
}

// coverage is what the files of a partition's directory cover.
type coverage struct {
	dir   string
	spans []span // sorted; none overlaps another of its epoch
}

// unfinished is the end of a name whose file is being written.
const unfinished = ".tmp"

// replayed is the beginning of the name of a file that holds one result, which lies in no range.
const replayed = "replayed-"

// readCoverage reads the names in a partition's directory, and removes what a crash left unfinished. It reads them again if
// something was no longer there: its writer lives, and has just finished it.
func readCoverage(dir string) (*coverage, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	c := &coverage{dir: dir}
	for _, e := range entries {
		name := e.Name()
		if strings.HasSuffix(name, unfinished) {
			err := os.Remove(filepath.Join(dir, name))
			if errors.Is(err, fs.ErrNotExist) {
				return readCoverage(dir)
			}
			if err != nil {
				return nil, err
			}
			continue
		}
		if strings.HasPrefix(name, replayed) {
			continue
		}
		s, ok := parseSpan(name)
		if !ok {
			return nil, fmt.Errorf("%s is not named after a range of offsets; move it elsewhere", filepath.Join(dir, name))
		}
		c.spans = append(c.spans, s)
	}
	slices.SortFunc(c.spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	last := map[int32]span{}
	for _, s := range c.spans {
		if before := last[s.epoch]; s.from < before.until {
			return nil, fmt.Errorf("%s and %s in %s overlap: two consumers wrote there at once; remove one of them",
				before.name(), s.name(), dir)
		}
		last[s.epoch] = s
	}
	// A name may be here and not be durable yet: its writer died between the rename and the sync.
	return c, syncDirectory(dir)
}

// missing returns the parts of a span that no file of its epoch covers. A file of an epoch that is not known may hold the
// same records or others, which only a person can tell.
func (c *coverage) missing(s span) (parts []span, err error) {
	for _, held := range c.spans {
		if held.until <= s.from {
			continue
		}
		if held.from >= s.until {
			break
		}
		if held.epoch == unnoted {
			return nil, fmt.Errorf("%s in %s is of a build that did not note leader epochs, and others are to be written in its span: "+
				"rename it to %s if its records are the same, else move it elsewhere",
				held.name(), c.dir, span{held.from, held.until, s.epoch}.name())
		}
		if held.epoch != s.epoch {
			continue
		}
		if s.from < held.from {
			parts = append(parts, span{s.from, held.from, s.epoch})
		}
		s.from = held.until
	}
	if s.from < s.until {
		parts = append(parts, s)
	}
	return parts, nil
}

// write makes the file of a span that is missing.
func (c *coverage) write(s span, results []consumer.Result) error {
	if err := c.make(s.name(), results); err != nil {
		return err
	}
	i, _ := slices.BinarySearchFunc(c.spans, s, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	c.spans = slices.Insert(c.spans, i, s)
	return nil
}

// replay makes the file of one result that lies in no range, unless it is there.
func (c *coverage) replay(r consumer.Result) error {
	name := fmt.Sprintf("%s%020d.%d.jsonl", replayed, r.Offset, r.Epoch)
	_, err := os.Stat(filepath.Join(c.dir, name))
	if err == nil {
		return syncDirectory(c.dir)
	}
	if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return c.make(name, []consumer.Result{r})
}

// make makes a file appear whole, or not at all. If only the sync of its name fails, it may be there all the same: the
// next attempt renames another of the same contents onto it.
func (c *coverage) make(name string, results []consumer.Result) error {
	text, err := lines(results)
	if err != nil {
		return err
	}
	// Nobody else has the name, so that nobody else's half is renamed.
	path := filepath.Join(c.dir, name+"."+rand.Text()+unfinished)
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(path, filepath.Join(c.dir, name))
	}
	if err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return syncDirectory(c.dir)
}
