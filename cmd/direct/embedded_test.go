package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/direct"
	"github.com/onceover/onceover/consumer/settings"
)

// TestEmbedded tries the consumer with nothing installed, as docs/direct.md says, until the first record is in a file.
func TestEmbedded(t *testing.T) {
	s := settings.Default()
	if err := s.Read("../../docs/try.yaml", settings.Source{}); err != nil {
		t.Fatal(err)
	}
	s.Sink.Path = filepath.Join(t.TempDir(), "out")
	runEmbedded(t, s)
	files, err := filepath.Glob(filepath.Join(s.Sink.Path, "orders", "*", "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("files %v, error %v", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil || !strings.Contains(string(text), "record 1 of ") {
		t.Errorf("%s has %q, error %v", files[0], text, err)
	}
}

// TestEmbeddedSinks writes to the embedded Kafka, too, whose topics nobody else can make.
func TestEmbeddedSinks(t *testing.T) {
	for _, kind := range []string{"kafka", "kafka-transaction"} {
		s := settings.Default()
		s.Topic, s.Kafka.Brokers, s.ZooKeeper.Servers = "orders", []string{"embedded"}, "embedded"
		s.Sink.Kind, s.Sink.Topic, s.Sink.OffsetsTopic = kind, "out", "kept"
		s.DeadLetters = settings.DeadLetters{Kind: "kafka", Topic: "letters"}
		runEmbedded(t, s)
	}
}

// TestEmbeddedTools refuses to look from another process at what is embedded in this one.
func TestEmbeddedTools(t *testing.T) {
	for _, command := range []string{"lag", "prepare", "offsets show", "offsets migrate", "replay-dead-letters"} {
		var said strings.Builder
		status := run(t.Context(), append(strings.Fields(command), "--config", "../../docs/try.yaml"), &said, &said)
		if want := ": what is embedded lives in the process of direct run, and ends with it\n"; status != 2 || !strings.HasSuffix(said.String(), want) {
			t.Errorf("%s: exit status %d: %s", command, status, said.String())
		}
	}
}

// runEmbedded runs the consumer until a record is stored.
func runEmbedded(t *testing.T, s *settings.Settings) {
	t.Helper()
	if err := s.Check(settings.Source{}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stop, err := embed(ctx, s)
	defer stop()
	if err != nil {
		t.Fatal(err)
	}
	done := 0
	if err := direct.Consume(ctx, s, version, t.Output(), func(c *consumer.Config) {
		c.Hooks.Commit = countTo(&done, 1, cancel)
	}); err != nil {
		t.Fatal(err)
	}
}
