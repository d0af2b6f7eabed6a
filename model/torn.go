package model

import "fmt"

// A spell is what an incarnation has done last on a log: positions of steps, or none.
type spell struct{ delivered, stored int }

// spells are those of every log for an incarnation.
func (h *History) spells(incarnation int) []spell {
	list := make([]spell, len(h.Logs))
	for n, l := range h.Logs {
		list[n] = spell{none, none}
		for i, s := range l.Steps {
			switch {
			case int(s.Incarnation) != incarnation:
			case s.Kind == Delivered:
				list[n].delivered = i
			case s.Kind == Stored && !s.Malformed:
				list[n].stored = i
			}
		}
	}
	return list
}

// tornAnomalies are the partitions whose offset an incarnation that died had not stored yet, when it had stored that of another one behind
// records of the same batch: nobody can tell any more where the batch began.
func (h *History) tornAnomalies() []Anomaly {
	var found []Anomaly
	for i := range h.Incarnations {
		who := &h.Incarnations[i]
		if who.End < 0 || who.Clean(len(h.Events)) {
			continue
		}
		spells := h.spells(i)
		newest := none // event of its newest store
		for n, s := range spells {
			if s.stored >= 0 {
				newest = max(newest, int(h.Logs[n].Steps[s.stored].Event))
			}
		}
		for n, s := range spells {
			if l := h.Logs[n]; s.delivered > s.stored && int(l.Steps[s.delivered].Event) < newest {
				found = append(found, h.torn(who, l, s, newest))
			}
		}
	}
	return found
}

// torn is the anomaly of a partition that was left behind.
func (h *History) torn(who *Incarnation, l *Log, s spell, newest int) Anomaly {
	last := &l.Steps[s.delivered]
	first := int(last.Record)
	for _, step := range l.Steps[s.stored+1 : s.delivered] {
		if step.Kind == Delivered && step.Incarnation == last.Incarnation {
			first = min(first, int(step.Record))
		}
	}
	a := Anomaly{
		Kind: CommitTorn.Kind(), Sub: CommitTorn, Topic: l.Topic, TopicID: l.TopicID, Partition: l.Number, Incarnation: who.ID,
		From: l.Records[first].Offset, Until: l.Records[last.Record].Offset + 1, Records: int(last.Record) - first + 1,
	}
	a.setEvidence(h, newest, int(last.Event), who.End)
	a.Explain = fmt.Sprintf("%s stored the offset of another partition %s, and died before it stored that of %s, whose records of that batch it had written.",
		who.ID, h.at(newest), l)
	return a
}
