package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/onceover/onceover/consumer"
)

// resultsDir is where noSync writes. The settings name it too, of a sink that makes it.
const resultsDir = "/results"

// noSync appends results to files and never syncs them. A power loss takes what the stored offset has passed.
func noSync(c *consumer.Config) { c.Sink = newForgetfulSink(resultsDir) }

// forgetfulSink appends the results of each partition to a file, as lines of JSON, and leaves it to the system when they
// get to the disk. It even mends its files: only the sync is missing.
type forgetfulSink struct {
	dir  string
	open map[consumer.Partition]*os.File
}

func newForgetfulSink(dir string) *forgetfulSink {
	return &forgetfulSink{dir: dir, open: map[consumer.Partition]*os.File{}}
}

// Write implements consumer.Sink.
func (s *forgetfulSink) Write(_ context.Context, b consumer.Batch) error {
	for from := 0; from < len(b.Results); {
		p, text := b.Results[from].Partition, []byte(nil)
		for ; from < len(b.Results) && b.Results[from].Partition == p; from++ {
			line, err := json.Marshal(struct {
				Offset int64  `json:"offset"`
				Value  string `json:"value"`
			}{b.Results[from].Offset, string(b.Results[from].Value)})
			if err != nil {
				return err
			}
			text = append(append(text, line...), '\n')
		}
		file, err := s.file(p)
		if err != nil {
			return err
		}
		if _, err := file.Write(text); err != nil {
			return err
		}
	}
	return nil
}

// file is the file of a partition. When it is opened, what a power loss left of a line is cut off.
func (s *forgetfulSink) file(p consumer.Partition) (*os.File, error) {
	if file := s.open[p]; file != nil {
		return file, nil
	}
	path := filepath.Join(s.dir, fmt.Sprintf("%s-%d.jsonl", p.Topic, p.ID))
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	whole, _, _ := bytes.Cut(text, []byte{0})
	whole = whole[:bytes.LastIndexByte(whole, '\n')+1]
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return nil, err
	}
	s.open[p] = file
	return file, file.Truncate(int64(len(whole)))
}
