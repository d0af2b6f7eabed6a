package model

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/onceover/onceover/sim/trace"
)

// A writer makes the events that services would have recorded, one millisecond and one step apart.
type writer struct {
	events []trace.Event
	txns   int64
	ids    map[string]string // topic -> its id, where it is not "id-" and the topic
}

func (w *writer) add(proc, name string, args ...trace.Arg) {
	n := len(w.events) + 1
	w.events = append(w.events, trace.Event{Time: int64(n) * 1e6, Seq: uint64(n), Proc: proc, Name: name, Args: args})
}

func (w *writer) topicID(topic string) string {
	if id, ok := w.ids[topic]; ok {
		return id
	}
	return "id-" + topic
}

func (w *writer) topic(topic, id string, partitions int) {
	if w.ids == nil {
		w.ids = map[string]string{}
	}
	w.ids[topic] = id
	w.add("kafka#1", "kafka.topic", trace.Str("topic", topic), trace.Str("topic_id", id), trace.Int("partitions", int64(partitions)))
}

func identity(partition, sequence int) string { return fmt.Sprintf("rec-%d-%06d", partition, sequence) }

func (w *writer) append(topic string, partition int, offset int64, id string) {
	w.produced("kafka.append", topic, partition, offset, id)
}

// produced is a record that was appended, or aborted.
func (w *writer) produced(name, topic string, partition int, offset int64, id string) {
	w.add("kafka#1", name, trace.Str("topic", topic), trace.Str("topic_id", w.topicID(topic)), trace.Int("partition", int64(partition)),
		trace.Int("offset", offset), trace.Str("key", ""), trace.Str("value", id+"..."), trace.Str("client", "producer#1"))
}

func (w *writer) effect(client, command, key, value string, txn int64) {
	w.add("redis#1", "redis.effect", trace.Str("command", command), trace.Str("key", key), trace.Str("field", ""),
		trace.Str("value", value), trace.Int("txn", txn), trace.Str("client", client))
}

func (w *writer) store(client, topic string, partition int, data string) {
	w.add("zookeeper#1", "zookeeper.write", trace.Str("kind", "set"), trace.Str("path", fmt.Sprintf("/consumers/g/offsets/%s/%d", topic, partition)),
		trace.Str("data", data), trace.Int("version", 1), trace.Int("zxid", int64(len(w.events))), trace.Int("session", 1), trace.Str("client", client))
}

func (w *writer) push(client, topic string, partition int, id string) {
	w.effect(client, "RPUSH", fmt.Sprintf("out:%s:%d", topic, partition), `{"value":"`+id+`..."}`, 0)
}

// fetch asks for records of a partition, and of one that no story has.
func (w *writer) fetch(client, topic string, partition int, offset int64) {
	w.add("kafka#1", "kafka.fetch", trace.Str("stage", "received"), trace.Str("client", client), trace.Str("topic", topic),
		trace.Int("partition", int64(partition)), trace.Int("offset", offset),
		trace.Str("topic", "unknown"), trace.Int("partition", 0), trace.Int("offset", 7))
}

// ask asks for the log's end and is told.
func (w *writer) ask(client, topic string, partition int) {
	for _, stage := range []string{"received", "applied", "answered"} {
		w.add("kafka#1", "kafka.list_offsets", trace.Str("stage", stage), trace.Str("client", client), trace.Str("topic", topic),
			trace.Int("partition", int64(partition)))
	}
}

// line writes the events of one line of a story.
func (w *writer) line(t *testing.T, words []string) {
	t.Helper()
	if len(words) < 2 {
		t.Fatalf("line %q has too few words", words)
	}
	if w.lifecycle(words) {
		return
	}
	if slices.Contains([]string{"append", "topic", "abort", "trim", "compact", "truncate"}, words[0]) {
		w.kafka(t, words)
		return
	}
	if words[0] == "restore" {
		topic, partition := readPartition(t, words[1])
		w.restore(topic, partition, words[2])
		return
	}
	client, verb := words[0], words[1]
	if verb == "lines" || verb == "range" {
		w.file(t, words)
		return
	}
	topic, partition := readPartition(t, words[2])
	switch verb {
	case "store":
		w.store(client, topic, partition, words[3])
		return
	case "record":
		w.record(client, topic, partition, words[3], w.topicIDOf(topic, words[4:]))
		return
	case "report":
		w.report(client, topic, partition, words[3:])
		return
	case "fetch":
		offset, _ := strconv.ParseInt(words[3], 10, 64)
		w.fetch(client, topic, partition, offset)
		return
	case "ask":
		w.ask(client, topic, partition)
		return
	}
	from, until := readRange(t, words[3])
	switch verb {
	case "push":
		for n := from; n < until; n++ {
			w.push(client, topic, partition, identity(partition, n))
		}
	case "put":
		for n := from; n < until; n++ {
			w.effect(client, "SET", fmt.Sprintf("out:%s:%d:%d", topic, partition, n), identity(partition, n), 0)
		}
	case "exec":
		w.txns++
		// The offset comes first here: within a transaction the order must not matter.
		w.effect(client, "SET", fmt.Sprintf("offset:g:%s:%d", topic, partition), strconv.Itoa(until), w.txns)
		for n := from; n < until; n++ {
			w.effect(client, "RPUSH", fmt.Sprintf("out:%s:%d", topic, partition), identity(partition, n), w.txns)
		}
	default:
		t.Fatalf("unknown verb %q", verb)
	}
}

func (w *writer) lifecycle(words []string) bool {
	switch words[0] {
	case "start":
		w.add(words[1], "proc.start", trace.Str("image", "direct"))
	case "crash":
		w.add(words[1], "proc.crash", trace.Str("cause", "kill"))
	case "pause":
		w.add(words[1], "proc.pause")
	case "resume":
		w.add(words[1], "proc.resume")
	case "exit":
		code, _ := strconv.ParseInt(words[2], 10, 64)
		w.add(words[1], "proc.exit", trace.Int("code", code))
	default:
		return false
	}
	return true
}

func (w *writer) kafka(t *testing.T, words []string) {
	t.Helper()
	if words[0] == "topic" {
		n, _ := strconv.Atoi(words[3])
		w.topic(words[1], words[2], n)
		return
	}
	topic, partition := readPartition(t, words[1])
	if name, ok := map[string]string{"trim": "kafka.delete_records", "truncate": "kafka.truncated"}[words[0]]; ok {
		offset, _ := strconv.ParseInt(words[2], 10, 64)
		w.shrink(name, topic, partition, offset)
		return
	}
	from, until := readRange(t, words[2])
	first := from
	if len(words) > 3 {
		first, _ = strconv.Atoi(words[3])
	}
	for n := from; n < until; n++ {
		switch words[0] {
		case "compact":
			w.shrink("kafka.compacted", topic, partition, int64(n))
		case "abort":
			w.produced("kafka.aborted", topic, partition, int64(n), identity(partition, first+n-from))
			if len(words) > 4 { // what had the brokers abort it
				aborted := &w.events[len(w.events)-1]
				aborted.Args = append(aborted.Args, trace.Str("by", words[4]))
			}
		default:
			w.append(topic, partition, int64(n), identity(partition, first+n-from))
		}
	}
}

func readPartition(t *testing.T, word string) (string, int) {
	t.Helper()
	topic, number, _ := strings.Cut(word, "/")
	n, err := strconv.Atoi(number)
	if err != nil {
		t.Fatal(err)
	}
	return topic, n
}

// readRange reads "3..7", which includes 7, or "3".
func readRange(t *testing.T, word string) (from, until int) {
	t.Helper()
	first, last, ok := strings.Cut(word, "..")
	if !ok {
		last = first
	}
	from, err1 := strconv.Atoi(first)
	until, err2 := strconv.Atoi(last)
	if err1 != nil || err2 != nil {
		t.Fatalf("no range: %q", word)
	}
	return from, until + 1
}
