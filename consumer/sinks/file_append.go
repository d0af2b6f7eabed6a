package sinks

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"

	"github.com/onceover/onceover/consumer"
)

// FileAppend is a sink that appends each result to its partition's file, <topic>/<topic id>/<partition>.jsonl below a
// directory, as a line of JSON with the offset and the value: a string if the value is UTF-8, {"base64":"…"} if it is
// not, and null if there is none. The results are on disk when Write returns.
//
// Its contract is at least once. It does not try again: a write that failed may have left some of its lines, and the
// restart, which repeats the batch, shows these twice. A line that a crash cut short is cut off before the next one is
// appended, for which a file that is opened is read once; zeros, which a power loss leaves, are cut off with
// all that is behind them, and kept in <partition>.jsonl.cut where that has lines.
//
// It asks for a directory that exists, and to be the only writer of a partition: two at once append what both have. They
// do not tear each other's lines: each appends under a lock on the file (flock), and fails if it does not get that in 10 s.
// Where the system has none (Windows, Solaris, AIX, WASI), one may cut off the line that the other is writing.
type FileAppend struct {
	// Log is told what was cut off a file; nil: nobody is. To be set before it is written to.
	Log *slog.Logger

	dir  string
	mu   sync.Mutex
	open map[string]*journal // by path
}

// NewFileAppend returns a FileAppend sink that writes below the directory. The caller closes it.
func NewFileAppend(dir string) *FileAppend { return &FileAppend{dir: dir, open: map[string]*journal{}} }

// Write implements consumer.Sink.
func (s *FileAppend) Write(ctx context.Context, b consumer.Batch) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, results := range spansOf(b.Results) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.append(ctx, b.TopicID, results); err != nil {
			return fmt.Errorf("append %d results of %v to its file: %w", len(results), results[0].Partition, err)
		}
	}
	return nil
}

// append appends the results of one partition. A file on which that fails is opened anew the next time.
func (s *FileAppend) append(ctx context.Context, id consumer.TopicID, results []consumer.Result) error {
	text, err := lines(results)
	if err != nil {
		return err
	}
	dir, err := home(results[0].Topic, id)
	if err != nil {
		return err
	}
	path := filepath.Join(s.dir, dir, number(results[0].ID)+".jsonl")
	j := s.open[path]
	if j == nil {
		if err := establish(s.dir, dir); err != nil {
			return err
		}
		if j, err = openJournal(path, s.Log); err != nil {
			return err
		}
		s.open[path] = j
	}
	if err := j.append(ctx, text); err != nil {
		delete(s.open, path)
		return errors.Join(err, j.close())
	}
	return nil
}

// Close closes the files.
func (s *FileAppend) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, j := range s.open {
		errs = append(errs, j.close())
	}
	clear(s.open)
	return errors.Join(errs...)
}
