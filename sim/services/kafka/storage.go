package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A storage is the directory in which kfake keeps its logs while it runs, and all else that it knows once it is closed.
// There is a directory of each log with segments, which are the batches as they stand on the wire, with an index of
// entries of equal size, and a snapshot of what batches do not tell.
type storage string

// indexEntry is the size of a batch's entry in a segment's index.
const indexEntry = 15

func (d storage) dir(at partition) string {
	return filepath.Join(string(d), "partitions", fmt.Sprintf("%s-%d", url.PathEscape(at.topic), at.number))
}

func (d storage) batches(at partition, base int64) string {
	return filepath.Join(d.dir(at), fmt.Sprint(base, ".dat"))
}

func (d storage) index(at partition, base int64) string {
	return filepath.Join(d.dir(at), fmt.Sprint(base, ".idx"))
}

// segments are the first offsets of a log's segments, in order.
func (d storage) segments(at partition) (bases []int64, err error) {
	entries, err := os.ReadDir(d.dir(at))
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".dat")
		if base, err := strconv.ParseInt(name, 10, 64); ok && err == nil {
			bases = append(bases, base)
		}
	}
	slices.Sort(bases)
	return bases, err
}

// cut cuts a log off, while kfake is closed.
func (d storage) cut(at partition, c cut) error {
	bases, err := d.segments(at)
	if err != nil {
		return err
	}
	left := map[int64]segment{}
	for _, s := range c.segments {
		left[s.Base] = s
	}
	for _, base := range bases {
		s, ok := left[base]
		if !ok {
			err = errors.Join(err, os.Remove(d.batches(at, base)), os.Remove(d.index(at, base)))
			continue
		}
		err = errors.Join(err, os.Truncate(d.batches(at, base), s.Size), os.Truncate(d.index(at, base), s.batches*indexEntry))
	}
	if err != nil {
		return err
	}
	return errors.Join(
		edit(filepath.Join(d.dir(at), "snapshot.json"), func(s map[string]any) {
			s["high_watermark"], s["last_stable_offset"], s["segments"] = c.end, c.end, c.segments
			s["aborted_txns"] = without(s["aborted_txns"], func(t map[string]any) bool { return number(t["last_offset"]) >= c.end })
		}),
		edit(filepath.Join(string(d), "seq_windows.json"), func(s map[string]any) {
			all := without(s["windows"], func(w map[string]any) bool {
				return w["topic"] == at.topic && number(w["partition"]) == int64(at.number)
			})
			for _, w := range c.sequences(at) {
				all = append(all, w)
			}
			s["windows"] = all
		}))
}

// hold makes a log keep its epoch and its end through the next start: of one without segments, kfake reads no snapshot.
func (d storage) hold(at partition) error {
	var end int64
	err := edit(filepath.Join(d.dir(at), "snapshot.json"), func(s map[string]any) {
		if all, _ := s["segments"].([]any); len(all) == 0 {
			end = number(s["high_watermark"])
			s["segments"] = []segment{{Base: end}}
		} else {
			end = -1
		}
	})
	if err != nil || end < 0 {
		return err
	}
	f, err := os.OpenFile(d.batches(at, end), os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	return f.Close()
}

// edit changes an object in a file of JSON.
func edit(path string, change func(map[string]any)) error {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	read := json.NewDecoder(bytes.NewReader(raw))
	read.UseNumber()
	var object map[string]any
	if err := read.Decode(&object); err != nil {
		return fmt.Errorf("decode %s: %w", path, err)
	}
	change(object)
	raw, err = json.Marshal(object)
	if err != nil {
		return fmt.Errorf("encode %s: %w", path, err)
	}
	return os.WriteFile(path, raw, 0o644)
}

// without is a list of objects without those that are to go.
func without(list any, goes func(map[string]any) bool) []any {
	all, _ := list.([]any)
	return slices.DeleteFunc(all, func(each any) bool {
		object, _ := each.(map[string]any)
		return goes(object)
	})
}

func number(value any) int64 {
	text, _ := value.(json.Number)
	n, _ := text.Int64()
	return n
}
