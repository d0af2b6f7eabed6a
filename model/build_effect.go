package model

import "strings"

func (b *builder) effect(i int, f Effect) {
	identities := b.h.Config.Decode(f)
	if len(identities) == 0 {
		return
	}
	who := b.incarnation(f.Client)
	b.acted(b.began(i, who), who, false)
	for _, identity := range identities {
		at, ok := b.find(identity, f)
		if !ok {
			b.h.phantoms = append(b.h.phantoms, phantom{identity, i, who})
			continue
		}
		r := &at.log.Records[at.record]
		visible := !f.Absorbed
		if visible && f.Overwrites {
			visible = b.put(i, f.target(), at, who)
		}
		r.Deliveries++
		if visible {
			r.Effects++
		}
		if f.Lines {
			b.files[f.Key] = append(b.files[f.Key], delivery{at.log, int32(len(at.log.Steps))})
		}
		at.log.Steps = append(at.log.Steps, Step{Kind: Delivered, Event: int32(i), Incarnation: who, Record: at.record, Visible: visible})
	}
}

// find returns the record of an identity. An identity that stands at several places means the one that was delivered least, the first of
// equals; places of another topic count only if the effect names their topic.
func (b *builder) find(identity string, f Effect) (place, bool) {
	best, ok := b.identities[identity]
	if !ok || len(b.again) == 0 {
		return best, ok
	}
	for _, other := range b.again[identity] {
		if best.log.Topic != other.log.Topic {
			if !names(f, best.log.Topic) && names(f, other.log.Topic) {
				best = other
			}
			continue
		}
		if other.log.Records[other.record].Deliveries < best.log.Records[best.record].Deliveries {
			best = other
		}
	}
	return best, true
}

func names(f Effect, topic string) bool {
	return strings.Contains(f.Key, topic) || strings.Contains(f.Value, topic)
}

// put writes a record to a key and reports whether that changed anything: a record that the key held already is absorbed.
func (b *builder) put(i int, key string, at place, who int32) (visible bool) {
	n, known := b.keys[key]
	if !known {
		n = int32(len(b.h.keys))
		b.keys[key] = n
		b.h.keys = append(b.h.keys, keyHolder{log: at.log, newest: at.record, newestEvent: int32(i)})
	}
	b.h.keys[n].hold(at, int32(i), who)
	r := &at.log.Records[at.record]
	if r.place == 0 {
		r.place = n + 1
		return true
	}
	if r.place == n+1 || b.placed[placement{n, at}] {
		return false
	}
	b.placed[placement{n, at}] = true
	return true
}
