package model

import "fmt"

// explainStore tells of an offset that ran ahead or went back.
func (in *inspection) explainStore(f *finding) string {
	s := &in.log.Steps[f.step]
	who, when := in.h.name(f.incarnation), in.h.at(int(s.Event))
	before := "nothing was stored before"
	if f.store > 0 {
		st := &in.stores[f.store-1]
		before = fmt.Sprintf("%s had stored %d %s", in.h.name(st.incarnation), in.log.Steps[st.step].Offset, in.h.at(in.event(st.step)))
	}
	switch f.sub {
	case RegressionCodec:
		return fmt.Sprintf("%s stored something for %s %s that is not a plain decimal offset.", who, in.log, when)
	case RegressionDisagree:
		return fmt.Sprintf("%s left a plain offset of %s and a record beside it that do not say the same %s.", who, in.log, when)
	case RegressionRestored, RegressionPowerLoss:
		what := map[Sub]string{RegressionRestored: "a backup was put back", RegressionPowerLoss: "power was lost"}[f.sub]
		if s.Removed {
			return fmt.Sprintf("%s %s, and the stored offset of %s was gone; %s.", what, when, in.log, before)
		}
		return fmt.Sprintf("%s %s, and the stored offset of %s was %d; %s.", what, when, in.log, s.Offset, before)
	case RegressionDelete:
		return fmt.Sprintf("%s removed the stored offset of %s %s; %s.", who, in.log, when, before)
	case RegressionStore:
		return fmt.Sprintf("%s stored offset %d of %s %s although %s.", who, s.Offset, in.log, when, before)
	case CommitBeyondEnd:
		return fmt.Sprintf("%s stored offset %d of %s %s, beyond the log's end: %s came later.", who, s.Offset, in.log, when, in.offsets(f))
	}
	return fmt.Sprintf("%s stored offset %d of %s %s before it had written %s.", who, s.Offset, in.log, when, in.offsets(f))
}

// explainRest tells of order, of zombies and of silence.
func (in *inspection) explainRest(f *finding) string {
	who, when := in.h.name(f.incarnation), in.h.at(in.event(f.step))
	switch f.sub {
	case OrderInternal, OrderExternal:
		first := "for the first time"
		if _, again := in.takenBack[f.from]; again {
			first = "anew"
		}
		return fmt.Sprintf("%s wrote %s of %s %s %s, after %s.",
			who, in.offsets(f), in.log, first, when, in.had(f, "written a later one of the partition"))
	case ZombieOutput:
		return fmt.Sprintf("%s wrote %s of %s %s, after %s.", who, in.offsets(f), in.log, when, in.had(f, "taken over"))
	case ZombieCommit:
		return fmt.Sprintf("%s stored offset %d of %s %s, after %s.", who, in.log.Steps[f.step].Offset, in.log, when, in.had(f, "taken over"))
	case FalseAlarmKept:
		return fmt.Sprintf("%s reported %s of %s as lost %s, and nothing had taken %s from the log.", who, in.offsets(f), in.log, when, them(f))
	case FalseAlarmHandled:
		return fmt.Sprintf("%s reported %s of %s as lost %s, and the group had handled %s and stored that.", who, in.offsets(f), in.log, when, them(f))
	case FalseAlarmHole:
		return fmt.Sprintf("%s reported a loss in %s from offset %d on %s, and nothing had left the log there.", who, in.log, in.reportOf(f).From, when)
	case SilentLossUnreported:
		if f.step == none {
			when = in.h.at(int(in.log.gone)) // with its topic
		} else if in.log.Steps[f.step].Kind == Truncated {
			return fmt.Sprintf("%s of %s %s cut off behind the group's back %s, and no report of the consumer says so.", in.offsets(f), in.log, wasOrWere(f), when)
		}
		return fmt.Sprintf("%s of %s left the log unread %s, and no report of the consumer says so.", in.offsets(f), in.log, when)
	case StuckCrashLoop, StuckStore, StuckLag:
		return in.explainStuck(f)
	}
	return ""
}

// had tells who had done, and when, what makes this come too late.
func (in *inspection) had(f *finding, done string) string {
	who := "someone"
	if f.previous != none {
		who = in.h.name(in.log.Steps[f.previous].Incarnation)
	}
	return fmt.Sprintf("%s had %s %s", who, done, in.h.at(in.event(f.previous)))
}
