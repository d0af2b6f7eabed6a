package model

import "fmt"

// undo lets a delivery never have been. Records that had been jumped over are looked at once more for each time that the one above them is
// taken back.
func (in *inspection) undo(i int) {
	r := int(in.log.Steps[i].Record)
	in.times[r]--
	in.takenBack[r] = i
	last := in.lastDelivery[r]
	for last != none && in.isUndone(last, i) {
		before, repeats := in.before[last]
		if last = none; repeats {
			last = before
		}
	}
	in.lastDelivery[r] = last
	for in.reach > 0 && in.times[in.reach-1] == 0 {
		in.reach--
	}
}

// isUndone reports whether a delivery had been taken back when a step took place.
func (in *inspection) isUndone(delivery int32, step int) bool {
	by := in.log.Steps[delivery].Pair
	return by > 0 && int(by) <= step
}

// isTakenBack reports whether a record was lost because its effect was taken back when the stored offset had passed it, or was on its way to.
// What is taken back before that is to be written again, and whoever passes it then has not done so.
func (in *inspection) isTakenBack(r int) bool {
	step, ok := in.takenBack[r]
	if !ok || in.passed[r] < 0 {
		return ok
	}
	st := &in.stores[in.passed[r]]
	if st.step < step || st.incarnation < 0 {
		return st.step < step
	}
	who := &in.h.Incarnations[st.incarnation]
	return who.Ended(in.event(st.step)) && who.Start < in.event(step)
}

// explainTakenBack tells of a loss by a power loss.
func (in *inspection) explainTakenBack(f *finding) string {
	s := &in.log.Steps[f.step]
	written := &in.log.Steps[s.Pair]
	text := fmt.Sprintf("%s wrote %s of %s %s", in.h.name(written.Incarnation), in.offsets(f), in.log, in.h.at(int(written.Event)))
	if f.store >= 0 {
		st := &in.stores[f.store]
		text += " and "
		if st.incarnation != written.Incarnation {
			text += in.h.name(st.incarnation) + " "
		}
		text += fmt.Sprintf("stored offset %d %s", in.log.Steps[st.step].Offset, in.h.at(in.event(st.step)))
	}
	return text + fmt.Sprintf("; a power loss took back what had been written %s, and nobody wrote %s again: %s %s lost.",
		in.h.at(int(s.Event)), them(f), in.offsets(f), wasOrWere(f))
}

// explainEarlier adds to what is said of records without an effect that there had been one once.
func (in *inspection) explainEarlier(f *finding) string {
	for r := f.from; r < f.until; r++ {
		if step, ok := in.takenBack[r]; ok && f.sub != LossPowerLoss && (f.step == none || step < f.step) {
			s := &in.log.Steps[step]
			return fmt.Sprintf(" What %s had written of %s a power loss had taken back %s.", in.h.name(in.log.Steps[s.Pair].Incarnation), them(f), in.h.at(int(s.Event)))
		}
	}
	return ""
}
