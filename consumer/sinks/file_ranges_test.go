package sinks

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/consumer"
)

const (
	file5to7    = incarnation + "/0/00000000000000000005-00000000000000000007.0.jsonl"
	file9to10   = incarnation + "/1/00000000000000000009-00000000000000000010.0.jsonl"
	file5to6    = incarnation + "/0/00000000000000000005-00000000000000000006.0.jsonl"
	file6to7    = incarnation + "/0/00000000000000000006-00000000000000000007.0.jsonl"
	unfinished6 = file6to7 + ".X.tmp"
)

// TestFileRanges writes a batch three times, once after a restart: the files are those of the first time.
func TestFileRanges(t *testing.T) {
	dir := t.TempDir()
	s := NewFileRanges(dir)
	write(t, s, batch(5, 9, 7, 10))
	other := batch(5, 9, 7, 10)
	for i := range other.Results {
		other.Results[i].Value = []byte("made by another version")
	}
	write(t, s, other)
	write(t, NewFileRanges(dir), other)
	if diff := cmp.Diff(map[string]string{file5to7: line5 + line6, file9to10: line9}, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// TestFileRangesPlannedAnew finds the range there in part, as after a crash between the output and its commit, when the
// log has grown: the rest is written, wherever it lies.
func TestFileRangesPlannedAnew(t *testing.T) {
	for name, there := range map[string]string{file5to6: line5, file6to7: line6} {
		dir := t.TempDir()
		lay(t, filepath.Join(dir, name), there)
		write(t, NewFileRanges(dir), batch(5, 9, 7, 10))
		if diff := cmp.Diff(map[string]string{file5to6: line5, file6to7: line6, file9to10: line9}, tree(t, dir)); diff != "" {
			t.Errorf("with %s: %s", name, diff)
		}
	}
}

// TestFileRangesCrash finds the unfinished file of a crash, and removes it.
func TestFileRangesCrash(t *testing.T) {
	dir := t.TempDir()
	lay(t, filepath.Join(dir, unfinished6), "half")
	write(t, NewFileRanges(dir), batch(5, 9, 7, 10))
	if diff := cmp.Diff(map[string]string{file5to7: line5 + line6, file9to10: line9}, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// TestFileRangesRefuses opens directories that it cannot account for, and leaves them as they are.
func TestFileRangesRefuses(t *testing.T) {
	for name, there := range map[string][]string{
		"overlap":            {file5to7, file6to7},
		"contained":          {incarnation + "/0/00000000000000000001-00000000000000000020.jsonl", file6to7},
		"another name":       {incarnation + "/0/notes.txt"},
		"digits are missing": {incarnation + "/0/5-7.jsonl"},
		"empty range":        {incarnation + "/0/00000000000000000007-00000000000000000007.jsonl"},
	} {
		dir := t.TempDir()
		for _, path := range there {
			lay(t, filepath.Join(dir, path), "")
		}
		before := tree(t, dir)
		err := NewFileRanges(dir).Write(t.Context(), batch(5, 9, 7, 10))
		if err == nil || !strings.Contains(err.Error(), filepath.Base(there[0])) {
			t.Errorf("%s: error %v", name, err)
		}
		if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestFileRangesFails cannot rename: nothing is left, and the batch can be written later.
func TestFileRangesFails(t *testing.T) {
	dir := t.TempDir()
	s := NewFileRanges(dir)
	lay(t, filepath.Join(dir, file5to7, "in the way"), "")
	s.held[filepath.Join(incarnation, "0")] = &coverage{dir: filepath.Join(dir, incarnation, "0")}
	if err := s.Write(t.Context(), batch(5, 9, 7, 10)); err == nil {
		t.Fatal("no error")
	}
	if diff := cmp.Diff(map[string]string{file5to7 + "/in the way": ""}, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
	if err := os.RemoveAll(filepath.Join(dir, file5to7)); err != nil {
		t.Fatal(err)
	}
	write(t, s, batch(5, 9, 7, 10))
	if diff := cmp.Diff(map[string]string{file5to7: line5 + line6, file9to10: line9}, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// TestFileRangesReplay writes the result of a dead letter, twice: its range has a file that does not hold it.
func TestFileRangesReplay(t *testing.T) {
	dir := t.TempDir()
	lay(t, filepath.Join(dir, file5to7), line5)
	letter := consumer.DeadLetter{TopicID: consumer.TopicID{1}, Record: consumer.Record{Partition: p0, Offset: 6}}
	process := func(consumer.Record) ([]byte, error) { return []byte("b"), nil }
	for range 2 {
		if _, err := consumer.Replay(t.Context(), []consumer.DeadLetter{letter}, process, NewFileRanges(dir)); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]string{file5to7: line5, incarnation + "/0/replayed-00000000000000000006.0.jsonl": line6}
	if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
	write(t, NewFileRanges(dir), batch(5, 9, 7, 10))
}

// TestComesBack gives a partition to another instance, which dies before it stores what it wrote, and back: what that one
// wrote is there, and is not written again.
func TestComesBack(t *testing.T) {
	dir := t.TempDir()
	a, b := NewFileRanges(dir), NewFileRanges(dir)
	lead := func(s consumer.Sink, from, until int64) {
		t.Helper()
		commit := consumer.Commit{TopicID: consumer.TopicID{1}, Ranges: []consumer.Range{{Partition: p0, From: from, Until: until}}}
		results := consumer.Batch{Commit: commit}
		for offset := from; offset < until; offset++ {
			results.Results = append(results.Results, consumer.Result{Partition: p0, Offset: offset})
		}
		write(t, s, results)
	}
	lead(a, 0, 5)
	lead(b, 5, 8)
	a.Assigned(nil)
	lead(a, 5, 10) // and the log has grown
	lead(NewFileRanges(dir), 10, 11)
	var names []string
	for name := range tree(t, dir) {
		names = append(names, strings.SplitN(filepath.Base(name), ".", 2)[0])
	}
	slices.Sort(names)
	want := []string{
		"00000000000000000000-00000000000000000005", "00000000000000000005-00000000000000000008",
		"00000000000000000008-00000000000000000010", "00000000000000000010-00000000000000000011",
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
}
