package model

// againByZombie lists the records that an incarnation delivered again after a later one of its process had been at work, from one batch above
// the first such record on.
func againByZombie(h *History) []site {
	var sites []site
	for _, l := range h.Logs {
		newest, began, delivered := map[string]int{}, map[int32]int{}, map[int32]bool{}
		for _, s := range l.Steps {
			if s.Incarnation < 0 || s.Kind != Delivered && s.Kind != Stored {
				continue
			}
			who := &h.Incarnations[s.Incarnation]
			newest[who.Process] = max(newest[who.Process], who.Number)
			if s.Kind == Stored {
				continue
			}
			if again := delivered[s.Record]; again && who.Number < newest[who.Process] {
				if _, known := began[s.Incarnation]; !known {
					began[s.Incarnation] = int(s.Record)
				}
				if int(s.Record) >= began[s.Incarnation]+h.Config.Batch {
					sites = append(sites, site{l, int(s.Record), who.ID})
				}
			}
			delivered[s.Record] = true
		}
	}
	return sites
}

// beyondFirstBatch lists the records that an incarnation delivered again after another, at least one batch above the first record that it
// delivered at all.
func beyondFirstBatch(h *History) []site {
	var sites []site
	for _, l := range h.Logs {
		began, by := map[int32]int{}, map[int32]int32{} // incarnation -> its first record; record -> who delivered it last
		for _, s := range l.Steps {
			if s.Kind != Delivered || s.Incarnation < 0 {
				continue
			}
			if _, known := began[s.Incarnation]; !known {
				began[s.Incarnation] = int(s.Record)
			}
			before, again := by[s.Record]
			if again && before != s.Incarnation && int(s.Record) >= began[s.Incarnation]+h.Config.Batch {
				sites = append(sites, site{l, int(s.Record), h.Incarnations[s.Incarnation].ID})
			}
			by[s.Record] = s.Incarnation
		}
	}
	return sites
}

// leftOfBatch lists the records that an incarnation which died had delivered of partitions whose offsets it had stored less often than
// those of others, since it stored them last.
func leftOfBatch(h *History) []site {
	var sites []site
	for i := range h.Incarnations {
		who := &h.Incarnations[i]
		most, times := 0, make([]int, len(h.Logs))
		left := make([][]site, len(h.Logs))
		for n, l := range h.Logs {
			for _, s := range l.Steps {
				switch {
				case int(s.Incarnation) != i:
				case s.Kind == Stored && !s.Malformed:
					times[n], left[n] = times[n]+1, nil
				case s.Kind == Delivered:
					left[n] = append(left[n], site{l, int(s.Record), who.ID})
				}
			}
			most = max(most, times[n])
		}
		for n := range h.Logs {
			if who.End >= 0 && !who.Clean(len(h.Events)) && times[n] < most {
				sites = append(sites, left[n]...)
			}
		}
	}
	return sites
}
