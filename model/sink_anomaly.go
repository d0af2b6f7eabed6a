package model

import (
	"fmt"
	"slices"
)

// phantomAnomalies are the effects of records that had not been appended, one anomaly for each incarnation that caused any.
func (h *History) phantomAnomalies() []Anomaly {
	by := map[int32]int{} // incarnation -> position in found
	var found []Anomaly
	for _, p := range h.phantoms {
		if n, ok := by[p.incarnation]; ok {
			found[n].Records++
			continue
		}
		by[p.incarnation] = len(found)
		a := Anomaly{Kind: PhantomRecord.Kind(), Sub: PhantomRecord, Partition: -1, Records: 1, Incarnation: h.name(p.incarnation)}
		a.setEvidence(h, p.event)
		a.Explain = fmt.Sprintf("%s wrote %q %s, a record that had not been appended.", h.name(p.incarnation), p.identity, h.at(p.event))
		found = append(found, a)
	}
	return found
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
