package model

// A store is one offset that the group's offset store took.
type store struct {
	step        int   // position in log.Steps
	index       int   // the next record to read
	high        int   // the highest index that the group had stored by then
	incarnation int32 // who stored it
	reached     int   // one behind the record that its newest run had come to
	lowest      int   // the lowest record that it had delivered by then
	highest     int   // the highest
	next        int   // the record that it delivered next, or none
	removed     bool
	operator    bool
}

// store lets the group's offset be what the step says.
func (in *inspection) store(i int) {
	s := &in.log.Steps[i]
	if s.Malformed {
		return
	}
	t := in.tenure(s.Incarnation)
	st := store{
		step: i, incarnation: s.Incarnation, operator: s.Operator, removed: s.Removed,
		reached: t.last + 1, lowest: t.lowest, highest: t.highest, next: none,
	}
	before, high := in.stored()
	if st.index = in.base; !s.Removed {
		st.index = in.place(s)
		t.stored = max(t.stored, st.index)
	}
	if st.high = max(high, st.index); s.Operator || s.Lost {
		st.high = st.index
	}
	if s.Operator && st.index < before {
		in.rewound = [2]int{st.index, in.reach}
	}
	t.branch = in.branch(s)
	in.pass(st.index, int32(len(in.stores)))
	t.awaiting = append(t.awaiting, len(in.stores))
	in.stores = append(in.stores, st)
	in.active(i)
}

// stored is the index that is stored, and the highest that the group had stored; the base where there is none.
func (in *inspection) stored() (index, high int) { return in.storedAt(len(in.stores) - 1) }

func (in *inspection) storedAt(n int) (index, high int) {
	if n < 0 {
		return in.base, in.base
	}
	return in.stores[n].index, in.stores[n].high
}

// storedBefore is the newest store before an event, or none.
func (in *inspection) storedBefore(event int32) int {
	low, high := 0, len(in.stores)
	for low < high {
		mid := (low + high) / 2
		if in.log.Steps[in.stores[mid].step].Event < event {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low - 1
}
