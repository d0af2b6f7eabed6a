package model

import (
	"fmt"
	"strings"

	"github.com/onceover/onceover/sim/trace"
)

// explain tells in plain English what happened: who ended after which step, and what became of which offsets.
func (in *inspection) explain(f *finding) string {
	switch f.sub.Kind() {
	case Loss:
		return in.explainLoss(f) + in.explainEarlier(f)
	case Duplicate:
		return in.explainDuplicate(f)
	case CommitAhead:
		return in.explainStore(f) + in.explainEarlier(f)
	case OffsetRegression:
		return in.explainStore(f)
	}
	return in.explainRest(f)
}

// at dates an event: (step 812, 3.2041 s).
func (h *History) at(event int) string {
	if event < 0 {
		return "(at no step)"
	}
	e := h.Events[event]
	return fmt.Sprintf("(step %d, %s s)", e.Seq, seconds(e.Time))
}

// seconds prints virtual nanoseconds in seconds without trailing zeros.
func seconds(ns int64) string {
	text := strings.TrimRight(fmt.Sprintf("%d.%09d", ns/1e9, ns%1e9), "0")
	return strings.TrimSuffix(text, ".")
}

// offsets names a finding's range: "offset 25" or "offsets 25..49".
func (in *inspection) offsets(f *finding) string {
	if f.until-f.from == 1 {
		return fmt.Sprintf("offset %d", in.offset(f.from))
	}
	return fmt.Sprintf("offsets %d..%d", in.offset(f.from), in.offset(f.until-1))
}

// them is how a sentence refers back to the range.
func them(f *finding) string {
	if f.until-f.from == 1 {
		return "it"
	}
	return "them"
}

func wasOrWere(f *finding) string {
	if f.until-f.from == 1 {
		return "was"
	}
	return "were"
}

// ending tells how an incarnation ended before an event, or why it did not go on, and what a service saw of it last:
// "was killed after redis.exec applied (step 812, 3.2041 s)".
func (h *History) ending(incarnation int32, event int) string {
	if incarnation < 0 {
		return "left no trace of its end"
	}
	who := &h.Incarnations[incarnation]
	if !who.Ended(event) {
		for _, p := range who.Pauses {
			if p.From < event && (p.Until < 0 || p.Until > event) {
				return "was paused " + h.at(p.From)
			}
		}
		return "went on"
	}
	verb := "was killed"
	switch {
	case who.Fate == Exited:
		verb = fmt.Sprintf("exited with code %d", who.Code)
	case who.Cause != "" && who.Cause != "kill":
		verb += " (" + who.Cause + ")"
	}
	if who.LastAct < 0 {
		return verb + " " + h.at(who.End)
	}
	return verb + " after " + act(h.Events[who.LastAct]) + " " + h.at(who.LastAct)
}

// endingUnstored tells how an incarnation ended before an event and before it stored its offsets.
func (h *History) endingUnstored(incarnation int32, event int) string {
	ending := h.ending(incarnation, event)
	switch {
	case incarnation < 0 || !h.Incarnations[incarnation].Ended(event) && !h.Incarnations[incarnation].Paused(event):
		return ending + " and had not stored its offsets"
	case h.Incarnations[incarnation].Ended(event) && h.Incarnations[incarnation].LastAct >= 0:
		return ending + " and before it stored its offsets"
	}
	return ending + " before it stored its offsets"
}

// act names what a service saw of a client.
func act(e trace.Event) string {
	switch e.Name {
	case "redis.effect", "http.effect", "hbase.effect":
		return e.Str("command") + " " + e.Str("key") + " applied"
	case "disk.write", "disk.rename":
		return strings.TrimPrefix(e.Name, "disk.") + " of " + e.Str("path")
	case "zookeeper.write":
		return e.Str("kind") + " " + e.Str("path") + " applied"
	}
	name := e.Name
	if op := e.Str("op"); op != "" {
		name = op
	}
	if stage := e.Str("stage"); stage != "" {
		name += " " + stage
	}
	return name
}

// ordinal is how often something has been done: "a second time".
func ordinal(times int32) string {
	switch times {
	case 2:
		return "a second time"
	case 3:
		return "a third time"
	}
	return fmt.Sprintf("for the %dth time", times)
}
