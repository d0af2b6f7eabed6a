package realkill

import (
	"fmt"
	"strconv"
	"time"

	"github.com/onceover/onceover/sim/trace"
)

// A record is one of the topic that was read.
type record struct {
	partition int32
	offset    int64
	value     string
}

// history lays out a diary as a trace, in the terms of the simulator's services: a result that the sink adds is a RPUSH of
// Redis, one that stands under a key a SET, and a stored offset is a write of its znode, whatever sink and store there are.
//
// What is certain is the order of the lives and the looks, the order of the results in a sink that adds them, and who
// wrote each. Not known is how the services' work on one life was interleaved. There the layout is the one in which the
// consumer did right, if it may have done right: a record is appended before anything else of the life at whose end it is
// there, and an offset is stored directly after the last result that it covers. So a record that was passed without a
// result, or has too many, or has them in a wrong order, is found; an offset that was stored too early is found if the
// process died of it before the result was there; one that went back and forth within one life is not.
type history struct {
	group, topic, topicID string
	records               []record // by partition and offset
	overwrites            bool     // results stand under keys
	diary                 []moment

	events []trace.Event
	now    time.Duration
	shown  map[string]bool // places of results that are in the trace
	stored map[int32]int64
}

// trace returns the events.
func (h *history) trace(partitions int) []trace.Event {
	h.shown, h.stored = map[string]bool{}, map[int32]int64{}
	h.add("", "kafka.topic", trace.Str("topic", h.topic), trace.Str("topic_id", h.topicID), trace.Int("partitions", int64(partitions)))
	told := map[int32]int64{} // partition -> end of what is in the trace
	for _, m := range h.diary {
		h.now = m.at
		if m.over == nil {
			h.add(m.life.name, "proc.start", trace.Str("image", "direct"))
			continue
		}
		for _, r := range h.records {
			if r.offset >= told[r.partition] && r.offset < m.over.ends[r.partition] {
				h.add("", "kafka.append", trace.Str("topic", h.topic), trace.Str("topic_id", h.topicID),
					trace.Int("partition", int64(r.partition)), trace.Int("offset", r.offset), trace.Str("value", r.value))
			}
		}
		for p := range int32(partitions) {
			told[p] = m.over.ends[p]
			h.partition(p, m)
		}
		h.end(m.life)
	}
	return h.events
}

// partition lays out what a look finds new about one partition.
func (h *history) partition(p int32, m moment) {
	offset, there := m.over.stored[p]
	before, had := h.stored[p]
	fresh, who := there && (!had || offset != before), m.life.name
	store := func() {
		h.stored[p], fresh = offset, false
		h.add("", "zookeeper.write", trace.Str("kind", "set"), trace.Str("client", who), trace.Str("data", strconv.FormatInt(offset, 10)),
			trace.Str("path", fmt.Sprintf("/consumers/%s/offsets/%s/%d", h.group, h.topic, p)))
	}
	for _, r := range m.over.results {
		if r.partition != p || h.shown[r.place] {
			continue
		}
		if fresh && r.offset >= offset {
			store()
		}
		h.shown[r.place] = true
		who = lifeOf(r.writer)
		h.effect(r, who)
	}
	if fresh {
		store()
	}
	if had && !there {
		delete(h.stored, p)
		h.add("", "zookeeper.write", trace.Str("kind", "delete"), trace.Str("client", who),
			trace.Str("path", fmt.Sprintf("/consumers/%s/offsets/%s/%d", h.group, h.topic, p)))
	}
}

func (h *history) effect(r result, who string) {
	command := "RPUSH"
	if h.overwrites {
		command = "SET"
	}
	h.add("", "redis.effect", trace.Str("command", command), trace.Str("key", r.key), trace.Str("value", r.value), trace.Str("client", who))
}

func (h *history) end(l life) {
	if l.code < 0 {
		h.add(l.name, "proc.crash", trace.Str("cause", "SIGKILL"))
		return
	}
	h.add(l.name, "proc.exit", trace.Int("code", int64(l.code)))
}

// add adds an event. Its time is when it was known.
func (h *history) add(proc, name string, args ...trace.Arg) {
	h.events = append(h.events, trace.Event{Time: int64(h.now), Seq: uint64(len(h.events) + 1), Proc: proc, Name: name, Args: args})
}
