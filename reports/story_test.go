package reports

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/sim/trace"
)

// A story makes the events that a world would have recorded, one millisecond and one step apart.
type story struct {
	t      *testing.T
	events []trace.Event
	faults []faults.Fault
}

func (s *story) add(proc, name string, args ...trace.Arg) {
	n := len(s.events) + 1
	s.events = append(s.events, trace.Event{Time: int64(n) * 1e6, Seq: uint64(n), Proc: proc, Name: name, Args: args})
}

// tell adds the events of one line:
//
//	append orders/0 0..4        records are produced
//	start consumer#1 v1         also crash, exit, pause, resume, stop
//	says consumer#1 a line      on standard error
//	expire consumer#1           its session; without a name that of nobody
//	aborts consumer#1 fencing   the brokers do, what is open of its transaction
//	fault consumer#1            a fault of the case strikes: the next one
//	healed 1                    it is over
//	consumer#1 push orders/0 0..4, put orders/0 0..4, store orders/0 5, removes orders/0
func (s *story) tell(line string) {
	words := strings.Fields(line)
	switch words[0] {
	case "append":
		s.each(words[1], words[2], func(partition int, offset int64) {
			s.add("kafka#1", "kafka.append", trace.Str("topic", "orders"), trace.Str("topic_id", "id"), trace.Int("partition", int64(partition)),
				trace.Int("offset", offset), trace.Str("key", ""), trace.Str("value", identity(partition, offset)), trace.Str("client", "producer#1"))
		})
	case "start":
		image, _, _ := strings.Cut(words[1], "#")
		s.add(words[1], "proc.start", trace.Str("image", image), trace.Str("version", strings.Join(words[2:], " ")))
	case "crash":
		s.add(words[1], "proc.crash", trace.Str("cause", strings.Join(words[2:], " ")))
	case "exit":
		s.add(words[1], "proc.exit", trace.Int("code", s.number(words[2])))
	case "pause", "resume", "deadlock":
		s.add(words[1], "proc."+words[0])
	case "stop":
		s.add(words[1], "proc.signal", trace.Int("signal", 15))
	case "says":
		s.add(words[1], "proc.output", trace.Int("fd", 2), trace.Str("text", strings.Join(words[2:], " ")+"\n"))
	case "expire":
		s.add("zookeeper#1", "zookeeper.session", trace.Str("kind", "expire"), trace.Str("client", strings.Join(words[1:], "")))
	case "refuses":
		s.add(words[1]+"#1", words[1]+".control", trace.Str("stage", "applied"), trace.Int("id", s.number(words[2])), trace.Str("error", strings.Join(words[3:], " ")))
	case "aborts":
		s.add("kafka#1", "kafka.transaction_aborted", trace.Str("by", words[2]), trace.Str("client", words[1]))
	case "fault":
		i := int(s.number(words[1]))
		s.add("", "fault.begin", trace.Int("fault", int64(i)), trace.Str("what", s.faults[i-1].String()), trace.Str("victim", words[2]))
	case "healed":
		s.add("", "fault.end", trace.Int("fault", s.number(words[1])))
	default:
		s.act(words)
	}
}

func (s *story) act(words []string) {
	switch client := trace.Str("client", words[0]); words[1] {
	case "push":
		s.each(words[2], words[3], func(partition int, offset int64) {
			s.add("redis#1", "redis.effect", trace.Str("command", "RPUSH"), trace.Str("key", "out"), trace.Str("value", identity(partition, offset)), client)
		})
	case "put":
		s.each(words[2], words[3], func(partition int, offset int64) {
			s.add("redis#1", "redis.effect", trace.Str("command", "SET"), trace.Str("key", fmt.Sprint("out:", partition, ":", offset)),
				trace.Str("value", identity(partition, offset)), client)
		})
	case "store":
		s.add("zookeeper#1", "zookeeper.write", trace.Str("kind", "set"), trace.Str("path", "/consumers/g/offsets/"+words[2]), trace.Str("data", words[3]), client)
	case "removes":
		s.add("zookeeper#1", "zookeeper.write", trace.Str("kind", "delete"), trace.Str("path", "/consumers/g/offsets/"+words[2]), client)
	case "asks":
		s.add(words[2], words[3], trace.Str("stage", words[4]), client)
	default:
		s.t.Fatalf("story has no verb %q", words[1])
	}
}

// each reads "orders/2" and "3..7", which includes 7, or "3".
func (s *story) each(partition, span string, do func(partition int, offset int64)) {
	_, number, _ := strings.Cut(partition, "/")
	first, last, ok := strings.Cut(span, "..")
	if !ok {
		last = first
	}
	for offset := s.number(first); offset <= s.number(last); offset++ {
		do(int(s.number(number)), offset)
	}
}

func (s *story) number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		s.t.Fatalf("story: %v", err)
	}
	return n
}

func identity(partition int, offset int64) string {
	return fmt.Sprintf("rec-%d-%06d", partition, offset)
}

// The faults that stories can have.
var (
	crashAtOutput = faults.Fault{Kind: faults.Crash, At: faults.Place{Process: "consumer#1", Output: 38}, Restart: &faults.Restart{After: 100 * time.Millisecond}}
	pauseAtExec   = faults.Fault{
		Kind: faults.Pause, For: 10 * time.Second, Restart: &faults.Restart{},
		At: faults.Place{Stage: "received", Op: "redis.rpush", Occurrence: 4},
	}
	deleteRecords = faults.Fault{Kind: faults.RecordsDelete, Topic: "orders", Offset: 1000, At: faults.Place{Time: time.Second}}
)
