package model

// checkDuplicate finds a record that is delivered again, and says where the delivery lies: inside the replay window of something that went
// wrong, or outside.
//
// The window of a run is the batch at which it begins: the records that the former owner may have had in flight, from the stored offset on.
// A run that begins below what was stored when its incarnation started, and a run that goes on over records of a second batch, are outside.
func (in *inspection) checkDuplicate(i int, t *tenure) {
	s := &in.log.Steps[i]
	previous := in.lastDelivery[s.Record]
	if previous == none {
		return
	}
	earlier := &in.log.Steps[previous]
	in.add(findingKey{
		sub: in.classifyDuplicate(s, t, earlier), incarnation: s.Incarnation, earlier: earlier.Incarnation,
		absorbed: !s.Visible, times: in.times[s.Record] + 1, run: t.runs,
	}, int(s.Record), origin{step: i, previous: int(previous), began: t.from, stored: t.current})
}

func (in *inspection) classifyDuplicate(s *Step, t *tenure, earlier *Step) Sub {
	r := int(s.Record)
	floor, high := in.storedAt(t.floor)
	_, superseded := in.superseded(s.Incarnation)
	oneBatch := in.h.Config.Batch == 0 || r < in.windowOf(t)+in.h.Config.Batch
	switch {
	case in.isRewound(r):
		return DuplicateOperator
	case r < floor:
		return DuplicateExcess
	case r < high:
		return DuplicateRegress
	case superseded && oneBatch:
		return DuplicateZombie
	case in.notCovered(t, r):
		if in.lastOnly(t, r) {
			return DuplicateOffByOne
		}
		return DuplicateBehind
	case earlier.Incarnation >= 0 && in.h.Incarnations[earlier.Incarnation].Clean(int(s.Event)):
		return DuplicateBehind
	case !oneBatch && len(in.stores) == 0:
		return DuplicateReset
	case !oneBatch:
		return DuplicateExcess
	case earlier.Incarnation == s.Incarnation:
		return DuplicateSinkRetry
	case in.runs(earlier.Incarnation, int(s.Event)):
		return DuplicateOverlap
	}
	return DuplicateReplay
}

// windowOf is where the batch in flight began that a run takes up: at its first record, or behind those that the stored offset should
// have covered.
func (in *inspection) windowOf(t *tenure) int {
	if in.notCovered(t, t.from) {
		return in.stores[t.current].reached
	}
	return t.from
}

// notCovered reports whether the incarnation that stored the run's offset had itself delivered the record before: then the record was not
// in flight, the offset was wrong.
func (in *inspection) notCovered(t *tenure, r int) bool {
	if t.current == none {
		return false
	}
	st := &in.stores[t.current]
	if in.h.Config.Concurrent && r < st.index+in.h.Config.Batch {
		return false // it was in flight beside the batch that was stored
	}
	return !st.removed && st.index <= r && r < st.reached
}

// lastOnly reports whether the record is the one that a store leaves out when it keeps the last offset instead of the next.
func (in *inspection) lastOnly(t *tenure, r int) bool {
	st := &in.stores[t.current]
	return r == st.index && st.reached == r+1
}

// runs reports whether an incarnation could act at an event: neither ended nor paused.
func (in *inspection) runs(incarnation int32, event int) bool {
	if incarnation < 0 {
		return false
	}
	who := &in.h.Incarnations[incarnation]
	return !who.Ended(event) && !who.Paused(event)
}
