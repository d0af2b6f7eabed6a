package scenarios

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/trace"
)

// A tale is a history of a topic of two partitions of twelve records each, in batches of two.
type tale struct {
	t      *testing.T
	events []trace.Event
}

func (s *tale) add(proc, name string, args ...trace.Arg) {
	n := len(s.events) + 1
	s.events = append(s.events, trace.Event{Time: int64(n) * 1e6, Seq: uint64(n), Proc: proc, Name: name, Args: args})
}

// line tells one thing: "a push 0-3" by consumer#1 of partition 0, "b store 4" by consumer#2, "x" and "y" are of consumer2; with a
// partition before a colon, "a push 1:0-3".
func (s *tale) line(text string) {
	words := strings.Fields(text)
	who := map[string]string{"a": "consumer#1", "b": "consumer#2", "x": "consumer2#1"}[words[0]]
	place := words[len(words)-1]
	partition, rest, ok := strings.Cut(place, ":")
	if !ok {
		partition, rest = "0", place
	}
	p, _ := strconv.ParseInt(partition, 10, 64)
	from, until, ranged := strings.Cut(rest, "-")
	low, _ := strconv.ParseInt(from, 10, 64)
	high := low
	if ranged {
		high, _ = strconv.ParseInt(until, 10, 64)
	}
	where := []trace.Arg{trace.Str("topic", Topic), trace.Str("topic_id", "id"), trace.Int("partition", p)}
	switch verb := words[1]; verb {
	case "starts":
		s.add(who, "proc.start")
	case "dies":
		s.add(who, "proc.crash")
	case "exits":
		s.add(who, "proc.exit", trace.Int("code", low))
	case "fetch":
		s.add("kafka#1", "kafka.fetch", trace.Str("stage", "received"), trace.Str("client", who), where[0], where[2], trace.Int("offset", low))
	case "push", "set":
		for n := low; n <= high; n++ {
			key, command := "out:0", "RPUSH"
			if verb == "set" {
				key, command = fmt.Sprintf("out:%d:%d", p, n), "SET"
			}
			s.effect(who, command, key, p, n)
		}
	case "key":
		s.effect(who, "SET", "out:key", p, low)
	case "store", "restore":
		s.add("zookeeper#1", "zookeeper.write", trace.Str("kind", map[string]string{"store": "set", "restore": "restore"}[verb]),
			trace.Str("path", fmt.Sprintf("/consumers/%s/offsets/%s/%d", Group, Topic, p)), trace.Str("data", rest),
			trace.Int("zxid", int64(len(s.events))), trace.Str("client", who))
	case "trim":
		s.add("kafka#1", "kafka.delete_records", append(where, trace.Int("offset", low))...)
	case "again": // the topic is another one, whose records are those from 12 on
		s.add("kafka#1", "kafka.topic_deleted", where[:2]...)
		s.add("kafka#1", "kafka.topic", where[0], trace.Str("topic_id", "id-2"), trace.Int("partitions", 2))
		for n := range low {
			s.add("kafka#1", "kafka.append", where[0], trace.Str("topic_id", "id-2"), trace.Int("partition", p), trace.Int("offset", n),
				trace.Str("key", ""), trace.Str("value", fmt.Sprintf("rec-%d-%06d", p, 12+n)), trace.Str("client", "producer#1"))
		}
	case "aborts":
		s.add("kafka#1", "kafka.aborted", append(where, trace.Int("offset", low), trace.Str("key", ""),
			trace.Str("value", fmt.Sprintf("rec-%d-%06d", p, low)), trace.Str("client", "producer#1"))...)
	case "looks":
		s.add("monitor#1", "proc.output", trace.Str("text", "monitor: partition=0 "+rest+"\n"))
	case "tells":
		s.add(who, "proc.output", trace.Str("text", fmt.Sprintf(`level=ERROR msg="offsets are lost" partition=%s/%d from=%d until=%d cause=retention resume=%d ends=false`, Topic, p, low, high, high)))
	default:
		s.t.Fatalf("a tale with %q", text)
	}
}

func (s *tale) effect(who, command, key string, p, n int64) {
	s.add("redis#1", "redis.effect", trace.Str("command", command), trace.Str("key", key), trace.Str("field", ""),
		trace.Str("value", fmt.Sprintf("rec-%d-%06d", p, n)), trace.Int("txn", 0), trace.Str("client", who))
}

// findingOf is what a tale shows whose lines are separated by commas. All that it does not tell of partition 1 goes well.
func findingOf(t *testing.T, text string, end model.End, start model.StartPolicy) *Finding {
	t.Helper()
	h, v := judged(t, text, end, start)
	return find(h, v, 2, false)
}

func judged(t *testing.T, text string, end model.End, start model.StartPolicy) (*model.History, model.Verdict) {
	t.Helper()
	s := &tale{t: t}
	s.add("kafka#1", "kafka.topic", trace.Str("topic", Topic), trace.Str("topic_id", "id"), trace.Int("partitions", 2))
	for p := range int64(2) {
		for n := range int64(12) {
			s.add("kafka#1", "kafka.append", trace.Str("topic", Topic), trace.Str("topic_id", "id"), trace.Int("partition", p), trace.Int("offset", n),
				trace.Str("key", ""), trace.Str("value", fmt.Sprintf("rec-%d-%06d", p, n)), trace.Str("client", "producer#1"))
		}
	}
	if !strings.Contains(text, "1:") {
		text = "a starts, a push 1:0-11, a store 1:12, " + text
	}
	for line := range strings.SplitSeq(text, ", ") {
		s.line(line)
	}
	h, err := model.Build(s.events, model.Config{Batch: 2, End: end, Start: start, LossReport: lossReport})
	if err != nil {
		t.Fatal(err)
	}
	return h, model.Judge(h, model.Promise{Guarantee: model.ExactlyOnce, Whole: true})
}
