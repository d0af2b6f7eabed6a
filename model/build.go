package model

import (
	"slices"
	"strings"

	"github.com/onceover/onceover/sim/trace"
)

// Build reads a trace into a history. It fails where the trace contradicts itself, which is a fault of the harness and not of the program
// under test.
func Build(events []trace.Event, c Config) (*History, error) {
	b := &builder{
		h:          &History{Config: c.withDefaults(), Events: events, firstAct: -1, firstLife: none, lives: map[life]int32{}, members: map[string]bool{}, befell: map[Class]uint64{}, aborted: map[string]*abortedRecord{}},
		logs:       map[Partition]*Log{},
		topics:     map[string]string{},
		newest:     map[Partition]*Log{},
		identities: make(map[string]place, len(events)/2),
		again:      map[string][]place{},
		ids:        map[string]int32{},
		keys:       map[string]int32{},
		placed:     map[placement]bool{},
		files:      map[string][]delivery{},
		seekers:    map[seeker]bool{},
		begun:      map[int32]int{},
		cells:      map[cellName]*cell{},
		sinks:      map[string]bool{},
	}
	for i, e := range events {
		if err := b.event(i, e); err != nil {
			return nil, err
		}
	}
	b.flush()
	b.h.Logs = slices.DeleteFunc(b.h.Logs, func(l *Log) bool { return b.sinks[l.Topic] })
	b.h.sortLogs()
	b.h.meet()
	if b.h.Config.Start == Latest {
		b.h.firstLife = b.h.findFirstLife()
	}
	return b.h, nil
}

// A builder holds what is needed only while a trace is read.
type builder struct {
	h          *History
	logs       map[Partition]*Log
	topics     map[string]string  // topic -> its newest id
	newest     map[Partition]*Log // the newest log of each, by a name without a topic's id
	identities map[string]place   // where an identity was appended first
	again      map[string][]place
	ids        map[string]int32 // incarnation id -> position
	keys       map[string]int32 // key of the sink -> position in h.keys
	placed     map[placement]bool
	files      map[string][]delivery // what lines were written to a key, in order
	seekers    map[seeker]bool
	begun      map[int32]int // when incarnations first asked where a log ends, or for its records, under Latest

	cells   map[cellName]*cell
	held    []heldCommit // commits of the transaction that is being read
	heldTxn int64

	sinks map[string]bool // topics whose records are effects

	lastID   string // cache of ids: events of one client come in rows
	last     int32
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

func (b *builder) event(i int, e trace.Event) error {
	effect, isEffect := b.h.Config.Effect(e)
	commits := b.h.Config.Commits(e)
	if len(b.held) > 0 && !(isEffect && effect.Txn == b.heldTxn || len(commits) > 0 && commits[0].Txn == b.heldTxn) {
		b.flush()
	}
	b.witness(i, e)
	b.befall(e)
	if e.Name == "kafka.append" && (isEffect || len(commits) > 0) {
		b.sinks[e.Str("topic")] = true
	} else if err := b.kafka(i, e); err != nil {
		return err
	}
	switch {
	case isEffect && effect.Lost:
		b.undo(i, effect)
	case isEffect:
		b.effect(i, effect)
	}
	for _, c := range commits {
		b.hold(i, c)
	}
	if len(b.held) > 0 && b.heldTxn == 0 {
		b.flush()
	}
	if b.h.Config.LossReport != nil {
		if r, ok := b.h.Config.LossReport(e); ok {
			b.report(i, e, r)
		}
	}
	return nil
}

// kafka reads what became of the logs.
func (b *builder) kafka(i int, e trace.Event) error {
	switch e.Name {
	case "kafka.append":
		return b.append(i, e)
	case "kafka.aborted":
		b.aborted(i, e)
	case "kafka.topic":
		b.topic(i, e)
	case "kafka.fetch", "kafka.list_offsets":
		b.seek(i, e)
	case "kafka.delete_records", "kafka.compacted", "kafka.truncated":
		b.shrink(i, e)
	}
	return nil
}

// witness keeps the lives of incarnations, and the last thing that a service saw of each.
func (b *builder) witness(i int, e trace.Event) {
	if strings.HasPrefix(e.Name, "proc.") && e.Proc != "" && e.Name != "proc.output" {
		b.h.Incarnations[b.incarnation(e.Proc)].live(i, e)
		return
	}
	client := e.Str("client")
	if client == "" && strings.HasPrefix(e.Name, "disk.") {
		client = e.Proc
	}
	if client != "" {
		if in := &b.h.Incarnations[b.incarnation(client)]; in.End < 0 {
			in.LastAct = i
		}
	}
}

func (b *builder) incarnation(id string) int32 {
	if id == "" {
		return -1
	}
	if id == b.lastID {
		return b.last
	}
	n, ok := b.ids[id]
	if !ok {
		n = int32(len(b.h.Incarnations))
		b.ids[id] = n
		in := newIncarnation(id)
		b.h.Incarnations = append(b.h.Incarnations, in)
		b.h.lives[life{in.Process, in.Number}] = n
	}
	b.lastID, b.last = id, n
	return n
}
