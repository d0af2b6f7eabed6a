package model

import (
	"fmt"

	"github.com/onceover/onceover/sim/trace"
)

// append adds a record to its log.
func (b *builder) append(i int, e trace.Event) error {
	var p Partition
	var offset int64
	var key, value string
	for _, a := range e.Args {
		switch a.Key {
		case "topic":
			p.Topic = a.Text
		case "topic_id":
			p.TopicID = a.Text
		case "partition":
			p.Number = int(a.Number)
		case "offset":
			offset = a.Number
		case "key":
			key = a.Text
		case "value":
			value = a.Text
		}
	}
	l := b.appended
	if l == nil || l.Partition != p {
		l = b.log(i, p)
		b.appended = l
	}
	n := len(l.Records)
	if last := l.last(); offset <= last {
		return fmt.Errorf("append to %s at step %d: offset %d after %d", p, e.Seq, offset, last)
	}
	identity := b.h.Config.Identify(key, value)
	if identity == "" {
		identity = fmt.Sprintf("%s/%d", p, offset)
	}
	l.Records = append(l.Records, Record{Offset: offset, Identity: identity, Event: int32(i)})
	b.identify(identity, place{l, int32(n)})
	return nil
}

// aborted keeps where a record stands that nobody was to see, because its transaction was aborted.
func (b *builder) aborted(i int, e trace.Event) {
	if identity := b.h.Config.Identify(e.Str("key"), e.Str("value")); identity != "" {
		at := Partition{e.Str("topic"), e.Str("topic_id"), int(e.Int("partition"))}
		b.h.aborted[identity] = &abortedRecord{at, e.Int("offset"), i}
	}
}

func (b *builder) identify(identity string, at place) {
	if first, known := b.identities[identity]; known {
		if first.log.Topic == at.log.Topic && first.log.TopicID == at.log.TopicID {
			b.h.twins = append(b.h.twins, twin{at.log, int(at.record)})
		}
		b.again[identity] = append(b.again[identity], at)
		return
	}
	b.identities[identity] = at
}
