package faults

import (
	"encoding/json"
	"fmt"

	"github.com/onceover/onceover/sim"
	"github.com/onceover/onceover/sim/trace"
)

// The processes that faults of a service's own strike.
const (
	zookeeper = "zookeeper"
	kafka     = "kafka"
)

// isAnswer reports whether a service answers an order.
func isAnswer(p sim.Point) bool { return p.Op == zookeeper+".control" || p.Op == kafka+".control" }

// An order is a control message to a service. Durations are nanoseconds.
type order struct {
	Do      string `json:"do"`
	ID      int    `json:"id"` // the fault's number in the schedule
	Session int64  `json:"session,omitempty"`
	Member  int    `json:"member,omitempty"`
	By      int64  `json:"by,omitempty"`
	Outage  int64  `json:"outage,omitempty"`
	Path    string `json:"path,omitempty"`
	Data    string `json:"data,omitempty"`

	Topic      string `json:"topic,omitempty"`
	Partition  int    `json:"partition,omitempty"`
	Offset     int64  `json:"offset,omitempty"`
	Partitions int    `json:"partitions,omitempty"`
	Node       int    `json:"node,omitempty"`
}

// order begins a fault of a service's own. It is noted, and counts as delivered, when the service answers that it struck
// something: what was refused excuses nothing.
func (in *Injector) order(w *sim.World, i int, subject string) {
	f := in.schedule.Faults[i]
	r, _ := ruleOf(f.Kind)
	o := f.order(r.begins)
	if f.Kind == LeaderChange {
		o.Outage = int64(f.For)
	}
	victim := ""
	if r.session {
		if victim, o.Session = sessionOf(w, f, subject); o.Session == 0 {
			return
		}
	}
	if p := w.Find(r.service); p == nil || !p.Alive() {
		return
	}
	in.states[i].began, in.states[i].victim = true, victim
	in.tell(w, i, o)
	if r.lasts {
		w.SetAlarm(int64(f.For), tag(i, alarmEnd))
	}
}

// order is one that says whom the fault strikes.
func (f Fault) order(do string) order {
	return order{
		Do: do, Member: f.Member, By: int64(f.By), Path: f.Path, Data: f.Data,
		Topic: f.Topic, Partition: f.Partition, Offset: f.Offset, Partitions: f.Partitions, Node: f.Node,
	}
}

func (in *Injector) tell(w *sim.World, i int, o order) {
	o.ID = i + 1
	message, err := json.Marshal(o)
	if err != nil {
		panic(fmt.Sprintf("faults: order of fault %d: %v", i+1, err)) // it is texts and numbers
	}
	r, _ := ruleOf(in.schedule.Faults[i].Kind)
	if o.Do == r.strikes() {
		in.states[i].since = w.Trace().Count() + 1 // the message
	}
	in.states[i].ordered = w.Control(r.service, message)
}

// answered notes what became of an order. A fault that the service refused is over.
func (in *Injector) answered(w *sim.World, p sim.Point) {
	e := trace.Event{Args: p.Args}
	i, do := int(e.Int("id"))-1, e.Str("do")
	if i < 0 || i >= len(in.states) {
		return // somebody else's
	}
	s := &in.states[i]
	r, _ := ruleOf(in.schedule.Faults[i].Kind)
	s.ordered = false
	switch refused := e.Str("error") != ""; {
	case refused && do == r.begins:
		s.ended, s.victim = true, ""
		in.refused(w, i)
	case !refused && do == r.strikes():
		in.noteBegin(w, i, s.victim)
		if f := in.schedule.Faults[i]; f.isMet() {
			s.felt = f.met(w)
		}
		if s.ended {
			s.delivered = in.felt(w, i)
		}
		if s.ended || !r.lasts {
			in.noteEnd(w, i)
		}
	}
}

// sessionOf is the newest session that the fault may mean and that has not ended, with the incarnation that opened it; or
// 0. The subject is the incarnation whose place it is, or empty at a time.
func sessionOf(w *sim.World, f Fault, subject string) (owner string, session int64) {
	if subject == "" || !is(subject, f.Process) {
		subject = f.Process
	}
	ended := map[int64]bool{}
	events := w.Trace().Events()
	for i := len(events) - 1; i >= 0; i-- {
		e := events[i]
		id := e.Int("session")
		switch {
		case e.Name != "zookeeper.session":
		case e.Str("kind") != "open":
			ended[id] = true
		case !ended[id] && is(e.Str("client"), subject):
			return e.Str("client"), id
		}
	}
	return "", 0
}
