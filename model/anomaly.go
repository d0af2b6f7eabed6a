package model

import (
	"fmt"
	"slices"

	"github.com/onceover/onceover/sim/trace"
)

// An Anomaly is one thing that went wrong, over one range of one partition.
type Anomaly struct {
	Kind        Kind          `json:"kind"`
	Sub         Sub           `json:"sub"`
	Topic       string        `json:"topic,omitempty"`
	TopicID     string        `json:"topic_id,omitempty"`
	Partition   int           `json:"partition"` // -1 where the effect belongs to no partition
	From        int64         `json:"from"`      // first offset
	Until       int64         `json:"until"`     // one behind the last; equal to From where no record is touched
	Records     int           `json:"records"`   // visible records in the range
	Incarnation string        `json:"incarnation,omitempty"`
	Role        Role          `json:"role,omitempty"`        // of the partition
	Absorbed    bool          `json:"absorbed,omitempty"`    // the sink absorbed it, so that it had no visible effect
	Unexplained bool          `json:"unexplained,omitempty"` // it would be permitted if something had gone wrong that explains it
	Step        uint64        `json:"step"`                  // the event that showed it
	Time        int64         `json:"time"`                  // in virtual nanoseconds
	Evidence    []trace.Event `json:"evidence,omitempty"`    // the few events that tell the story, in order
	Explain     string        `json:"explain"`
}

// String is one line: what, where, and why.
func (a Anomaly) String() string {
	return fmt.Sprintf("%s %s/%d [%d,%d): %s", a.Sub, a.Topic, a.Partition, a.From, a.Until, a.Explain)
}

// setEvidence keeps the events at those positions, in order and each once; the shown one dates the anomaly. Positions below 0 are left out.
func (a *Anomaly) setEvidence(h *History, shown int, others ...int) {
	positions := slices.Compact(slices.Sorted(slices.Values(append(others, shown))))
	for _, i := range positions {
		if i >= 0 {
			a.Evidence = append(a.Evidence, h.Events[i])
		}
	}
	if shown >= 0 {
		a.Step, a.Time = h.Events[shown].Seq, h.Events[shown].Time
	}
}

// anomaly turns a finding into offsets, events and words.
func (in *inspection) anomaly(f *finding) Anomaly {
	a := Anomaly{
		Kind: f.sub.Kind(), Sub: f.sub, Topic: in.log.Topic, TopicID: in.log.TopicID, Partition: in.log.Number,
		From: in.offset(f.from), Until: in.offset(f.from), Records: f.until - f.from, Absorbed: f.absorbed,
		Role: in.role(),
	}
	if f.until > f.from {
		a.Until = max(a.From, in.log.Records[f.until-1].Offset+1) // behind a truncation offsets begin anew
	}
	if f.incarnation >= 0 {
		a.Incarnation = in.h.Incarnations[f.incarnation].ID
	}
	a.setEvidence(in.h, in.event(f.step), in.witnesses(f)...)
	a.Explain = in.explain(f)
	return a
}

// offset is the offset of a record, or one behind the last for the record that is yet to come.
func (in *inspection) offset(r int) int64 {
	switch n := len(in.log.Records); {
	case r < n:
		return in.log.Records[r].Offset
	case n > 0:
		return in.log.Records[n-1].Offset + 1
	}
	return 0
}

// event is the event of a step, or none.
func (in *inspection) event(step int) int {
	if step < 0 {
		return none
	}
	return int(in.log.Steps[step].Event)
}

// witnesses are the events besides the one that showed it: how the earlier owner ended, what it did last, how the next one began, and
// which offset was stored.
func (in *inspection) witnesses(f *finding) []int {
	var events []int
	life := func(incarnation int32) {
		if incarnation >= 0 {
			who := &in.h.Incarnations[incarnation]
			events = append(events, who.Start, who.LastAct, who.End)
		}
	}
	switch f.sub.Kind() {
	case Duplicate:
		events = append(events, in.event(f.previous))
		if f.stored >= 0 {
			events = append(events, in.event(in.stores[f.stored].step))
		}
		life(f.earlier)
		if f.incarnation >= 0 {
			events = append(events, in.h.Incarnations[f.incarnation].Start)
		}
	case Loss:
		life(f.incarnation)
		if step, ok := in.takenBack[f.from]; ok {
			events = append(events, in.event(int(in.log.Steps[step].Pair)), in.event(step))
		}
		if f.store >= 0 {
			events = append(events, in.event(in.stores[f.store].step))
		}
		if in.lostStart(f) {
			events = append(events, in.event(in.first), in.event(in.sought))
		}
		if f.incarnation >= 0 {
			if next := in.h.successor(&in.h.Incarnations[f.incarnation]); next != nil {
				events = append(events, next.Start)
			}
		}
	case Order:
		events = append(events, in.event(f.previous))
	case OffsetRegression, Zombie:
		if f.sub.Kind() == Zombie {
			events = append(events, in.event(f.previous))
		}
		if n := len(in.stores[:f.store]); n > 0 {
			events = append(events, in.event(in.stores[n-1].step))
		}
		life(f.incarnation)
	case Stuck, CommitAhead:
		life(f.incarnation)
	}
	return events
}
