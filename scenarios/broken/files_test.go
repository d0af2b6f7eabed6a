package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/consumer"
)

// TestForgetfulSink writes behind what a power loss left of a file: whole lines, and a hole.
func TestForgetfulSink(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "t-1.jsonl")
	if err := os.WriteFile(path, []byte("{\"offset\":4}\n\x00\x00\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	s := newForgetfulSink(dir)
	result := func(partition int32, offset int64) consumer.Result {
		return consumer.Result{Partition: consumer.Partition{Topic: "t", ID: partition}, Offset: offset, Value: []byte("a")}
	}
	for _, b := range []consumer.Batch{{Results: []consumer.Result{result(0, 9), result(1, 5), result(1, 6)}}, {Results: []consumer.Result{result(1, 7)}}} {
		if err := s.Write(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := "{\"offset\":4}\n{\"offset\":5,\"value\":\"a\"}\n{\"offset\":6,\"value\":\"a\"}\n{\"offset\":7,\"value\":\"a\"}\n"
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Error(diff)
	}
}

// TestPoison processes a record that is poison, and one that is not.
func TestPoison(t *testing.T) {
	c := consumer.Config{Process: func(consumer.Record) ([]byte, error) { return []byte("done"), nil }}
	variants["poison"](&c)
	for value, fails := range map[string]bool{"rec-0-000012xx": false, "rec-0-000013xx": true} {
		if _, err := c.Process(consumer.Record{Value: []byte(value)}); (err != nil) != fails {
			t.Errorf("%s: error %v", value, err)
		}
	}
}

// TestPanics writes to a sink that fails, and to one that does not.
func TestPanics(t *testing.T) {
	for _, fails := range []error{nil, errors.New("refused")} {
		c := consumer.Config{Sink: failingSink{fails}}
		variants["panics"](&c)
		func() {
			defer func() {
				if got := recover(); got != nil && got != fails || got == nil && fails != nil {
					t.Errorf("with error %v: panic %v", fails, got)
				}
			}()
			if err := c.Sink.Write(t.Context(), consumer.Batch{}); err != nil {
				t.Error(err)
			}
		}()
	}
}

// failingSink answers the same to every write.
type failingSink struct{ err error }

// Write implements consumer.Sink.
func (s failingSink) Write(context.Context, consumer.Batch) error { return s.err }
