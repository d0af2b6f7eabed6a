package model

import (
	"cmp"
	"math"

	"github.com/onceover/onceover/sim/trace"
)

// topic brings the logs of a new topic into being; those of a topic that had the name before are gone.
func (b *builder) topic(i int, e trace.Event) {
	topic, id := e.Str("topic"), e.Str("topic_id")
	for n := range int(e.Int("partitions")) {
		b.log(i, Partition{topic, id, n})
	}
}

// log returns the log of a partition, and makes it when it is met first.
func (b *builder) log(i int, p Partition) *Log {
	if l := b.logs[p]; l != nil {
		return l
	}
	// An offset may be stored before anything is known of the topic; its log waits under no id for the first event that tells it.
	if l := b.logs[Partition{p.Topic, "", p.Number}]; l != nil {
		delete(b.logs, l.Partition)
		l.Partition, b.logs[p], b.topics[p.Topic] = p, l, p.TopicID
		return l
	}
	if known := b.topics[p.Topic]; known != "" && known != p.TopicID {
		b.supersede(i, p.Topic, known)
	}
	name := Partition{p.Topic, "", p.Number}
	l := &Log{Partition: p, born: int32(i), gone: -1, carried: -1, former: b.newest[name]}
	if l.former != nil {
		l.carried, l.told = l.former.lastStored(), l.former.told
	}
	b.topics[p.Topic], b.logs[p], b.newest[name] = p.TopicID, l, l
	b.h.Logs = append(b.h.Logs, l)
	return l
}

// named returns the log that somebody speaks of: the one of that topic id, or without an id the topic's newest. An id that nobody has seen is
// that of no log: what is said of it is not kept.
func (b *builder) named(i int, p Partition) *Log {
	newest := b.topics[p.Topic]
	if p.TopicID == "" {
		p.TopicID = newest
	}
	if p.TopicID == newest || newest == "" {
		return b.log(i, p)
	}
	if l := b.logs[p]; l != nil {
		return l
	}
	return &Log{Partition: p, born: int32(i), gone: int32(i), carried: -1}
}

// report keeps what the consumer says of records that vanished. What it says of a former topic is of the last one that its offset was of; of
// those between it never knew.
func (b *builder) report(i int, e trace.Event, r LossReport) {
	s := Step{Kind: Reported, Event: int32(i), Incarnation: b.incarnation(cmp.Or(e.Str("client"), e.Proc))}
	l := b.named(i, Partition{Topic: r.Topic, Number: r.Partition})
	if r.Former && l.former != nil {
		l.told = true
		for l = l.former; !l.stored && l.former != nil; l = l.former {
			l.report(s, LossReport{Until: math.MaxInt64})
		}
	}
	l.report(s, r)
}

func (l *Log) report(s Step, r LossReport) {
	s.Record = int32(len(l.reports))
	l.Steps, l.reports = append(l.Steps, s), append(l.reports, r)
}

// shrink takes records from a log: those below an offset, those from one on, or a single one.
func (b *builder) shrink(i int, e trace.Event) {
	l := b.log(i, Partition{e.Str("topic"), b.topics[e.Str("topic")], int(e.Int("partition"))})
	s := Step{Kind: Trimmed, Event: int32(i), Incarnation: none, Offset: e.Int("offset")}
	switch e.Name {
	case "kafka.compacted":
		s.Kind, s.Record = Compacted, int32(l.Index(s.Offset))
		if int(s.Record) == len(l.Records) || l.Records[s.Record].Offset != s.Offset {
			return // it was not visible
		}
	case "kafka.truncated":
		s.Kind = Truncated
		l.cuts = append(l.cuts, cut{s.Offset, l.Index(s.Offset), len(l.Records), len(l.Steps)})
	}
	l.Steps, l.shrunk = append(l.Steps, s), true
}

// supersede marks every log of a topic's former id as gone.
func (b *builder) supersede(i int, topic, id string) {
	for _, l := range b.h.Logs {
		if l.Topic == topic && l.TopicID == id && l.gone < 0 {
			l.gone = int32(i)
		}
	}
}
