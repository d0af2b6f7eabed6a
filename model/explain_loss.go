package model

import "fmt"

func (in *inspection) explainLoss(f *finding) string {
	subject := fmt.Sprintf("%s of %s", in.offsets(f), in.log)
	switch f.sub {
	case LossPowerLoss:
		return in.explainTakenBack(f)
	case LossRetention:
		return fmt.Sprintf("%s %s deleted from the log %s before the group had read %s.", subject, wasOrWere(f), in.h.at(in.event(f.step)), them(f))
	case LossCompacted:
		return fmt.Sprintf("%s %s compacted away %s before the group had read %s.", subject, wasOrWere(f), in.h.at(in.event(f.step)), them(f))
	case LossTruncated:
		return fmt.Sprintf("%s %s cut off from the log's end %s before the group had read %s.", subject, wasOrWere(f), in.h.at(in.event(f.step)), them(f))
	case LossDeleted:
		return fmt.Sprintf("%s %s never read: the topic was deleted %s.", subject, wasOrWere(f), in.h.at(int(in.log.gone)))
	case LossRecreate:
		return fmt.Sprintf("%s %s lost: offset %d was stored for the deleted topic of that name, and was taken for an offset of this one.", subject, wasOrWere(f), in.log.carried)
	}
	if f.store < 0 {
		behind := "the group went on behind"
		if in.resumedBehind(f.until - 1) {
			s := &in.log.Steps[in.sought]
			behind = fmt.Sprintf("%s began to read at offset %d %s", in.h.name(s.Incarnation), s.Offset, in.h.at(int(s.Event)))
		}
		return fmt.Sprintf("%s%s %s lost: nobody wrote %s, and %s.", in.unstoredStart(f), subject, wasOrWere(f), them(f), behind)
	}
	return in.explainPassed(f)
}

// explainPassed tells of a loss that a stored offset passed.
func (in *inspection) explainPassed(f *finding) string {
	st := &in.stores[f.store]
	who := in.h.name(st.incarnation)
	stored := fmt.Sprintf("%s stored offset %d of %s %s", who, in.log.Steps[st.step].Offset, in.log, in.h.at(in.event(st.step)))
	lost := fmt.Sprintf("%s %s lost.", in.offsets(f), wasOrWere(f))
	switch f.sub {
	case LossOperator:
		return fmt.Sprintf("%s by hand; %s %s passed over.", stored, in.offsets(f), wasOrWere(f))
	case LossSwallowed:
		return fmt.Sprintf("%s although it had not written %s, and never did: %s", stored, in.offsets(f), lost)
	case LossReset, LossOffByOne:
		return fmt.Sprintf("%s%s began behind %s, which nobody had written, and %s: %s",
			in.unstoredStart(f), who, in.offsets(f), stored[len(who)+1:], lost)
	case LossSkip:
		return fmt.Sprintf("%s wrote what lies before and behind %s but not %s, and %s: %s", who, in.offsets(f), them(f), stored[len(who)+1:], lost)
	}
	text := fmt.Sprintf("%s before it had written %s, and %s", stored, in.offsets(f), in.h.ending(st.incarnation, len(in.h.Events)))
	if next := in.successorOf(st.incarnation); next != "" {
		text += fmt.Sprintf("; %s went on from the stored offset", next)
	}
	return text + ", so " + lost
}

// unstoredStart tells where a group began to read under Latest that lost its place because it had stored none.
func (in *inspection) unstoredStart(f *finding) string {
	if !in.lostStart(f) {
		return ""
	}
	s := &in.log.Steps[in.first]
	return fmt.Sprintf("%s began to read at offset %d of %s %s, and nothing was stored; ", in.h.name(s.Incarnation), s.Offset, in.log, in.h.at(int(s.Event)))
}

// lostStart reports whether a loss is that of a group that read before it stored where it began, and then began elsewhere.
func (in *inspection) lostStart(f *finding) bool {
	if f.sub != LossReset || f.store > 0 || in.first == none {
		return false
	}
	first := &in.log.Steps[in.first]
	return first.Kind == Fetched && first.Incarnation != f.incarnation
}

func (in *inspection) successorOf(incarnation int32) string {
	if incarnation >= 0 {
		if next := in.h.successor(&in.h.Incarnations[incarnation]); next != nil {
			return next.ID
		}
	}
	return ""
}
