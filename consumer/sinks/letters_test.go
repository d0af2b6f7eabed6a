package sinks

import (
	"errors"
	"iter"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer"
)

// letters are dead letters of all kinds: text, bytes, nothing at all, and one that had been a dead letter before.
func letters() []consumer.DeadLetter {
	at := time.Date(2026, 9, 18, 5, 43, 3, 123e6, time.UTC)
	return []consumer.DeadLetter{
		{TopicID: consumer.TopicID{1}, Attempts: 3, Cause: "it is \"odd\"\n", Record: consumer.Record{
			Partition: p0, Offset: 5, Epoch: 2, Key: []byte("k"), Value: []byte("{}\n"), Timestamp: at,
			Headers: []kgo.RecordHeader{{Key: "cause", Value: []byte("mine")}, {Key: "empty", Value: []byte{}}},
		}},
		{TopicID: consumer.TopicID{1}, Attempts: 1, Record: consumer.Record{Partition: p0, Offset: 6, Epoch: consumer.NoEpoch, Timestamp: at}},
		{TopicID: consumer.TopicID{1}, Attempts: 1, Cause: "no", Record: consumer.Record{
			Partition: p0, Offset: 7, Key: []byte{}, Value: []byte{0xff, 0, '\n'}, Timestamp: at,
			Headers: source(consumer.TopicID{2}, p1, 9, 1),
		}},
	}
}

// gather returns the letters up to an error.
func gather(seq iter.Seq2[consumer.DeadLetter, error]) (found []consumer.DeadLetter, err error) {
	for l, e := range seq {
		if e != nil {
			return found, e
		}
		found = append(found, l)
	}
	return found, nil
}

// same compares letters. An empty list of headers is none; empty bytes are not.
var same = cmp.FilterValues(func(a, b []kgo.RecordHeader) bool { return len(a)+len(b) == 0 }, cmp.Comparer(func(_, _ []kgo.RecordHeader) bool { return true }))

// TestDeadLetters writes letters twice, with a restart between, and reads them.
func TestDeadLetters(t *testing.T) {
	_, _, options := kafka(t)
	path := filepath.Join(t.TempDir(), "letters.jsonl")
	for range 2 {
		file := NewFileDeadLetters(path)
		topic, err := NewKafkaDeadLetters("letters", options...)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(file.Write(t.Context(), letters()), topic.Write(t.Context(), letters()), file.Close(), file.Close()); err != nil {
			t.Fatal(err)
		}
		topic.Close()
	}
	for name, seq := range map[string]iter.Seq2[consumer.DeadLetter, error]{
		"file": ReadFileDeadLetters(path), "topic": ReadKafkaDeadLetters(t.Context(), "letters", options...),
	} {
		found, err := gather(seq)
		if diff := cmp.Diff(append(letters(), letters()...), found, same); diff != "" || err != nil {
			t.Errorf("%s: error %v:\n%s", name, err, diff)
		}
		for range seq {
			break
		}
	}
}

// TestFileDeadLettersTorn reads a file whose last line a power loss has torn, writes to it, and reads it again.
func TestFileDeadLettersTorn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "letters.jsonl")
	whole, err := encodeLetter(letters()[0])
	if err != nil {
		t.Fatal(err)
	}
	lay(t, path, string(whole)+string(whole[:20])+"\x00\x00\n")
	if found, err := gather(ReadFileDeadLetters(path)); err != nil || len(found) != 1 {
		t.Errorf("%d letters, error %v", len(found), err)
	}
	f := NewFileDeadLetters(path)
	defer f.Close()
	if err := f.Write(t.Context(), letters()[1:]); err != nil {
		t.Fatal(err)
	}
	if found, err := gather(ReadFileDeadLetters(path)); err != nil || len(found) != 3 {
		t.Errorf("%d letters, error %v", len(found), err)
	}
	f.file.close()
	if err := f.Write(t.Context(), letters()[:1]); err == nil {
		t.Error("no error")
	}
	if err := f.Write(t.Context(), letters()[:1]); err != nil {
		t.Error(err)
	}
}

// TestFileDeadLettersOdd reads lines that are no letters.
func TestFileDeadLettersOdd(t *testing.T) {
	good, err := encodeLetter(letters()[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{
		{string(good), "\n"}, {string(good), "5\n"}, {`"version":1`, `"version":2`}, {`"topic":"t"`, `"topic":""`}, {`"offset":5,`, ``},
		{`"partition":0,`, ``}, {`AQAA`, `!`}, {`AQAA`, ``}, {`"value":"`, `"value":5,"x":"`}, {`2026-09`, `2026-99`},
	} {
		odd := strings.Replace(string(good), change[0], change[1], 1)
		path := filepath.Join(t.TempDir(), "letters.jsonl")
		lay(t, path, string(good)+odd)
		if found, err := gather(ReadFileDeadLetters(path)); err == nil || !strings.Contains(err.Error(), "line 2") || len(found) != 1 {
			t.Errorf("%s: %d letters, error %v", odd, len(found), err)
		}
	}
	if _, err := gather(ReadFileDeadLetters(filepath.Join(t.TempDir(), "gone"))); err == nil {
		t.Error("no file: no error")
	}
}

// TestKafkaDeadLettersOdd reads records that are no letters.
func TestKafkaDeadLettersOdd(t *testing.T) {
	good := func() []kgo.RecordHeader {
		return append(source(consumer.TopicID{1}, p0, 5, consumer.NoEpoch), header(sourceTimestamp, "2026-09-18T05:43:03Z"),
			header(letterAttempts, "1"), header(letterCause, ""), header(letterFormat, "1"))
	}
	if _, err := letterOf(&kgo.Record{Headers: good()}); err != nil {
		t.Fatal(err)
	}
	for name, odd := range map[string]string{
		sourceTopicID: "AQ", sourcePartition: "-1", sourceOffset: "5.0", sourceEpoch: "", sourceTimestamp: "yesterday", letterAttempts: "x", letterFormat: "2",
	} {
		headers := good()
		for i := range headers {
			if headers[i].Key == name {
				headers[i].Value = []byte(odd)
			}
		}
		if _, err := letterOf(&kgo.Record{Headers: headers}); err == nil {
			t.Errorf("%s %q: no error", name, odd)
		}
	}
	renamed := good()
	renamed[len(renamed)-2].Key = "reason"
	for _, headers := range [][]kgo.RecordHeader{nil, good()[1:], append(good(), header("x", "y")), renamed} {
		if _, err := letterOf(&kgo.Record{Headers: headers}); err == nil {
			t.Errorf("%v: no error", headers)
		}
	}
	_, _, options := kafka(t)
	client, err := newProducer(options)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if err := client.ProduceSync(t.Context(), &kgo.Record{Topic: "letters"}).FirstErr(); err != nil {
		t.Fatal(err)
	}
	if _, err := gather(ReadKafkaDeadLetters(t.Context(), "letters", options...)); err == nil || !strings.Contains(err.Error(), "record 0 in partition 0 of topic letters") {
		t.Errorf("error %v", err)
	}
}
