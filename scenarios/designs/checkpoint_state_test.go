package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCheckpoint writes checkpoints as the program does and takes the last one up: by the same build, which goes on with
// its settings; by another, which is refused; and by another that is to run what is there.
func TestCheckpoint(t *testing.T) {
	running := version
	t.Cleanup(func() { version = running })
	file := filepath.Join(t.TempDir(), "checkpoint.json")
	a := &app{group: "g", topic: "t", batch: 5}
	s := state{
		Build: version, Settings: settings{"t", 5}, Handled: 12, Next: offsets{0: 20, 1: 7, 2: 3},
		Pending: [][]checkpointRange{{{0, 10, 15}, {1, 5, 7}}, {{0, 15, 20}}},
	}
	writer := newCheckpointWriter(file, 0)
	writer.write((&state{}).checkpoint(a))
	writer.write(s.checkpoint(a))
	if err := writer.close(); err != nil {
		t.Fatal(err)
	}
	var held document
	if found, err := readDocument(file, &held); !found || err != nil {
		t.Fatalf("there is a file: %v; %v", found, err)
	}
	want := document{1, "g", []documentPosition{{"t", 0, 10}, {"t", 1, 5}, {"t", 2, 3}}}
	if diff := cmp.Diff(want, held); diff != "" {
		t.Errorf("where the group goes on (-want +got):\n%s", diff)
	}

	changed := &app{group: "g", topic: "t", batch: 99}
	got, err := changed.recoverState(t.Context(), file, nil)
	if diff := cmp.Diff(s, got); err != nil || diff != "" {
		t.Errorf("%v; state (-want +got):\n%s", err, diff)
	}
	version = "other"
	if _, err := changed.recoverState(t.Context(), file, nil); err == nil || !strings.Contains(err.Error(), "failed to read checkpoint") {
		t.Errorf("another build takes the checkpoint up: %v", err)
	}
	changed.oldGraph = true
	got, err = changed.recoverState(t.Context(), file, nil)
	if diff := cmp.Diff(s, got); err != nil || diff != "" || version != running {
		t.Errorf("build %s runs: %v; state (-want +got):\n%s", version, err, diff)
	}
	if err := os.WriteFile(file, []byte(`{"state":`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := changed.recoverState(t.Context(), file, nil); err == nil {
		t.Error("a torn checkpoint is taken up")
	}
}

// TestRanges holds that ranges are the same behind a checkpoint.
func TestRanges(t *testing.T) {
	want := []span{{2, 5, 9}, {0, 0, 1}}
	if diff := cmp.Diff(want, spansOf(rangesOf(want)), cmp.AllowUnexported(span{})); diff != "" {
		t.Error(diff)
	}
}
