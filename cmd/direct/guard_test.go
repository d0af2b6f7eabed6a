package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/direct"
)

// TestGuard restores ZooKeeper from an older snapshot. With a guard the consumer does not go on there, and says what to
// do; what the guard knows can be put back, and an operator who wants to go back can, too.
func TestGuard(t *testing.T) {
	w := newWorld(t)
	w.fill(t)
	guard := filepath.Join(t.TempDir(), "guard.json")
	guarded := []string{"--store.guard", guard}
	w.tell(t, 0, "offsets set --offset 40", guarded...)
	backup := w.server.Save()
	if said, status := w.consume(t, 75, guarded...); status != 0 {
		t.Fatalf("exit status %d: %s", status, said)
	}
	handled := len(w.results(t))

	w.server.Restore(backup)
	wentBack := "the offset store went back: t/0 is at 40, and in the guard at 75; "
	advice := "to go on at the guard: direct offsets import --forward-only " + guard + "; to begin at the store, "
	if said, status := w.consume(t, 75, guarded...); status != 1 || !strings.Contains(said, "direct: load offsets from the store: "+wentBack) || strings.Count(said, advice) != 1 {
		t.Errorf("exit status %d: %s", status, said)
	}
	if shown := w.tell(t, 0, "offsets show", guarded...); !strings.Contains(shown, "  the guard is at 75\nthe offset store went back; "+advice) {
		t.Errorf("shown\n%s", shown)
	}
	// Another host went on with a partition, of which this one's guard knows less.
	w.tell(t, 0, "offsets set --to latest --partitions 1")
	known, err := os.ReadFile(guard)
	if err == nil {
		err = os.WriteFile(guard, bytes.Replace(known, []byte("\"partition\": 1,\n   \"offset\": 75"), []byte("\"partition\": 1,\n   \"offset\": 70"), 1), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if said := w.tell(t, 1, "offsets import "+guard, guarded...); !strings.Contains(said, "t/1 would go back from 75 to 70") || !strings.Contains(said, "--rewind allows that") {
		t.Errorf("import says %s", said)
	}
	if said := w.tell(t, 0, "offsets import --forward-only "+guard, guarded...); strings.Count(said, "40 -> 75\n") != partitions-1 {
		t.Errorf("import says %s", said)
	}
	if said, status := w.consume(t, 75, guarded...); status != 0 || len(w.results(t)) != handled {
		t.Errorf("exit status %d, %d results, %d before: %s", status, len(w.results(t)), handled, said)
	}

	w.tell(t, 0, "offsets set --to earliest --rewind", guarded...)
	if said, status := w.consume(t, 75, guarded...); status != 0 || len(w.results(t)) != partitions*perPartition {
		t.Errorf("after a rewind: exit status %d, %d results: %s", status, len(w.results(t)), said)
	}

	w.server.Restore(backup)
	if err := os.Remove(guard); err != nil {
		t.Fatal(err)
	}
	if said, status := w.consume(t, 75, guarded...); status != 0 {
		t.Errorf("without the guard's file: exit status %d: %s", status, said)
	}
}

// consume runs the program until each partition is stored up to an offset, or it ends. It returns what that said.
func (w *world) consume(t *testing.T, until int64, more ...string) (said string, status int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stored := map[consumer.Partition]int64{}
	look := func() {
		for _, offset := range stored {
			if offset < until {
				return
			}
		}
		cancel()
	}
	var out strings.Builder
	status = direct.Run(ctx, append(w.args("keyed"), more...), version, &out, func(c *consumer.Config) {
		c.Hooks.Assign = func(at map[consumer.Partition]consumer.Position) {
			for p, position := range at {
				stored[p] = position.Offset
			}
			look()
		}
		c.Hooks.Commit = func(b consumer.Commit, _ time.Duration, _, _ int) {
			for _, r := range b.Ranges {
				stored[r.Partition] = r.Until
			}
			look()
		}
	})
	return out.String(), status
}
