package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/twmb/franz-go/pkg/kgo"
)

// A block is what a receiver got at once.
type block struct {
	number  int
	records []*kgo.Record
}

// A blockLog is a write-ahead log: a file that is only appended to, with a line of JSON for each block and another once
// that block is done. A line is synced before it counts.
type blockLog struct {
	mu     sync.Mutex
	file   *os.File
	blocks int
}

// An entry is a line of a blockLog.
type entry struct {
	Block   int           `json:"block"` // counted from 1
	Done    bool          `json:"done,omitempty"`
	Records []entryRecord `json:"records,omitempty"`
}

type entryRecord struct {
	Partition int32  `json:"partition"`
	Offset    int64  `json:"offset"`
	Value     []byte `json:"value"`
}

// openBlockLog opens a log, or makes one, and returns the blocks that are not done, in order. What follows the last whole
// line is cut off: nobody was told that it is there.
func openBlockLog(name, topic string) (*blockLog, []block, error) {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return nil, nil, fmt.Errorf("open write-ahead log: %w", err)
	}
	text, err := os.ReadFile(name)
	var undone []block
	l := &blockLog{file: file}
	if err == nil {
		text = text[:bytes.LastIndexByte(text, '\n')+1]
		undone, l.blocks, err = parseBlocks(text, topic)
	}
	if err == nil {
		err = file.Truncate(int64(len(text)))
	}
	if err == nil {
		err = syncDirectory(name)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read write-ahead log: %w", errors.Join(err, file.Close()))
	}
	return l, undone, nil
}

// parseBlocks returns the blocks that are not done, and the number of the last one.
func parseBlocks(text []byte, topic string) (undone []block, last int, err error) {
	for line := range bytes.Lines(text) {
		var e entry
		if err := json.Unmarshal(line, &e); err != nil {
			return nil, 0, fmt.Errorf("line %q: %w", line, err)
		}
		if e.Done {
			for i := range undone {
				if undone[i].number == e.Block {
					undone = append(undone[:i], undone[i+1:]...)
					break
				}
			}
			continue
		}
		b := block{number: e.Block}
		for _, r := range e.Records {
			b.records = append(b.records, &kgo.Record{Topic: topic, Partition: r.Partition, Offset: r.Offset, Value: r.Value})
		}
		undone, last = append(undone, b), e.Block
	}
	return undone, last, nil
}

// append logs records as a block.
func (l *blockLog) append(records []*kgo.Record) (block, error) {
	l.blocks++
	b := block{l.blocks, records}
	e := entry{Block: b.number}
	for _, r := range records {
		e.Records = append(e.Records, entryRecord{r.Partition, r.Offset, r.Value})
	}
	return b, l.write(e)
}

// done notes that a block is done.
func (l *blockLog) done(b block) error { return l.write(entry{Block: b.number, Done: true}) }

func (l *blockLog) write(e entry) error {
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("log block %d: %w", e.Block, err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err = l.file.Write(append(line, '\n')); err == nil {
		err = l.file.Sync()
	}
	if err != nil {
		return fmt.Errorf("log block %d: %w", e.Block, err)
	}
	return nil
}

func (l *blockLog) close() { l.file.Close() }
