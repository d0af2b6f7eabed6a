package model

import "sort"

// findStart finds the first record that the group is answerable for, and the step that shows it. Under Earliest it is the first one that was
// in the log when the group began.
//
// Under Latest only the group knows where the log ended when it began. The trace shows that it had decided once it stores an offset, handles
// a record, or asks a broker for records from an offset on. What it was told before that may never have reached it, so a life that ends
// before is no start: a group that stores its start before it reads is answerable from the first stored offset on, and from nowhere else.
func (in *inspection) findStart() {
	in.first, in.sought = none, none
	if in.h.Config.Start == Earliest || in.isLate() {
		in.base = in.goneBefore()
		return
	}
	cuts := 0
	for i, s := range in.log.Steps {
		switch {
		case s.Kind == Truncated:
			cuts++
		case s.Kind == Delivered:
			in.base, in.first = int(s.Record), i
			return
		case s.Kind == Stored && !s.Removed && !s.Malformed, s.Kind == Fetched && in.h.belongs(s.Incarnation):
			in.base, in.first = in.log.index(s.Offset, cuts), i
			return
		}
	}
	in.findAsked()
}

// goneBefore is one behind the records that were deleted from the log before the group did anything: they belong to no ledger.
func (in *inspection) goneBefore() int {
	base, cuts := 0, 0
	for _, s := range in.log.Steps {
		switch {
		case in.h.firstAct >= 0 && int(s.Event) >= in.h.firstAct:
			return base
		case s.Kind == Truncated:
			cuts++
		case s.Kind == Trimmed:
			base = max(base, in.log.index(s.Offset, cuts))
		}
	}
	return base
}

// isLate reports whether the log came into being after the group began, so that it is read from its start.
func (in *inspection) isLate() bool { return in.h.firstAct >= 0 && int(in.log.born) > in.h.firstAct }

// findAsked settles for the first time that anyone asked where the log ends, or else for the group's first life: it began no earlier, if it
// began at all.
func (in *inspection) findAsked() {
	since := none
	for i, s := range in.log.Steps {
		if s.Kind == Asked && in.h.belongs(s.Incarnation) {
			in.first, since = i, int(s.Event)
			break
		}
	}
	if since < 0 && in.h.firstLife >= 0 {
		since = in.h.Incarnations[in.h.firstLife].Start
	}
	records := in.log.Records
	in.base = sort.Search(len(records), func(r int) bool { return since < 0 || int(records[r].Event) > since })
}

// isBegun reports whether the group was seen to begin on the log.
func (in *inspection) isBegun() bool {
	return in.h.Config.Start == Earliest || in.isLate() || in.first != none && in.log.Steps[in.first].Kind != Asked
}

// findFirstLife is the first incarnation of a process that acted for the group; where none ever did, of one that neither serves others nor
// produces.
func (h *History) findFirstLife() int {
	others := map[string]bool{}
	for _, e := range h.Events {
		if client := e.Str("client"); client != "" {
			others[newIncarnation(e.Proc).Process] = true
			if _, result := h.Config.Effect(e); e.Name == "kafka.append" && !result {
				others[newIncarnation(client).Process] = true
			}
		}
	}
	for i, e := range h.Incarnations {
		if e.Start >= 0 && h.belongs(int32(i)) && !others[e.Process] {
			return i
		}
	}
	return none
}

// belongs reports whether an incarnation is of a process that acted for the group; where none ever did, whoever reads is taken for it.
func (h *History) belongs(incarnation int32) bool {
	return incarnation >= 0 && (len(h.members) == 0 || h.members[h.Incarnations[incarnation].Process])
}

// isRestart reports whether a store is the start of a group that another incarnation had begun to read for before, without storing where.
func (in *inspection) isRestart(n int) bool {
	if n != 0 || in.first == none || in.stores[n].highest != none {
		return false
	}
	first := &in.log.Steps[in.first]
	return first.Kind == Fetched && first.Incarnation != in.stores[n].incarnation
}

// resumedBehind reports whether the newest incarnation that began to read did so behind a record.
func (in *inspection) resumedBehind(r int) bool {
	return in.sought != none && in.log.Index(in.log.Steps[in.sought].Offset) > r
}

// soughtSince reports whether an incarnation began to read after the last delivery.
func (in *inspection) soughtSince() bool {
	return in.lastDeliverer == nobody || in.tenures[in.lastDeliverer].lastEvent < in.log.Steps[in.sought].Event
}
