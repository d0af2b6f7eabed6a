package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// A document is where a group goes on, as a file holds it. Its form is the one of the direct consumer's file, so that what
// reads the one reads the other.
type document struct {
	Schema    int                `json:"schema"`
	Group     string             `json:"group"`
	Positions []documentPosition `json:"positions"`
}

type documentPosition struct {
	Topic     string `json:"topic"`
	Partition int32  `json:"partition"`
	Offset    int64  `json:"offset"` // the next one to read
}

// document is the group's next offsets.
func (a *app) document(next offsets) document {
	d := document{Schema: 1, Group: a.group}
	for _, p := range slices.Sorted(maps.Keys(next)) {
		d.Positions = append(d.Positions, documentPosition{a.topic, p, next[p]})
	}
	return d
}

// readDocument reads a file of JSON, if there is one.
func readDocument(name string, into any) (found bool, err error) {
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		return false, fmt.Errorf("read %s: %w", name, err)
	}
	return true, nil
}

// replaceDocument gives a file new content, all of it or nothing whatever breaks, and makes it durable.
func replaceDocument(name string, content any) error {
	text, err := json.Marshal(content)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	next := name + ".next"
	file, err := os.Create(next)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	_, err = file.Write(append(text, '\n'))
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(next, name)
	}
	if err == nil {
		err = syncDirectory(name)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// syncDirectory makes the names in a file's directory durable.
func syncDirectory(name string) error {
	d, err := os.Open(filepath.Dir(name))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
