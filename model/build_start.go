package model

import "github.com/onceover/onceover/sim/trace"

// A seeker is an incarnation that read from a log, or asked where it ends.
type seeker struct {
	log         *Log
	incarnation int32
	kind        StepKind
}

// seek keeps the first time that an incarnation asks for records of each log, or is told where it ends. Only a group that begins at the
// log's end is judged by it.
func (b *builder) seek(i int, e trace.Event) {
	kind, stage := Fetched, "received"
	if e.Name == "kafka.list_offsets" {
		kind, stage = Asked, "answered"
	}
	client := e.Str("client")
	if b.h.Config.Start == Earliest || e.Str("stage") != stage || b.h.Config.Operator(client) {
		return
	}
	if who := b.incarnation(client); b.begun[who] == 0 {
		b.begun[who] = i
	}
	var p Partition
	for _, a := range e.Args {
		switch a.Key {
		case "topic":
			p.Topic, p.TopicID = a.Text, b.topics[a.Text]
		case "partition":
			if p.Number = int(a.Number); kind == Asked {
				b.sought(i, p, Step{Kind: kind, Incarnation: b.incarnation(client)})
			}
		case "offset":
			b.sought(i, p, Step{Kind: kind, Incarnation: b.incarnation(client), Offset: a.Number})
		}
	}
}

func (b *builder) sought(i int, p Partition, s Step) {
	l := b.logs[p]
	if l == nil || b.seekers[seeker{l, s.Incarnation, s.Kind}] {
		return
	}
	b.seekers[seeker{l, s.Incarnation, s.Kind}] = true
	s.Event = int32(i)
	l.Steps = append(l.Steps, s)
}

// began is when an incarnation that handles a record had decided where it begins, if it asked for that, or else when it handles
// it. Logs that come later than that, though before the first record, are read from their starts.
func (b *builder) began(i int, who int32) int {
	if at := b.begun[who]; at > 0 {
		return at
	}
	return i
}
