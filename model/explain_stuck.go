package model

import "fmt"

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
		return in.h.name(f.incarnation) + " and the lives before it ended without progress"
	case f.sub == StuckStore && len(in.stores) == 0:
		return "every record was written, and no offset was stored"
	case f.sub == StuckStore:
		return fmt.Sprintf("every record was written, and the stored offset stayed at %d", in.offset(in.end))
	case in.h.Config.End == Drained:
		return "the consumer came to rest while " + in.standing()
	}
	return "the run reached its bound while " + in.standing()
}

// standing tells where the group stood at the end, or what is known of that where nothing was stored.
func (in *inspection) standing() string {
	nothing := fmt.Sprintf("no offset of %s was stored", in.log)
	switch {
	case len(in.stores) > 0:
		return fmt.Sprintf("the group stood at offset %d of %s", in.offset(in.end), in.log)
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
