package model

import (
	"fmt"
	"slices"
	"strings"
)

// explainStuck tells of a run that came to its end before the group did.
func (in *inspection) explainStuck(f *finding) string {
	remain := ""
	switch f.until - f.from {
	case 0: // what the group should have read is not known
	case 1:
		remain = fmt.Sprintf(": %s of %s remains", in.offsets(f), in.log)
	default:
		remain = fmt.Sprintf(": %s of %s remain", in.offsets(f), in.log)
	}
	return in.stuckCause(f) + remain + "."
}

func (in *inspection) stuckCause(f *finding) string {
	switch {
	case f.sub == StuckCrashLoop:
		return in.loop(f.incarnation) + ", and " + in.standing()
	case f.sub == StuckStore && len(in.stores) == 0:
		return "every record was written" + in.lastWritten() + ", and no offset was stored"
	case f.sub == StuckStore:
		return fmt.Sprintf("every record was written%s, and the stored offset stayed at %d, %s", in.lastWritten(), in.offset(in.end), in.storedLast())
	case in.h.Config.End == Drained:
		return "the consumer came to rest while " + in.standing()
	}
	return "the run reached its bound while " + in.standing()
}

// loop tells how the lives of a process ended that made no progress, of which this is the last that it takes for a loop.
func (in *inspection) loop(last int32) string {
	var ends []string
	process := in.h.Incarnations[last].Process
	for i := last; i >= 0 && len(ends) < crashLoopMin; i-- {
		if life := &in.h.Incarnations[i]; life.Process == process && life.failed() {
			ends = append(ends, life.ID+" "+in.h.ending(i, len(in.h.Events)))
		}
	}
	slices.Reverse(ends)
	return strings.Join(ends, ", then ") + ", one like the other without progress"
}

// lastWritten tells who wrote the last of the records, where that is known.
func (in *inspection) lastWritten() string {
	for _, at := range slices.Backward(in.lastDelivery) {
		if at != none {
			s := &in.log.Steps[at]
			return fmt.Sprintf(", the last one by %s %s", in.h.name(s.Incarnation), in.h.at(int(s.Event)))
		}
	}
	return ""
}

// storedLast tells who stored the offset that is stored; there is one.
func (in *inspection) storedLast() string {
	st := &in.stores[len(in.stores)-1]
	if st.incarnation < 0 { // a backup, a power loss
		return "as it was left " + in.h.at(in.event(st.step))
	}
	return fmt.Sprintf("as %s left it %s", in.h.name(st.incarnation), in.h.at(in.event(st.step)))
}

// standing tells where the group stood at the end, or what is known of that where nothing was stored.
func (in *inspection) standing() string {
	nothing := fmt.Sprintf("no offset of %s was stored", in.log)
	switch {
	case len(in.stores) > 0:
		return fmt.Sprintf("the group stood at offset %d of %s, %s", in.offset(in.end), in.log, in.storedLast())
	case in.sought != none:
		s := &in.log.Steps[in.sought]
		return fmt.Sprintf("%s and %s had begun to read at offset %d %s", nothing, in.h.name(s.Incarnation), s.Offset, in.h.at(int(s.Event)))
	case in.isBegun():
		return nothing
	case in.first != none:
		s := &in.log.Steps[in.first]
		return fmt.Sprintf("%s, and nothing was read since %s first asked for its end %s", nothing, in.h.name(s.Incarnation), in.h.at(int(s.Event)))
	case in.h.firstLife >= 0:
		first := &in.h.Incarnations[in.h.firstLife]
		return fmt.Sprintf("%s, and nobody was seen to read it since %s started %s", nothing, first.ID, in.h.at(first.Start))
	}
	return nothing + ", and nobody was seen to read it"
}
