package model

import "fmt"

// explainDuplicate joins how the earlier delivery was left, how this one came about, and what the sink made of it.
func (in *inspection) explainDuplicate(f *finding) string {
	text := in.duplicateCause(f) + in.duplicateAgain(f)
	if f.absorbed {
		text += " The sink absorbed " + them(f) + "."
	}
	return text
}

func (in *inspection) duplicateCause(f *finding) string {
	earlier, who := in.h.name(f.earlier), in.h.name(f.incarnation)
	switch f.sub {
	case DuplicateSinkRetry:
		return fmt.Sprintf("%s wrote %s of %s %s and had not stored %s yet; ", who, in.offsets(f), in.log, in.h.at(in.event(f.previous)), them(f))
	case DuplicateOverlap:
		return fmt.Sprintf("%s still ran, and had written %s of %s %s without storing %s; ", earlier, in.offsets(f), in.log, in.h.at(in.event(f.previous)), them(f))
	case DuplicateZombie:
		return fmt.Sprintf("%s had been superseded by %s; ", who, earlier)
	case DuplicateExcess:
		if in.h.follows(f.earlier, f.incarnation) {
			return fmt.Sprintf("%s had been superseded by %s, which had written %s of %s %s; ", who, earlier, in.offsets(f), in.log, in.h.at(in.event(f.previous)))
		}
	case DuplicateOffByOne:
		st := &in.stores[f.stored]
		return fmt.Sprintf("%s stored offset %d of %s %s after it had written that very offset: the last one instead of the next; ",
			in.h.name(st.incarnation), in.log.Steps[st.step].Offset, in.log, in.h.at(in.event(st.step)))
	case DuplicateBehind:
		return fmt.Sprintf("%s wrote %s of %s %s and left the stored offset at %s; ", earlier, in.offsets(f), in.log, in.h.at(in.event(f.previous)), in.storedText(f))
	case DuplicateRegress, DuplicateOperator:
		return fmt.Sprintf("the stored offset of %s had been higher and was set back to %s; ", in.log, in.storedText(f))
	case DuplicateReset:
		return fmt.Sprintf("%s %s, and no offset of %s had been stored; ", earlier, in.h.ending(f.earlier, in.event(f.step)), in.log)
	}
	if f.earlier == f.incarnation || in.storedIndex(f) > f.from {
		return fmt.Sprintf("%s wrote %s of %s %s, and the store held %s; ", earlier, in.offsets(f), in.log, in.h.at(in.event(f.previous)), in.storedText(f))
	}
	if f.earlier >= 0 && in.h.Incarnations[f.earlier].Ended(in.event(f.previous)) {
		return fmt.Sprintf("what %s had sent was applied %s after it had ended %s; ",
			earlier, in.h.at(in.event(f.previous)), in.h.at(in.h.Incarnations[f.earlier].End))
	}
	return fmt.Sprintf("%s %s; ", earlier, in.h.endingUnstored(f.earlier, in.event(f.step)))
}

// storedIndex is the index that was stored when the run of a duplicate began.
func (in *inspection) storedIndex(f *finding) int {
	index, _ := in.storedAt(f.stored)
	return index
}

func (in *inspection) duplicateAgain(f *finding) string {
	who, again := in.h.name(f.incarnation), ordinal(f.times)
	verb := "started at"
	if f.earlier == f.incarnation {
		verb = "went back to"
	}
	began := fmt.Sprintf("%s %s offset %d of %s and wrote %s %s.", who, verb, in.offset(f.began), in.log, in.offsets(f), again)
	switch f.sub {
	case DuplicateSinkRetry:
		return fmt.Sprintf("it wrote %s %s %s.", them(f), again, in.h.at(in.event(f.step)))
	case DuplicateZombie:
		return fmt.Sprintf("it wrote %s of %s %s %s.", in.offsets(f), in.log, again, in.h.at(in.event(f.step)))
	case DuplicateExcess:
		if batch := in.h.Config.Batch; batch > 0 && f.from >= f.began+batch {
			return began[:len(began)-1] + fmt.Sprintf(", beyond the batch that may have been in flight (%d records).", batch)
		}
		return began[:len(began)-1] + ", below the offset that was stored when it began."
	}
	return began
}

// storedText is the offset that was stored when the run of a duplicate began, with its date.
func (in *inspection) storedText(f *finding) string {
	if f.stored < 0 {
		return "nothing"
	}
	st := &in.stores[f.stored]
	if st.removed {
		return "nothing " + in.h.at(in.event(st.step))
	}
	return fmt.Sprintf("%d %s", in.log.Steps[st.step].Offset, in.h.at(in.event(st.step)))
}
