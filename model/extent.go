package model

import "fmt"

// A site is one record, and where it matters the incarnation that wrote it.
type site struct {
	log         *Log
	record      int
	incarnation string
}

func (s site) String() string {
	text := fmt.Sprintf("offset %d of %s", s.log.Records[s.record].Offset, s.log)
	if s.incarnation != "" {
		text += " by " + s.incarnation
	}
	return text
}

func sitesOf(h *History, anomalies []Anomaly, byIncarnation bool) []site {
	var sites []site
	for _, a := range anomalies {
		l := h.logOf(a)
		first := l.Index(a.From)
		for r := first; r < first+a.Records; r++ {
			s := site{log: l, record: r}
			if byIncarnation {
				s.incarnation = a.Incarnation
			}
			sites = append(sites, s)
		}
	}
	return sites
}

func (h *History) logOf(a Anomaly) *Log {
	for _, l := range h.Logs {
		if l.Partition == (Partition{a.Topic, a.TopicID, a.Partition}) {
			return l
		}
	}
	return &Log{}
}

// sameSites compares what was found with what was foretold, as sets.
func sameSites(found, foretold []site) error {
	remaining := make(map[site]int, len(foretold))
	for _, s := range foretold {
		remaining[s]++
	}
	for _, s := range found {
		if remaining[s] == 0 {
			return fmt.Errorf("%s is not where it was foretold", s)
		}
		remaining[s]--
	}
	for _, s := range foretold {
		if remaining[s] > 0 {
			return fmt.Errorf("%s was foretold and not found", s)
		}
	}
	return nil
}

// takenBack lists the records that a power loss took, with the offset stored behind them and no effect any more.
func takenBack(h *History) []site {
	var sites []site
	for _, l := range h.Logs {
		taken, stored := map[int]bool{}, 0
		for _, s := range l.Steps {
			switch {
			case s.Kind == Undone:
				taken[int(s.Record)] = true
			case s.Kind == Stored && !s.Removed && !s.Malformed:
				stored = l.Index(s.Offset)
			}
		}
		for r := range stored {
			if taken[r] && l.Records[r].Deliveries == 0 {
				sites = append(sites, site{log: l, record: r})
			}
		}
	}
	return sites
}

// inFlightAtDeath lists the records that the last store of an incarnation passed which then died, and that nobody wrote.
func inFlightAtDeath(h *History) []site {
	type span struct{ from, until int }
	var sites []site
	for _, l := range h.Logs {
		last := map[int32]span{}
		stored := 0
		for _, s := range l.Steps {
			if s.Kind == Stored && !s.Removed && !s.Malformed {
				index := l.Index(s.Offset)
				last[s.Incarnation] = span{stored, index}
				stored = index
			}
		}
		for i := range h.Incarnations {
			died := h.Incarnations[i].End >= 0 && !h.Incarnations[i].Clean(len(h.Events))
			if passed, ok := last[int32(i)]; ok && died {
				for r := passed.from; r < passed.until; r++ {
					if l.Records[r].Deliveries == 0 {
						sites = append(sites, site{log: l, record: r})
					}
				}
			}
		}
	}
	return sites
}
