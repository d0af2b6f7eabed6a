package model

import (
	"strings"

	"github.com/onceover/onceover/sim/trace"
)

// FileEffect reads results that a process writes to a file whose name ends in .jsonl, a line of JSON each: lines that are written to it, or
// all of a file that comes to that name by being renamed, in the place of another that had it; and what a power loss leaves of them. Its key
// is the path. A line without its end is no result, and neither is what follows a zero, which stands where a write never reached the disk.
func FileEffect(e trace.Event) (Effect, bool) {
	path := e.Str("path")
	if e.Name != "disk.write" && e.Name != "disk.rename" && e.Name != "disk.lost" || !strings.HasSuffix(path, ".jsonl") {
		return Effect{}, false
	}
	whole, _, _ := strings.Cut(e.Str("data"), "\x00")
	whole = whole[:strings.LastIndexByte(whole, '\n')+1]
	return Effect{
		Command: strings.TrimPrefix(e.Name, "disk."), Key: path, Value: whole, Client: e.Proc, Lines: true,
		Overwrites: e.Name == "disk.rename", Lost: e.Name == "disk.lost",
	}, true
}

// HTTPEffect reads a request that an HTTP sink applied. One whose Idempotency-Key the sink had seen changed nothing.
func HTTPEffect(e trace.Event) (Effect, bool) {
	if e.Name != "http.effect" && e.Name != "http.repeated" {
		return Effect{}, false
	}
	return Effect{
		Command: e.Str("command"), Key: e.Str("key"), Field: e.Str("field"), Value: e.Str("value"), Client: e.Str("client"),
		Absorbed: e.Name == "http.repeated",
	}, true
}

// KafkaEffect returns a reader of the records that are appended to a topic of results; to Build they are effects, and no records to be read.
func KafkaEffect(topic string) func(trace.Event) (Effect, bool) {
	return func(e trace.Event) (Effect, bool) {
		if e.Name != "kafka.append" || e.Str("topic") != topic {
			return Effect{}, false
		}
		return Effect{Command: "append", Key: topic, Field: e.Str("key"), Value: e.Str("value"), Client: e.Str("client"), Txn: e.Int("txn")}, true
	}
}
