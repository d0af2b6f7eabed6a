package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/direct"
)

// tell runs a command with more flags and returns what it says.
func (w *world) tell(t *testing.T, status int, command string, more ...string) string {
	t.Helper()
	var out strings.Builder
	args := append(append(strings.Fields(command), w.args("append")...), more...)
	if got := run(t.Context(), args, &out, &out); got != status {
		t.Fatalf("direct %s: exit status %d, want %d: %s", command, got, status, out.String())
	}
	return out.String()
}

// TestMoves exports a group's offsets, sets them back, imports them, and moves them from ZooKeeper to a file and back,
// with runs of the consumer in between: each record has one result.
func TestMoves(t *testing.T) {
	w := newWorld(t)
	w.fill(t)
	dir := t.TempDir()
	to := []string{
		"--migration.to.kind", "file", "--migration.to.path", filepath.Join(dir, "offsets"),
		"--migration.journal", filepath.Join(dir, "journal"),
	}
	if status := w.run(t, "append", 0); status != 0 {
		t.Fatalf("exit status %d", status)
	}
	exported := w.tell(t, 0, "offsets export")
	file := filepath.Join(dir, "exported.json")
	if err := os.WriteFile(file, []byte(exported), 0o600); err != nil {
		t.Fatal(err)
	}
	w.tell(t, 0, "offsets set --to earliest --rewind")
	if got, want := w.tell(t, 0, "offsets import", file), "partition 0: 0 -> 75\npartition 1: 0 -> 75\npartition 2: 0 -> 75\npartition 3: 0 -> 75\n"; got != want {
		t.Errorf("import says\n%s, want\n%s", got, want)
	}
	if again := w.tell(t, 0, "offsets export"); again != exported {
		t.Errorf("exported\n%s, then\n%s", exported, again)
	}
	for _, phase := range []string{"old-only", "old-leads", "new-leads", "new-only"} {
		if phase != "old-only" {
			w.tell(t, 0, "offsets migrate --phase "+phase, to...)
		}
		if got := w.tell(t, 0, "offsets migrate", to...); got != phase+"\n" {
			t.Errorf("phase %q, want %s", got, phase)
		}
		if lag := w.tell(t, 0, "lag", to...); !strings.HasSuffix(lag, "\n0 records in all\n") {
			t.Errorf("%s: %s", phase, lag)
		}
	}
	if shown := w.tell(t, 0, "offsets show --store.kind file --store.path "+filepath.Join(dir, "offsets")); strings.Count(shown, " 75 ") < 4 {
		t.Errorf("the new store has\n%s", shown)
	}
	if said := w.tell(t, 2, "offsets migrate --phase sideways", to...); said != "direct: --phase: want old-only, old-leads, new-leads or new-only, have \"sideways\"\n" {
		t.Errorf("said %q", said)
	}
	if err := os.Remove(filepath.Join(dir, "journal")); err != nil {
		t.Fatal(err)
	}
	if said := w.tell(t, 1, "lag", to...); !strings.Contains(said, "the journal of the migration is not there") {
		t.Errorf("without the journal: %s", said)
	}
	w.tell(t, 1, "offsets migrate", to...)
	w.tell(t, 0, "offsets migrate --phase old-only", to...)
	w.tell(t, 0, "lag", to...)
	w.tell(t, 2, "offsets migrate")
	w.tell(t, 2, "offsets import", "missing.json")
}

// TestReplay processes dead letters again, of a file.
func TestReplay(t *testing.T) {
	w := newWorld(t)
	w.fill(t)
	letters := filepath.Join(t.TempDir(), "letters")
	kept := []string{"--dead_letters.kind", "file", "--dead_letters.path", letters}
	done := 0
	status := w.runChanged(t, kept, func(c *consumer.Config, stop func()) {
		process := c.Process
		c.Process = func(r consumer.Record) ([]byte, error) {
			if r.ID == 1 && r.Offset < 3 {
				return nil, os.ErrInvalid
			}
			return process(r)
		}
		c.Hooks.Commit = countTo(&done, partitions*perPartition, stop)
	})
	if status != 0 {
		t.Fatalf("exit status %d", status)
	}
	before, err := w.redis.List("out:t:1")
	if err != nil || len(before) != perPartition-3 {
		t.Fatalf("%d results, error %v", len(before), err)
	}
	if got := w.tell(t, 0, "replay-dead-letters", kept...); got != "3 of 3 dead letters processed\n" {
		t.Errorf("said %q", got)
	}
	after, err := w.redis.List("out:t:1")
	if err != nil || len(after) != perPartition {
		t.Fatalf("%d results, error %v", len(after), err)
	}
	var r struct{ Offset int64 }
	if err := json.Unmarshal([]byte(after[perPartition-1]), &r); err != nil || r.Offset != 2 {
		t.Errorf("the last result is of offset %d, error %v", r.Offset, err)
	}
	w.tell(t, 2, "replay-dead-letters")
}

// runChanged runs the program with more flags and a change, until that stops it. It returns the exit status.
func (w *world) runChanged(t *testing.T, more []string, change func(c *consumer.Config, stop func())) int {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	return direct.Run(ctx, append(w.args("append"), more...), version, t.Output(), func(c *consumer.Config) { change(c, cancel) })
}

// countTo stops once so many offsets are stored.
func countTo(done *int, all int, stop func()) func(consumer.Commit, time.Duration, int, int) {
	return func(c consumer.Commit, _ time.Duration, _, _ int) {
		for _, r := range c.Ranges {
			*done += int(r.Until - max(r.From, 0))
		}
		if *done >= all {
			stop()
		}
	}
}

// TestKafkaToKafka prepares a topic for offsets, and reads a topic into another by transactions: each record once.
func TestKafkaToKafka(t *testing.T) {
	w := newWorld(t)
	w.fill(t)
	client, err := kgo.NewClient(kgo.SeedBrokers(w.kafka.ListenAddrs()...))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if _, err := kadm.NewClient(client).CreateTopic(t.Context(), 1, 1, nil, "out"); err != nil {
		t.Fatal(err)
	}
	sink := []string{"--sink.kind", "kafka-transaction", "--sink.topic", "out", "--sink.offsets_topic", "kept"}
	if got := w.tell(t, 0, "prepare", sink...); got != "topic kept is there\n" {
		t.Errorf("said %q", got)
	}
	if got := w.tell(t, 0, "prepare"); got != "nothing is needed\n" {
		t.Errorf("said %q", got)
	}
	done := 0
	status := w.runChanged(t, sink, func(c *consumer.Config, stop func()) {
		c.Hooks.Commit = countTo(&done, partitions*perPartition, stop)
	})
	if status != 0 {
		t.Fatalf("exit status %d", status)
	}
	if got := w.tell(t, 0, "lag", sink...); !strings.HasSuffix(got, "\n0 records in all\n") {
		t.Errorf("lag\n%s", got)
	}
}
