package model

// checkZombie finds a write by a superseded incarnation.
func (in *inspection) checkZombie(i int, sub Sub) {
	s := &in.log.Steps[i]
	by, superseded := in.superseded(s.Incarnation)
	if !superseded {
		return
	}
	key := findingKey{sub: sub, incarnation: s.Incarnation}
	if s.Kind == Delivered {
		in.add(key, int(s.Record), origin{step: i, previous: by})
		return
	}
	key.store = len(in.stores)
	before, _ := in.stored()
	index := in.place(s)
	in.addRange(key, min(before, index), max(before, index), origin{step: i, previous: by})
}
