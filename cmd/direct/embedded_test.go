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
	s.Topic, s.Kafka.Brokers, s.ZooKeeper.Servers = "orders", []string{"embedded"}, "embedded"
	s.Sink.Kind, s.Sink.Path = "file-append", filepath.Join(t.TempDir(), "out")
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
	files, err := filepath.Glob(filepath.Join(s.Sink.Path, "orders", "*", "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("files %v, error %v", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil || !strings.Contains(string(text), "record 1 of ") {
		t.Errorf("%s has %q, error %v", files[0], text, err)
	}
}
