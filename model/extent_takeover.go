package model

// A takeover is the first delivery of an incarnation from a partition.
type takeover struct {
	step     int  // that delivery
	stored   int  // index that was stored by then
	byReader bool // by someone who had delivered from the partition before
}

// takeovers lists those of one log by incarnation.
func takeovers(l *Log) map[int32]takeover {
	found := map[int32]takeover{}
	delivered := map[int32]bool{}
	stored, byReader := 0, false
	for i, s := range l.Steps {
		switch {
		case s.Kind == Stored && !s.Removed && !s.Malformed:
			stored, byReader = l.Index(s.Offset), delivered[s.Incarnation]
		case s.Kind == Delivered:
			if !delivered[s.Incarnation] {
				found[s.Incarnation] = takeover{i, stored, byReader}
			}
			delivered[s.Incarnation] = true
		}
	}
	return found
}

func oneForEachRestart(h *History) []site {
	var sites []site
	for _, l := range h.Logs {
		at := takeovers(l)
		for i := range h.Incarnations {
			if t, ok := at[int32(i)]; ok && t.byReader && t.stored < len(l.Records) {
				sites = append(sites, site{l, t.stored, h.Incarnations[i].ID})
			}
		}
	}
	return sites
}

// beyondOneBatch lists the records that had been delivered before an incarnation took over, lie at least one batch above the offset that was
// stored then, and were delivered by it again.
func beyondOneBatch(h *History) []site {
	var sites []site
	for _, l := range h.Logs {
		at, first := takeovers(l), firstDeliveries(l)
		listed := map[site]bool{}
		for _, s := range l.Steps {
			if s.Kind != Delivered || s.Incarnation < 0 {
				continue
			}
			t, again := at[s.Incarnation], site{l, int(s.Record), h.Incarnations[s.Incarnation].ID}
			if again.record < t.stored+h.Config.Batch || first[again.record] >= t.step || listed[again] {
				continue
			}
			listed[again] = true
			sites = append(sites, again)
		}
	}
	return sites
}

// firstDeliveries is the step at which each record of a log was delivered for the first time.
func firstDeliveries(l *Log) map[int]int {
	first := map[int]int{}
	for i, s := range l.Steps {
		if _, known := first[int(s.Record)]; s.Kind == Delivered && !known {
			first[int(s.Record)] = i
		}
	}
	return first
}
