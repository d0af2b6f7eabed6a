package model

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/sim/trace"
)

// sampleLines are what the direct consumer's own file sinks wrote of two results.
const sampleLines = "{\"offset\":5,\"value\":\"{\\\"value\\\":\\\"rec-0-000005...\\\"}\"}\n{\"offset\":6,\"value\":\"rec-0-000006\"}\n"

func TestEffects(t *testing.T) {
	written := func(name, path, data string) trace.Event {
		return trace.Event{Proc: "consumer#1", Name: name, Args: []trace.Arg{trace.Str("path", path), trace.Int("offset", 0), trace.Str("data", data)}}
	}
	posted := func(name string) trace.Event {
		return fact(name, trace.Str("command", "POST"), trace.Str("key", "/r"), trace.Str("field", "AAAAAAAAAAAAAAAAAAAAAQ:0:5"), trace.Str("value", "rec-0-000005..."))
	}
	appended := func(topic string) trace.Event {
		return fact("kafka.append", trace.Str("topic", topic), trace.Int("partition", 1), trace.Int("offset", 9), trace.Str("key", ""), trace.Str("value", "rec-0-000005..."))
	}
	post := Effect{Command: "POST", Key: "/r", Field: "AAAAAAAAAAAAAAAAAAAAAQ:0:5", Value: "rec-0-000005...", Client: "consumer#1"}
	again := post
	again.Absorbed = true
	const ranges = "/out/t/AAAAAAAAAAAAAAAAAAAAAQ/0/00000000000000000005-00000000000000000007.jsonl"
	file := Effect{Command: "write", Key: "/out/t/id/0.jsonl", Value: sampleLines, Client: "consumer#1", Lines: true}
	atomic := Effect{Command: "rename", Key: ranges, Value: sampleLines, Client: "consumer#1", Lines: true, Overwrites: true}
	for _, c := range []struct {
		name  string
		read  func(trace.Event) (Effect, bool)
		event trace.Event
		want  Effect
		shows []string
	}{
		{"posted", HTTPEffect, posted("http.effect"), post, []string{"rec-0-000005"}},
		{"posted again", HTTPEffect, posted("http.repeated"), again, []string{"rec-0-000005"}},
		{"not posted", HTTPEffect, posted("http.table"), Effect{}, nil},
		{"appended", KafkaEffect("results"), appended("results"), Effect{Command: "append", Key: "results", Value: "rec-0-000005...", Client: "consumer#1"}, []string{"rec-0-000005"}},
		{"appended elsewhere", KafkaEffect("results"), appended("t"), Effect{}, nil},
		{"lines", FileEffect, written("disk.write", "/out/t/id/0.jsonl", sampleLines), file, []string{"rec-0-000005", "rec-0-000006"}},
		{"lines, one of them torn", FileEffect, written("disk.write", "/out/t/id/0.jsonl", sampleLines+`{"offset":7,"value":"rec-0-000007`), file, []string{"rec-0-000005", "rec-0-000006"}},
		{"a file of a range", FileEffect, written("disk.rename", ranges, sampleLines), atomic, []string{"rec-0-000005", "rec-0-000006"}},
		{"a file that is not there yet", FileEffect, written("disk.write", ranges+".9F.tmp", sampleLines), Effect{}, nil},
		{"a file that is removed", FileEffect, written("disk.remove", ranges, ""), Effect{}, nil},
	} {
		got, ok := c.read(c.event)
		if diff := cmp.Diff(c.want, got); diff != "" || ok != (c.shows != nil) {
			t.Errorf("%s: %t (-want +got):\n%s", c.name, ok, diff)
		}
		if diff := cmp.Diff(c.shows, DecodeValue(got)); diff != "" {
			t.Errorf("%s shows (-want +got):\n%s", c.name, diff)
		}
	}
}

// A line that is written twice is two results, even by one write; a text that names its record twice is one.
func TestLinesAreCounted(t *testing.T) {
	if got := DecodeValue(Effect{Value: "rec-0-000005\nrec-0-000005\n", Lines: true}); len(got) != 2 {
		t.Errorf("two lines show %v", got)
	}
	if got := DecodeValue(Effect{Value: "rec-0-000005\nrec-0-000005\n"}); len(got) != 1 {
		t.Errorf("a text shows %v", got)
	}
}
