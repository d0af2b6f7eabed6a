package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/direct"
)

// handle runs the program until so many offsets are stored, or it ends. It returns what that said.
func (w *world) handle(t *testing.T, all int, flags ...string) (status int, said string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := 0
	var out strings.Builder
	status = direct.Run(ctx, append(w.args("append"), flags...), version, &out, func(c *consumer.Config) {
		c.Hooks.Commit = countTo(&done, all, cancel)
	})
	return status, out.String()
}

// values are the values in the lines of partition 2's file below a directory, as they are written.
func values(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "t", "*", "2.jsonl"))
	if err != nil || len(files) != 1 {
		t.Fatalf("files %v, error %v", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for line := range strings.Lines(string(text)) {
		var written struct{ Value string }
		var made struct{ Key, Value, Headers json.RawMessage }
		if err := json.Unmarshal([]byte(line), &written); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(written.Value), &made); err != nil {
			t.Fatal(err)
		}
		values = append(values, string(made.Key)+" "+string(made.Value)+" "+string(made.Headers))
	}
	return values
}

// TestAnyBytes has records that are no text go from Kafka into a file: no byte of them is another one there.
func TestAnyBytes(t *testing.T) {
	w, dir := newWorld(t), t.TempDir()
	w.produce(t, &kgo.Record{Value: []byte("a\xff\x00")}, &kgo.Record{}, &kgo.Record{Value: []byte{}},
		&kgo.Record{Key: []byte("k\xfe"), Value: []byte("ä"), Headers: []kgo.RecordHeader{{Key: "h", Value: []byte{0}}}})
	if status, said := w.handle(t, 4, "--sink.kind", "file-append", "--sink.path", dir); status != 0 {
		t.Fatalf("exit status %d: %s", status, said)
	}
	want := []string{` {"base64":"Yf8A"} `, " null ", ` "" `, `{"base64":"a/4="} "ä" [{"key":"h","value":"\u0000"}]`}
	if diff := cmp.Diff(want, values(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// TestDeadLetters has the program pass over records that the settings will not have, and process them once the settings
// will. Without dead letters such a record ends the consumer.
func TestDeadLetters(t *testing.T) {
	w, dir := newWorld(t), t.TempDir()
	w.produce(t, &kgo.Record{Value: []byte("1")}, &kgo.Record{Value: []byte("{")}, &kgo.Record{Value: []byte(`"` + strings.Repeat("x", 100) + `"`)},
		&kgo.Record{Value: []byte("4")})
	flags := []string{"--sink.kind", "file-append", "--sink.path", dir, "--process.require", "json", "--process.max_bytes", "100", "--batch.max_attempts", "3"}
	if status, said := w.handle(t, 4, flags...); status != 1 || !strings.Contains(said, "process record 1 of t/2: the value is not JSON") {
		t.Fatalf("exit status %d: %s", status, said)
	}
	flags = append(flags, "--dead_letters.kind", "file", "--dead_letters.path", filepath.Join(dir, "letters"))
	if status, said := w.handle(t, 4, flags...); status != 0 {
		t.Fatalf("exit status %d: %s", status, said)
	}
	if diff := cmp.Diff([]string{` "1" `, ` "4" `}, values(t, dir)); diff != "" {
		t.Errorf("what was not passed over: %s", diff)
	}
	text, err := os.ReadFile(filepath.Join(dir, "letters"))
	if err != nil || strings.Count(string(text), `"attempts":3`) != 2 {
		t.Errorf("letters\n%s, error %v", text, err)
	}
	again := w.tell(t, 1, "replay-dead-letters", flags...)
	if want := "t/2 at 1 failed again: the value is not JSON\nt/2 at 2 failed again: the result has "; !strings.HasPrefix(again, want) {
		t.Errorf("said %q, want %q", again, want)
	}
	if got := w.tell(t, 0, "replay-dead-letters", append(flags, "--process.require=", "--process.max_bytes", "0")...); got != "2 of 2 dead letters processed\n" {
		t.Errorf("said %q", got)
	}
	want := []string{` "1" `, ` "4" `, ` "{" `, ` "\"` + strings.Repeat("x", 100) + `\"" `}
	if diff := cmp.Diff(want, values(t, dir)); diff != "" {
		t.Errorf("after the replay: %s", diff)
	}
}

// TestReplayRefused does not replay to a sink that takes results only together with offsets that move.
func TestReplayRefused(t *testing.T) {
	for _, kind := range []string{"redis-transaction", "kafka-transaction", "postgres-transaction"} {
		var said strings.Builder
		status := run(t.Context(), []string{"replay-dead-letters", "--topic", "t", "--dead_letters.kind", "file", "--dead_letters.path", "letters",
			"--sink.kind", kind, "--sink.topic", "out", "--sink.offsets_topic", "kept", "--sink.url", "postgres://127.0.0.1:1/d"}, &said, &said)
		want := "direct: sink.kind: " + kind + " takes results only with the offsets that they move; replay to another, such as "
		if status != 2 || !strings.HasPrefix(said.String(), want) {
			t.Errorf("exit status %d: %s, want %s", status, said.String(), want)
		}
	}
}
