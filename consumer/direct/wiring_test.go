package direct

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/consumer/settings"
	"github.com/onceover/onceover/consumer/sinks"
	"github.com/onceover/onceover/consumer/sinks/postgres"
)

// TestKinds wires every kind of sink, store and dead letters that the settings know, without anybody to talk to.
func TestKinds(t *testing.T) {
	dir := t.TempDir()
	for _, kind := range settings.Choices("sink.kind") {
		s := settings.Default()
		s.Topic = "t"
		s.Sink = settings.Sink{
			Kind: kind, Address: "127.0.0.1:1", Path: filepath.Join(dir, kind), Topic: "out", OffsetsTopic: "offsets", URL: "http://127.0.0.1:1/",
			HTTP: s.Sink.HTTP,
		}
		if kind == "postgres-keyed" || kind == "postgres-transaction" {
			s.Sink.URL = "postgres://u@127.0.0.1:1/d"
		}
		wire(t, "sink "+kind, s, func(w *wiring) any { c, _ := w.config(); return c.Sink })
	}
	for _, kind := range settings.Choices("store.kind") {
		s := settings.Default()
		s.Topic = "t"
		s.Store = settings.Store{Place: settings.Place{Kind: kind, Path: filepath.Join(dir, "offsets"), URL: "http://127.0.0.1:1", Table: "offsets"}}
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

// TestSharedTransactions wires the sink that lets instances share a topic.
func TestSharedTransactions(t *testing.T) {
	s := settings.Default()
	s.Topic, s.Instances.Shared = "t", true
	s.Sink.Kind, s.Sink.Topic, s.Sink.OffsetsTopic = "kafka-transaction", "out", "offsets"
	wire(t, "shared", s, func(w *wiring) any {
		c, _ := w.config()
		if _, ok := c.Sink.(*sinks.KafkaTransactions); !ok {
			t.Errorf("wired %T", c.Sink)
		}
		return c.Sink
	})
}

// TestMeasured wires a store that counts its writes, and one that nobody asks for them.
func TestMeasured(t *testing.T) {
	for _, listen := range []string{"", "127.0.0.1:0"} {
		s := settings.Default()
		s.Topic, s.Metrics.Listen = "t", listen
		wire(t, "metrics", s, func(w *wiring) any {
			c, _ := w.config()
			if measured := listen != ""; (w.onWrite != nil) != measured || (c.Hooks.Conflict != nil) != measured {
				t.Errorf("listening at %q: it is measured: %t", listen, w.onWrite != nil)
			}
			return c.Store
		})
	}
}

// TestSinkSettings wires sinks that differ from the defaults.
func TestSinkSettings(t *testing.T) {
	s := settings.Default()
	s.Topic = "t"
	s.Sink.Kind, s.Sink.URL = "http", "http://127.0.0.1:1/"
	s.Sink.HTTP = settings.HTTP{
		KeyHeader: "X-Request-Id", KeyIgnored: true, Timeout: time.Minute, Concurrency: 3,
		Headers: []string{"accept: text/plain", "Accept: text/html"}, HeadersFile: filepath.Join(t.TempDir(), "headers"),
	}
	if err := os.WriteFile(s.Sink.HTTP.HeadersFile, []byte("Authorization: Bearer a:b\r\n\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	wire(t, "http", s, func(w *wiring) any {
		c, _ := w.config()
		h := c.Sink.(*sinks.HTTP)
		if h.KeyHeader != "X-Request-Id" || !h.KeyIgnored || h.Timeout != time.Minute || h.Concurrency != 3 {
			t.Errorf("wired %+v", h.HTTPConfig)
		}
		want := http.Header{"Content-Type": {"application/octet-stream"}, "Accept": {"text/plain", "text/html"}, "Authorization": {"Bearer a:b"}}
		if diff := cmp.Diff(want, h.Header); diff != "" {
			t.Error(diff)
		}
		return h
	})
	s.Sink = settings.Sink{Kind: "postgres-keyed", URL: "postgres://u@127.0.0.1:1/d", HTTP: s.Sink.HTTP, Postgres: settings.Postgres{Overwrite: true}}
	wire(t, "postgres", s, func(w *wiring) any {
		c, _ := w.config()
		if !c.Sink.(*postgres.Keyed).Overwrite {
			t.Error("it does not overwrite")
		}
		return c.Sink
	})
}
