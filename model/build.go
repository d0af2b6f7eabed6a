package model

import (
	"strings"

	"github.com/onceover/onceover/sim/trace"
)

// Build reads a trace into a history. It fails where the trace contradicts itself, which is a fault of the harness and not of the program
// under test.
func Build(events []trace.Event, c Config) (*History, error) {
	b := &builder{
		h:          &History{Config: c.withDefaults(), Events: events, firstAct: -1, firstLife: none, lives: map[life]int32{}, members: map[string]bool{}},
		logs:       map[Partition]*Log{},
		topics:     map[string]string{},
		former:     map[string]string{},
		identities: make(map[string]place, len(events)/2),
		again:      map[string][]place{},
		ids:        map[string]int32{},
		keys:       map[string]int32{},
		placed:     map[placement]bool{},
		seekers:    map[seeker]bool{},
	}
	for i, e := range events {
		if err := b.event(i, e); err != nil {
			return nil, err
		}
	}
	b.flush()
	b.h.sortLogs()
	if b.h.Config.Start == Latest {
		b.h.firstLife = b.h.findFirstLife()
	}
	return b.h, nil
}

// A builder holds what is needed only while a trace is read.
type builder struct {
	h          *History
	logs       map[Partition]*Log
	topics     map[string]string // topic -> its newest id
	former     map[string]string // topic -> the id before that one
	identities map[string]place  // where an identity was appended first
	again      map[string][]place
	ids        map[string]int32 // incarnation id -> position
	keys       map[string]int32 // key of the sink -> position in h.keys
	placed     map[placement]bool
	seekers    map[seeker]bool

	held    []heldCommit // commits of the transaction that is being read
	heldTxn int64

	newestID string // cache of ids: events of one client come in rows
	newest   int32
	appended *Log // cache of logs: so do appends to one partition
}

// A place is where a record stands.
type place struct {
	log    *Log
	record int32
}

// A placement is a record at a key.
type placement struct {
	key int32
	place
}

type heldCommit struct {
	commit Commit
	event  int
}

func (b *builder) event(i int, e trace.Event) error {
	effect, isEffect := b.h.Config.Effect(e)
	if len(b.held) > 0 && (!isEffect || effect.Txn != b.heldTxn) {
		b.flush()
	}
	b.witness(i, e)
	switch e.Name {
	case "kafka.append":
		return b.append(i, e)
	case "kafka.topic":
		b.topic(i, e)
	case "kafka.fetch", "kafka.list_offsets":
		b.seek(i, e)
	case "kafka.delete_records":
		l := b.log(i, Partition{e.Str("topic"), b.topics[e.Str("topic")], int(e.Int("partition"))})
		l.Steps = append(l.Steps, Step{Kind: Trimmed, Event: int32(i), Incarnation: -1, Offset: e.Int("offset")})
	}
	if isEffect {
		b.effect(i, effect)
	}
	if c, ok := b.h.Config.Commit(e); ok {
		b.held, b.heldTxn = append(b.held, heldCommit{c, i}), c.Txn
		if c.Txn == 0 {
			b.flush()
		}
	}
	if b.h.Config.LossReport != nil {
		if r, ok := b.h.Config.LossReport(e); ok {
			id := b.topics[r.Topic]
			if former, ok := b.former[r.Topic]; ok && r.Former {
				b.log(i, Partition{r.Topic, id, r.Partition}).carried = -1 // the group knows that its offset is of another topic
				id = former
			}
			l := b.log(i, Partition{r.Topic, id, r.Partition})
			l.reports = append(l.reports, r)
		}
	}
	return nil
}

// witness keeps the lives of incarnations, and the last thing that a service saw of each.
func (b *builder) witness(i int, e trace.Event) {
	if strings.HasPrefix(e.Name, "proc.") && e.Proc != "" && e.Name != "proc.output" {
		b.h.Incarnations[b.incarnation(e.Proc)].live(i, e)
		return
	}
	if client := e.Str("client"); client != "" {
		if in := &b.h.Incarnations[b.incarnation(client)]; in.End < 0 {
			in.LastAct = i
		}
	}
}

func (b *builder) incarnation(id string) int32 {
	if id == "" {
		return -1
	}
	if id == b.newestID {
		return b.newest
	}
	n, ok := b.ids[id]
	if !ok {
		n = int32(len(b.h.Incarnations))
		b.ids[id] = n
		in := newIncarnation(id)
		b.h.Incarnations = append(b.h.Incarnations, in)
		b.h.lives[life{in.Process, in.Number}] = n
	}
	b.newestID, b.newest = id, n
	return n
}
