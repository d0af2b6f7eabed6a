package model

// committedBefore lists the records that were delivered again although one who had delivered them had stored offsets since, by whom.
func committedBefore(h *History) []site {
	var sites []site
	for _, l := range h.Logs {
		pending, committed := map[int32][]int32{}, map[int32]bool{}
		for _, s := range l.Steps {
			switch {
			case s.Incarnation < 0:
			case s.Kind == Stored && !s.Malformed:
				for _, r := range pending[s.Incarnation] {
					committed[r] = true
				}
				delete(pending, s.Incarnation)
			case s.Kind == Delivered:
				if committed[s.Record] {
					sites = append(sites, site{l, int(s.Record), h.Incarnations[s.Incarnation].ID})
				}
				pending[s.Incarnation] = append(pending[s.Incarnation], s.Record)
			}
		}
	}
	return sites
}

// restOfRange lists the records between the last one that was delivered of a range and the offset that was stored for it, as far as nobody
// wrote them and they were still in the log.
func restOfRange(h *History) []site {
	var sites []site
	for _, l := range h.Logs {
		from, cuts := 0, 0
		rest := from // behind the last delivery since the last store
		for _, s := range l.Steps {
			switch {
			case s.Kind == Truncated:
				cuts++
			case s.Kind == Trimmed:
				rest = max(rest, l.index(s.Offset, cuts))
			case s.Kind == Delivered:
				rest = max(rest, int(s.Record)+1)
			case s.Kind == Stored && !s.Removed && !s.Malformed:
				until := l.index(s.Offset, cuts)
				sites = append(sites, undelivered(l, rest, until)...)
				rest = max(rest, until)
			}
		}
	}
	return sites
}

// undelivered lists the records of a span that nobody wrote.
func undelivered(l *Log, from, until int) (sites []site) {
	for r := from; r < until; r++ {
		if l.Records[r].Deliveries == 0 {
			sites = append(sites, site{log: l, record: r})
		}
	}
	return sites
}

// oneJumpedOver lists, for each partition and restart, the record that the stored offset named, where nobody wrote it.
func oneJumpedOver(h *History) []site {
	var sites []site
	for _, l := range h.Logs {
		jumped := map[int]bool{}
		for _, t := range takeovers(l) { //tidy:unordered a set
			jumped[t.stored] = jumped[t.stored] || t.byReader && t.stored < len(l.Records)
		}
		for r := range l.Records {
			if jumped[r] {
				sites = append(sites, undelivered(l, r, r+1)...)
			}
		}
	}
	return sites
}

// belowFirst lists the records of the logs that are there before the first one that was delivered.
func belowFirst(h *History) []site {
	var sites []site
	for _, l := range h.Logs {
		first := len(l.Records)
		for r := range l.Records {
			if l.Records[r].Deliveries > 0 {
				first = r
				break
			}
		}
		if l.gone < 0 {
			sites = append(sites, undelivered(l, 0, first)...)
		}
	}
	return sites
}

// behindStored lists the records from the offset on that is stored in the end.
func behindStored(h *History) []site {
	var sites []site
	for _, l := range h.Logs {
		stored := 0
		for _, s := range l.Steps {
			if s.Kind == Stored && !s.Malformed {
				if stored = l.Index(s.Offset); s.Removed {
					stored = 0
				}
			}
		}
		for r := stored; r < len(l.Records); r++ {
			sites = append(sites, site{log: l, record: r})
		}
	}
	return sites
}
