package model

import "math"

// A tenure is what one incarnation has done on this log.
type tenure struct {
	lastEvent       int32 // its newest delivery
	last            int   // the record of that delivery, or none
	lowest, highest int
	awaiting        []int // positions in stores that wait for its next delivery
	branch          int   // truncations of the log that it knows of
	stored          int   // one behind what it has stored itself

	runs    int // runs begun
	from    int // the record at which the newest run began
	floor   int // the store that the run may have begun from at the earliest, or none
	current int // the store in effect when the run began, or none
}

// tenure returns what the incarnation has done here so far.
func (in *inspection) tenure(incarnation int32) *tenure {
	t := in.tenures[incarnation]
	if t == nil {
		t = &tenure{last: none, lowest: math.MaxInt, highest: none, floor: none, current: none, branch: in.cuts}
		in.tenures[incarnation] = t
	}
	return t
}

// begin returns the tenure of a delivery's incarnation, with a new run begun where it takes over, or steps back.
func (in *inspection) begin(i int) *tenure {
	s := &in.log.Steps[i]
	t := in.tenure(s.Incarnation)
	fresh, takesOver := t.runs == 0, in.lastDeliverer != s.Incarnation
	if !fresh && !takesOver && int(s.Record) > t.last {
		return t
	}
	if !fresh && !takesOver && in.besideBatch(t, int(s.Record)) {
		t.from = min(t.from, int(s.Record))
		return t
	}
	t.runs++
	t.from, t.current = int(s.Record), len(in.stores)-1
	switch {
	case fresh && s.Incarnation >= 0 && in.h.Incarnations[s.Incarnation].Start >= 0:
		t.floor = in.storedBefore(int32(in.h.Incarnations[s.Incarnation].Start))
	case !fresh && takesOver:
		t.floor = in.storedBefore(t.lastEvent)
	default:
		t.floor = t.current
	}
	return t
}

// besideBatch reports whether a record below those that were delivered is of a batch that was in flight beside theirs. What the
// incarnation has stored itself, or was the last to deliver, is a step back all the same.
func (in *inspection) besideBatch(t *tenure, r int) bool {
	if last := in.lastDelivery[r]; last != none && in.tenures[in.log.Steps[last].Incarnation] == t {
		return false
	}
	batch := in.h.Config.Batch
	return in.h.Config.Concurrent && r >= t.stored && (batch == 0 || r > t.highest-batch)
}

func (in *inspection) deliver(i int, t *tenure) {
	s := &in.log.Steps[i]
	r := int(s.Record)
	if in.times[r] > 0 {
		in.before[int32(i)] = in.lastDelivery[r]
	}
	in.lastDelivery[r] = int32(i)
	in.times[r]++
	in.reach = max(in.reach, r+1)
	in.lastDeliverer = s.Incarnation
	t.last, t.lastEvent, t.branch = r, s.Event, in.branchOf(r)
	t.lowest, t.highest = min(t.lowest, r), max(t.highest, r)
	for _, n := range t.awaiting {
		in.stores[n].next = r
	}
	t.awaiting = t.awaiting[:0]
	in.active(i)
}

// newest is the newest incarnation of a process that was active here, and the first step that shows it.
type newest struct{ number, step int }

// active notes that an incarnation did something here.
func (in *inspection) active(step int) {
	if who := in.log.Steps[step].Incarnation; who >= 0 {
		life := &in.h.Incarnations[who]
		if life.Number > in.newest[life.Process].number {
			in.newest[life.Process] = newest{life.Number, step}
		}
	}
}

// superseded reports whether a later incarnation of the same process has been active here, and the first step of the newest one.
func (in *inspection) superseded(incarnation int32) (by int, superseded bool) {
	if incarnation < 0 {
		return none, false
	}
	who := &in.h.Incarnations[incarnation]
	now := in.newest[who.Process]
	return now.step, now.number > who.Number
}
