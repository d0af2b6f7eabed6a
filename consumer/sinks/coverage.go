package sinks

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/onceover/onceover/consumer"
)

// span is the offsets [from, until).
type span struct{ from, until int64 }

// name is the span's file.
func (s span) name() string { return fmt.Sprintf("%020d-%020d.jsonl", s.from, s.until) }

// coverage is what the files of a partition's directory cover.
type coverage struct {
	dir   string
	spans []span // sorted; none overlaps another
}

// unfinished is the end of a name whose file is being written.
const unfinished = ".tmp"

// replayed is the beginning of the name of a file that holds one result, which lies in no range.
const replayed = "replayed-"

// readCoverage reads the names in a partition's directory, and removes what a crash left unfinished.
func readCoverage(dir string) (*coverage, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	c := &coverage{dir: dir}
	for _, e := range entries {
		name := e.Name()
		if strings.HasSuffix(name, unfinished) {
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				return nil, err
			}
			continue
		}
		if strings.HasPrefix(name, replayed) {
			continue
		}
		var s span
		if n, err := fmt.Sscanf(name, "%020d-%020d.jsonl", &s.from, &s.until); n != 2 || err != nil || s.name() != name || s.from >= s.until {
			return nil, fmt.Errorf("%s is not named after a range of offsets; move it elsewhere", filepath.Join(dir, name))
		}
		c.spans = append(c.spans, s)
	}
	slices.SortFunc(c.spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	for i := 1; i < len(c.spans); i++ {
		if before, after := c.spans[i-1], c.spans[i]; after.from < before.until {
			return nil, fmt.Errorf("%s and %s in %s overlap: two consumers wrote there at once; remove one of them",
				before.name(), after.name(), dir)
		}
	}
	// A name may be here and not be durable yet: its writer died between the rename and the sync.
	return c, syncDirectory(dir)
}

// missing returns the parts of a span that no file covers.
func (c *coverage) missing(s span) []span {
	var parts []span
	for _, held := range c.spans {
		if held.until <= s.from {
			continue
		}
		if held.from >= s.until {
			break
		}
		if s.from < held.from {
			parts = append(parts, span{s.from, held.from})
		}
		s.from = held.until
	}
	if s.from < s.until {
		parts = append(parts, s)
	}
	return parts
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
	name := fmt.Sprintf("%s%020d.jsonl", replayed, r.Offset)
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
