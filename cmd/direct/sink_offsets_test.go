package main

import (
	"context"
	"strings"
	"testing"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/direct"
)

// TestSinkOffsets sets the offsets of a sink that keeps them itself: the consumer goes on there, and not at what the store
// mirrors. Where they cannot be set, nothing claims to have done so.
func TestSinkOffsets(t *testing.T) {
	w := newWorld(t)
	w.fill(t)
	tell := func(command string, status int, want string, more ...string) {
		t.Helper()
		var out strings.Builder
		got := run(t.Context(), append(append(strings.Fields(command), w.args("transaction")...), more...), &out, &out)
		if !strings.Contains(out.String(), want) || got != status {
			t.Errorf("direct %s: exit status %d, want %d; said %s, want %q", command, got, status, out.String(), want)
		}
	}
	consume := func(records int) {
		t.Helper()
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		done := 0
		if status := direct.Run(ctx, w.args("transaction"), version, t.Output(), func(c *consumer.Config) {
			c.Hooks.Commit = countTo(&done, records, stop)
		}); status != 0 {
			t.Fatalf("exit status %d", status)
		}
	}
	consume(partitions * perPartition)
	tell("offsets set --offset 70 --partitions 3 --rewind", 0, "partition 3: 75 -> 70\n")
	tell("lag", 0, "5 records in all\n")
	consume(5) // which would wait for ever if there were nothing to read
	tell("lag", 0, "0 records in all\n")
	kafka := []string{"--sink.kind", "kafka-transaction", "--sink.topic", "out", "--sink.offsets_topic", "kept"}
	for _, command := range []string{"offsets set --to earliest --rewind", "offsets set --to latest --dry-run", "offsets import --rewind none.json"} {
		tell(command, 2, "they cannot be set", kafka...)
	}
}
