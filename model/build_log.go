package model

import "github.com/onceover/onceover/sim/trace"

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
		b.former[p.Topic] = known
	}
	l := &Log{Partition: p, born: int32(i), gone: -1, carried: -1}
	if former, ok := b.former[p.Topic]; ok {
		if old := b.logs[Partition{p.Topic, former, p.Number}]; old != nil {
			l.carried = old.lastStored()
		}
	}
	b.topics[p.Topic], b.logs[p] = p.TopicID, l
	b.h.Logs = append(b.h.Logs, l)
	return l
}

// supersede marks every log of a topic's former id as gone.
func (b *builder) supersede(i int, topic, id string) {
	for _, l := range b.h.Logs {
		if l.Topic == topic && l.TopicID == id && l.gone < 0 {
			l.gone = int32(i)
		}
	}
}
