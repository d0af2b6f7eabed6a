package model

import (
	"cmp"
	"slices"

	"github.com/onceover/onceover/sim/trace"
)

// A History is what the services saw of one run, by partition and by incarnation.
type History struct {
	Config       Config
	Events       []trace.Event
	Logs         []*Log // ordered by topic, by when the topic came into being, and by number
	Incarnations []Incarnation

	phantoms  []phantom
	aborted   map[string]*abortedRecord // by identity
	twins     []twin
	keys      []keyHolder
	lives     map[life]int32
	stores    bool             // some offset was stored
	firstLife int              // under Latest: the incarnation that was the group's first, or none
	firstAct  int              // the group's first commit or delivery, or when who delivered had begun; or -1
	members   map[string]bool  // processes that delivered or stored
	befell    map[Class]uint64 // the step at which a class first befell
}

// A life names one incarnation of a process.
type life struct {
	process string
	number  int
}

// A phantom is an effect of an identity that had not been appended.
type phantom struct {
	identity    string
	event       int
	incarnation int32
}

// An abortedRecord stands in a log, and its transaction was aborted.
type abortedRecord struct {
	Partition
	offset int64
	event  int // that tells it
}

// A twin is a record whose identity had been appended before.
type twin struct {
	log    *Log
	record int
}

// A keyHolder is what a key of the sink holds that overwriting effects wrote to.
type keyHolder struct {
	log          *Log
	newest, last int32 // the newest record that it held, and the one that it holds
	newestEvent  int32
	lastEvent    int32
	incarnation  int32
}

// hold lets the key hold a record. Only those of one log are in an order.
func (k *keyHolder) hold(at place, event, who int32) {
	if k.log != at.log {
		return
	}
	if at.record >= k.newest {
		k.newest, k.newestEvent = at.record, event
	}
	k.last, k.lastEvent, k.incarnation = at.record, event, who
}

// Log returns the newest log of that topic and number, or nil.
func (h *History) Log(topic string, number int) *Log {
	for _, l := range slices.Backward(h.Logs) {
		if l.Topic == topic && l.Number == number {
			return l
		}
	}
	return nil
}

// Effect returns the effect behind a Delivered step.
func (h *History) Effect(s Step) Effect {
	f, _ := h.Config.Effect(h.Events[s.Event])
	return f
}

// Incarnation returns the incarnation of that id, or nil.
func (h *History) Incarnation(id string) *Incarnation {
	for i := range h.Incarnations {
		if h.Incarnations[i].ID == id {
			return &h.Incarnations[i]
		}
	}
	return nil
}

// name is the id of an incarnation by position, for sentences.
func (h *History) name(incarnation int32) string {
	if incarnation < 0 {
		return "someone outside the world"
	}
	return h.Incarnations[incarnation].ID
}

// follows reports whether an incarnation is a later one of the other's process.
func (h *History) follows(later, earlier int32) bool {
	if later < 0 || earlier < 0 {
		return false
	}
	a, b := &h.Incarnations[later], &h.Incarnations[earlier]
	return a.Process == b.Process && a.Number > b.Number
}

// successor is the incarnation that followed another of the same process, or nil.
func (h *History) successor(of *Incarnation) *Incarnation {
	if n, ok := h.lives[life{of.Process, of.Number + 1}]; ok {
		return &h.Incarnations[n]
	}
	return nil
}

func (h *History) sortLogs() {
	slices.SortStableFunc(h.Logs, func(a, b *Log) int {
		return cmp.Or(cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.generation(), b.generation()), cmp.Compare(a.Number, b.Number))
	})
}

// generation orders the logs of a topic's name: a log that is gone comes before one that is not.
func (l *Log) generation() int32 {
	if l.gone < 0 {
		return 1<<31 - 1
	}
	return l.gone
}
