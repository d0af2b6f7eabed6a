package scenarios

import (
	"maps"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim"
	"github.com/onceover/onceover/sim/trace"
)

// progress follows a trace and knows whether the stored offsets have reached the ends of the logs. It only decides when a
// run is over; the verdict is package model's.
type progress struct {
	commit func(trace.Event) (model.Commit, bool)
	behind int64 // what the stored offset may lack
	seen   int
	ends   map[int]int64
	stored map[int]int64
}

func newProgress(commit func(trace.Event) (model.Commit, bool)) *progress {
	if commit == nil {
		commit = model.AnyCommit
	}
	return &progress{commit: commit, ends: map[int]int64{}, stored: map[int]int64{}}
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
		if e.Name == "kafka.topic_deleted" {
			clear(p.ends)
			clear(p.stored)
		} else if e.Name == "kafka.append" {
			part := int(e.Int("partition"))
			p.ends[part] = max(p.ends[part], e.Int("offset")+1)
		} else if c, ok := p.commit(e); ok && !c.Malformed && !c.Removed {
			p.stored[c.Partition] = c.Offset
		}
	}
	p.seen = len(events)
	for part := range p.ends { //tidy:unordered whether all hold
		if p.stored[part] < p.ends[part]-p.behind {
			return false
		}
	}
	return len(p.ends) > 0
}
