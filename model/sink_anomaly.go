package model

import (
	"fmt"
	"slices"
)

// phantomAnomalies are the effects of records that nobody was to see, one anomaly for each incarnation that caused any; where the records
// are of aborted transactions, one for each of its partitions.
func (h *History) phantomAnomalies() []Anomaly {
	type cause struct {
		incarnation int32
		at          Partition
	}
	by := map[cause]int{} // position in found
	var found []Anomaly
	for _, p := range h.phantoms {
		of, c := h.aborted[p.identity], cause{p.incarnation, Partition{Number: -1}}
		if of != nil {
			c.at = of.Partition
		}
		n, known := by[c]
		if !known {
			n = len(found)
			by[c] = n
			found = append(found, h.phantomAnomaly(p, of))
		}
		a := &found[n]
		if a.Records++; of != nil {
			a.From, a.Until = min(a.From, of.offset), max(a.Until, of.offset+1)
		}
	}
	return found
}

// phantomAnomaly begins an anomaly, by its first effect, of an aborted record or nil.
func (h *History) phantomAnomaly(p phantom, of *abortedRecord) Anomaly {
	a := Anomaly{Sub: PhantomRecord, Partition: -1, Incarnation: h.name(p.incarnation)}
	wrote := fmt.Sprintf("%s wrote %q %s", a.Incarnation, p.identity, h.at(p.event))
	if of == nil {
		a.Explain = wrote + ", a record that had not been appended."
		a.setEvidence(h, p.event)
	} else {
		a.Sub, a.Topic, a.TopicID, a.Partition, a.From = AbortedReadApplied, of.Topic, of.TopicID, of.Number, of.offset
		by := h.Events[of.event].Str("by")
		if by != "" {
			by = "by " + by + " "
		}
		a.Explain = fmt.Sprintf("%s, the record at offset %d of %s, whose transaction was aborted %s%s.", wrote, of.offset, of.Partition, by, h.at(of.event))
		a.setEvidence(h, p.event, of.event)
	}
	a.Kind = a.Sub.Kind()
	return a
}

// twinAnomalies are the records whose identity had been appended before; they tell that a producer sent them twice.
func (h *History) twinAnomalies() []Anomaly {
	var found []Anomaly
	for _, t := range h.twins {
		r := t.log.Records[t.record]
		a := Anomaly{
			Kind: DuplicateProduced.Kind(), Sub: DuplicateProduced, Topic: t.log.Topic, TopicID: t.log.TopicID, Partition: t.log.Number,
			From: r.Offset, Until: r.Offset + 1, Records: 1,
		}
		a.setEvidence(h, int(r.Event))
		a.Explain = fmt.Sprintf("%q was appended again at offset %d of %s %s; the consumer has to handle both.", r.Identity, r.Offset, t.log, h.at(int(r.Event)))
		found = append(found, a)
	}
	return found
}

// keyAnomalies are the keys of the sink that ended up older than they had been.
func (h *History) keyAnomalies() []Anomaly {
	var found []Anomaly
	for _, k := range h.keys {
		if k.last >= k.newest {
			continue
		}
		last, newest := k.log.Records[k.last], k.log.Records[k.newest]
		a := Anomaly{
			Kind: OrderKey.Kind(), Sub: OrderKey, Topic: k.log.Topic, TopicID: k.log.TopicID, Partition: k.log.Number,
			From: last.Offset, Until: last.Offset + 1, Records: 1, Incarnation: h.name(k.incarnation),
		}
		a.setEvidence(h, int(k.lastEvent), int(k.newestEvent))
		a.Explain = fmt.Sprintf("%s wrote offset %d of %s %s to a key that had held offset %d %s, and there it stayed.",
			h.name(k.incarnation), last.Offset, k.log, h.at(int(k.lastEvent)), newest.Offset, h.at(int(k.newestEvent)))
		found = append(found, a)
	}
	return slices.Clip(found)
}
