package sinks

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/consumer"
)

// elected is a batch whose records are of a later leader epoch.
func elected(b consumer.Batch) consumer.Batch {
	for i := range b.Results {
		b.Results[i].Epoch = 3
	}
	return b
}

// TestHTTPTruncated posts the results of other records at the same offsets, twice, as after an unclean election: the
// receiver has not seen these.
func TestHTTPTruncated(t *testing.T) {
	s, sink := receive(t, HTTPConfig{Concurrency: 1})
	write(t, sink, batch(5, 9, 7, 10))
	for range 2 {
		write(t, sink, elected(batch(5, 9, 7, 10)))
	}
	want := append(slices.Clone(onceKeyed), id+":0:5:3=a", id+":0:6:3=b", id+":1:9:3=c")
	if taken, _ := s.got(); !slices.Equal(taken, want) {
		t.Errorf("taken %q", taken)
	}
}

// TestFileRangesTruncated does the same in files, the last time after a restart.
func TestFileRangesTruncated(t *testing.T) {
	dir := t.TempDir()
	s := NewFileRanges(dir)
	write(t, s, batch(5, 9, 7, 10))
	write(t, s, elected(batch(5, 9, 7, 10)))
	write(t, NewFileRanges(dir), elected(batch(5, 9, 7, 10)))
	later := func(name string) string { return strings.Replace(name, ".0.", ".3.", 1) }
	want := map[string]string{
		file5to7: line5 + line6, file9to10: line9, later(file5to7): line5 + line6, later(file9to10): line9,
	}
	if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// TestFileRangesElection writes a range in which another leader was elected, and then others over the same offsets: each
// record is in one file.
func TestFileRangesElection(t *testing.T) {
	dir := t.TempDir()
	b := batch(4, 9, 8, 10)
	b.Results[1].Epoch = 1
	write(t, NewFileRanges(dir), b)
	for _, bounds := range [][2]int64{{5, 9}, {2, 6}, {6, 12}} {
		b.Ranges[0].From, b.Ranges[0].Until = bounds[0], bounds[1]
		b := b
		b.Results = slices.DeleteFunc(slices.Clone(b.Results), func(r consumer.Result) bool {
			return r.Partition != p0 || r.Offset < bounds[0] || r.Offset >= bounds[1]
		})
		write(t, NewFileRanges(dir), b)
	}
	want := map[string]string{
		incarnation + "/0/00000000000000000004-00000000000000000006.0.jsonl": line5,
		incarnation + "/0/00000000000000000006-00000000000000000008.1.jsonl": line6,
		file9to10: line9,
	}
	if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// TestFileRangesOlderBuild finds files of a build that noted no epochs: they stay, and who would write in the span of one
// is told how to go on.
func TestFileRangesOlderBuild(t *testing.T) {
	dir := t.TempDir()
	older := strings.Replace(file5to7, ".0.", ".", 1)
	lay(t, filepath.Join(dir, older), line5+line6)
	err := NewFileRanges(dir).Write(t.Context(), batch(5, 9, 7, 10))
	if err == nil || !strings.Contains(err.Error(), filepath.Base(older)) || !strings.Contains(err.Error(), "rename it to "+filepath.Base(file5to7)) {
		t.Errorf("error %v", err)
	}
	next := batch(7, 9, 8, 10)
	next.Results = next.Results[2:]
	write(t, NewFileRanges(dir), next)
	if diff := cmp.Diff(map[string]string{older: line5 + line6, file9to10: line9}, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}
