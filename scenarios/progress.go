package scenarios

import (
	"maps"
	"time"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim"
	"github.com/onceover/onceover/sim/trace"
)

// workAhead is how long nothing may come of a consumer with Scenario.Idle before what it has stored says that it is
// done: some store offsets ahead of their work.
const workAhead = 200 * time.Millisecond

// progress follows a trace and knows whether the stored offsets have reached the ends of the logs. It only decides when a
// run is over; the verdict is package model's.
type progress struct {
	effect  func(trace.Event) (model.Effect, bool)
	commits func(trace.Event) []model.Commit
	behind  int64 // what the stored offset may lack
	idle    int64 // after which nothing is expected any more; 0 means never
	newest  int64 // when something was written or stored last, or an instance began
	seen    int
	topicID string // of the topic that is read, its newest
	ends    map[int]int64
	stored  map[int]int64
}

func newProgress(c model.Config) *progress {
	p := &progress{effect: c.Effect, commits: c.Commits, ends: map[int]int64{}, stored: map[int]int64{}}
	if p.effect == nil {
		p.effect = model.RedisEffect
	}
	if p.commits == nil {
		p.commits = model.AnyCommits
	}
	return p
}

func (p *progress) copy() *progress {
	c := *p
	c.ends, c.stored = maps.Clone(p.ends), maps.Clone(p.stored)
	return &c
}

// drained reads what is new and reports whether nothing is left to read.
func (p *progress) drained(w *sim.World) bool {
	events := w.Trace().Events()
	for _, e := range events[p.seen:] {
		p.read(e)
	}
	p.seen = len(events)
	if quiet := w.Now() - p.newest; p.idle > 0 && (quiet > p.idle || quiet < int64(workAhead)) {
		return quiet > p.idle
	}
	for part := range p.ends { //tidy:unordered whether all hold
		if p.stored[part] < p.ends[part]-p.behind {
			return false
		}
	}
	return len(p.ends) > 0
}

func (p *progress) read(e trace.Event) {
	_, result := p.effect(e)
	commits := p.commits(e)
	switch { // who has just begun may first have to wait until its group has given up its predecessor
	case result, len(commits) > 0, e.Name == "kafka.append", e.Name == "proc.start":
		p.newest = e.Time
	}
	if e.Str("topic") == Topic {
		p.log(e)
	}
	for _, c := range commits {
		switch {
		case c.Malformed:
		case c.Record && c.Removed: // the plain offset still counts
		case c.Removed, c.TopicID != "" && c.TopicID != p.topicID: // an offset of another topic is none of this one
			delete(p.stored, c.Partition)
		default:
			p.stored[c.Partition] = c.Offset
		}
	}
}

// log reads what becomes of the topic that is read. Others, such as one that a sink keeps its offsets in, are none of it.
func (p *progress) log(e trace.Event) {
	part := int(e.Int("partition"))
	switch e.Name {
	case "kafka.topic":
		p.topicID = e.Str("topic_id")
	case "kafka.topic_deleted":
		clear(p.ends)
		clear(p.stored)
	case "kafka.append":
		p.ends[part] = max(p.ends[part], e.Int("offset")+1)
	case "kafka.truncated":
		p.ends[part] = e.Int("offset")
		if p.idle > 0 && p.stored[part] > p.ends[part] { // who stored that may never come back to the log: wait and see
			delete(p.stored, part)
		}
	}
}
