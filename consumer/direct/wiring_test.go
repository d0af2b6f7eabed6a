package direct

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/onceover/onceover/consumer/settings"
)

// TestKinds wires every kind of sink, store and dead letters that the settings know, without anybody to talk to.
func TestKinds(t *testing.T) {
	dir := t.TempDir()
	for _, kind := range settings.Choices("sink.kind") {
		s := settings.Default()
		s.Topic = "t"
		s.Sink = settings.Sink{
			Kind: kind, Address: "127.0.0.1:1", Path: filepath.Join(dir, kind), Topic: "out", OffsetsTopic: "offsets", URL: "http://127.0.0.1:1/",
		}
		if kind == "postgres-keyed" || kind == "postgres-transaction" {
			s.Sink.URL = "postgres://u@127.0.0.1:1/d"
		}
		wire(t, "sink "+kind, s, func(w *wiring) any { c, _ := w.config(); return c.Sink })
	}
	for _, kind := range settings.Choices("store.kind") {
		s := settings.Default()
		s.Topic = "t"
		s.Store = settings.Store{Kind: kind, Path: filepath.Join(dir, "offsets"), URL: "http://127.0.0.1:1", Table: "offsets"}
		wire(t, "store "+kind, s, func(w *wiring) any { c, _ := w.config(); return c.Store })
	}
	for _, kind := range settings.Choices("dead_letters.kind") {
		if kind == "" {
			continue
		}
		s := settings.Default()
		s.Topic = "t"
		s.DeadLetters = settings.DeadLetters{Kind: kind, Path: filepath.Join(dir, "letters"), Topic: "letters"}
		wire(t, "dead letters "+kind, s, func(w *wiring) any { c, _ := w.config(); return c.DeadLetters })
	}
	for _, assignor := range settings.Choices("instances.assignor") {
		s := settings.Default()
		s.Topic, s.Instances = "t", settings.Instances{Shared: true, Assignor: assignor}
		wire(t, "instances "+assignor, s, func(w *wiring) any { c, _ := w.config(); return c.Group })
	}
}

func wire(t *testing.T, what string, s *settings.Settings, part func(*wiring) any) {
	t.Helper()
	w := wiring{Settings: s, log: newLog(s.Log, t.Output())}
	defer w.close()
	if err := s.Check(settings.Source{}); err != nil {
		t.Errorf("%s: %v", what, err)
	}
	if got := part(&w); got == nil || fmt.Sprint(got) == "<nil>" {
		t.Errorf("%s is not wired", what)
	}
}
