package model

// vacated is Record.place of a record whose first key lost it; others may hold it.
const vacated = -1

// A delivery is a Delivered step.
type delivery struct {
	log  *Log
	step int32
}

// undo takes back the deliveries to a key that a power loss did not leave there. Of a record that was written to it several times as many are
// kept as there are left, and what the sink had absorbed shares the fate of what it repeated.
func (b *builder) undo(i int, f Effect) {
	left := map[string]int{}
	for _, identity := range b.h.Config.Decode(f) {
		left[identity]++
	}
	written, stays := b.files[f.Key], map[place]bool{}
	kept := written[:0]
	n, keyed := b.keys[f.target()]
	for _, d := range written {
		s := d.log.Steps[d.step]
		at := place{d.log, s.Record}
		if identity := d.log.Records[s.Record].Identity; s.Visible {
			stays[at] = left[identity] > 0
			left[identity]--
		}
		if stays[at] {
			kept = append(kept, d)
			continue
		}
		d.takeBack(i)
		if keyed {
			b.vacate(n, at)
		}
	}
	b.files[f.Key] = kept
	if keyed {
		b.h.keys[n].refill(kept)
	}
}

// takeBack adds the step that undoes the delivery.
func (d delivery) takeBack(i int) {
	s, undone := &d.log.Steps[d.step], int32(len(d.log.Steps))
	r := &d.log.Records[s.Record]
	r.Deliveries--
	if s.Visible {
		r.Effects--
	}
	s.Pair = undone
	d.log.Steps = append(d.log.Steps, Step{Kind: Undone, Event: int32(i), Incarnation: none, Record: s.Record, Visible: s.Visible, Pair: d.step})
}

// vacate lets a key hold a record no longer.
func (b *builder) vacate(n int32, at place) {
	delete(b.placed, placement{n, at})
	if r := &at.log.Records[at.record]; r.place == n+1 {
		r.place = vacated
	}
}

// refill lets the key hold what is left of what was written to it.
func (k *keyHolder) refill(kept []delivery) {
	k.newest, k.last = none, none
	for _, d := range kept {
		s := d.log.Steps[d.step]
		k.hold(place{d.log, s.Record}, s.Event, s.Incarnation)
	}
}
