package sinks

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"

	"github.com/onceover/onceover/consumer"
)

// FileRanges is a sink that writes the results of each range to a file of its own, <topic>/<topic id>/<partition>/
// <from>-<until>.<leader epoch>.jsonl below a directory, in lines like FileAppend's. The offsets have 20 digits, as in Kafka's own
// files, so that the names sort. A file appears whole: it is written under another name, synced, and renamed, and its
// name is durable when Write returns. Who reads the directory ignores names that end in .tmp.
//
// Its contract is the keyed one: a range that is written again changes nothing, as long as processing is a function of
// the record. After a crash the consumer's plan may be another, since the log has grown meanwhile; of a range that is
// there in part only the rest is written, so that each offset is in one file. What was written first stays.
//
// The leader epoch is that of the records: a range of several is in several files. Where a log was truncated and has grown
// again, an offset is in files of two epochs, and the later one is that of the record which the log has now. A file without
// an epoch is of an older build: it stays, and is an error only where a result is to be written in its span.
//
// A result outside the batch's ranges, as consumer.Replay writes them, is in the file replayed-<offset>.<leader epoch>.jsonl.
//
// It asks for a directory that exists, on a file system whose rename is atomic, and to be the only writer of a partition
// from Assigned on: two at once may write ranges that overlap, and whoever opens the partition next refuses it and names the
// files.
type FileRanges struct {
	dir  string
	mu   sync.Mutex
	held map[string]*coverage // by partition's directory
}

// NewFileRanges returns a FileRanges sink that writes below the directory.
func NewFileRanges(dir string) *FileRanges {
	return &FileRanges{dir: dir, held: map[string]*coverage{}}
}

// Assigned implements consumer.AssignedSink: it forgets what files there were.
func (s *FileRanges) Assigned([]consumer.Partition) {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.held)
}

// Write implements consumer.Sink. It fails where the files disagree; an error of the file system may be one that passes.
func (s *FileRanges) Write(ctx context.Context, b consumer.Batch) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, results := range spansOf(b.Results) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.write(b, results); err != nil {
			return fmt.Errorf("write %d results of %v to files: %w", len(results), results[0].Partition, err)
		}
	}
	return nil
}

// write writes the results of one partition: those of its range, and those of none.
func (s *FileRanges) write(b consumer.Batch, results []consumer.Result) error {
	p := results[0].Partition
	dir, err := home(p.Topic, b.TopicID)
	if err != nil {
		return err
	}
	dir = filepath.Join(dir, number(p.ID))
	held := s.held[dir]
	if held == nil {
		if err := establish(s.dir, dir); err != nil {
			return err
		}
		if held, err = readCoverage(filepath.Join(s.dir, dir)); err != nil {
			return err
		}
		s.held[dir] = held
	}
	for _, r := range b.Ranges {
		if r.Partition != p || r.From == consumer.None {
			continue
		}
		whole := span{from: r.From, until: r.Until}
		if err := held.complete(whole, within(results, whole)); err != nil {
			return err
		}
		results = without(results, whole)
	}
	for _, r := range results {
		if err := held.replay(r); err != nil {
			return err
		}
	}
	return nil
}

// complete writes the results of a span that no file holds.
func (c *coverage) complete(whole span, results []consumer.Result) error {
	for _, s := range byEpoch(whole, results) {
		missing, err := c.missing(s)
		if err != nil {
			return err
		}
		for _, m := range missing {
			if rest := within(results, m); len(rest) > 0 {
				if err := c.write(m, rest); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// byEpoch cuts a span where the results' epoch changes, which only grows along a log.
func byEpoch(s span, results []consumer.Result) (parts []span) {
	for i, r := range results {
		if i > 0 && r.Epoch != s.epoch {
			parts = append(parts, span{s.from, r.Offset, s.epoch})
			s.from = r.Offset
		}
		s.epoch = r.Epoch
	}
	if len(results) == 0 {
		return nil
	}
	return append(parts, s)
}

// within returns the results whose offsets are in the span, without those whose are not.
func within(results []consumer.Result, s span) []consumer.Result {
	return filter(results, func(offset int64) bool { return s.from <= offset && offset < s.until })
}

func without(results []consumer.Result, s span) []consumer.Result {
	return filter(results, func(offset int64) bool { return offset < s.from || offset >= s.until })
}

func filter(results []consumer.Result, keep func(int64) bool) []consumer.Result {
	var kept []consumer.Result
	for _, r := range results {
		if keep(r.Offset) {
			kept = append(kept, r)
		}
	}
	return kept
}
