package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/onceover/onceover/model"
)

// A replay is what one incarnation did again of one partition.
type replay struct {
	records   int  // with a visible effect
	fromStart bool // of the log, as it was then, though another had stored an offset behind it, or nobody does
	beside    int  // of the records: by somebody else who was still at work
}

// replaysMany is how many batches a consumer may have under way by its design; who does more again, and begins at the log's
// start, has forgotten where it was.
const replaysMany = 3

// addReplays tells of records that were handled more than once. Of a group that was renamed only the new one's stores are known.
func (f *Finding) addReplays(h *model.History, batch int, renamed bool) {
	forgot, beside := false, false
	for _, l := range h.Logs {
		for _, r := range replaysOf(h, l, renamed) { //tidy:unordered maxima
			f.Window = max(f.Window, r.records)
			forgot = forgot || r.fromStart && r.records > replaysMany*batch
			beside = beside || r.beside > batch
		}
	}
	f.Batches = inBatches(f.Window, batch)
	switch {
	case beside:
		f.add("D∞")
	case forgot:
		f.add("Dall")
	case f.Window > 0:
		f.add(fmt.Sprintf("D%d", f.Batches))
	case f.Absorbed > 0:
		f.add("EO")
	}
}

// replaysOf are those of a partition, by incarnation.
func replaysOf(h *model.History, l *model.Log, renamed bool) map[int32]*replay {
	all := map[int32]*replay{}
	deliverer := map[int32]int32{}      // of each record, the newest
	start, known := 0, map[int32]bool{} // who has stored an offset behind the start
	for _, s := range l.Steps {
		switch {
		case s.Kind == model.Stored:
			if l.Index(s.Offset) > start {
				known[s.Incarnation] = true
			}
			continue
		case s.Kind == model.Trimmed:
			start = max(start, l.Index(s.Offset))
		case s.Kind != model.Delivered || s.Pair != 0:
			continue
		}
		earlier, again := deliverer[s.Record]
		if s.Kind == model.Delivered {
			deliverer[s.Record] = s.Incarnation
		}
		if s.Kind != model.Delivered || !again || !s.Visible {
			continue
		}
		r := all[s.Incarnation]
		if r == nil {
			r = &replay{}
			all[s.Incarnation] = r
		}
		r.records++
		another := renamed || len(known) > 1 || len(known) == 1 && !known[s.Incarnation]
		r.fromStart = r.fromStart || int(s.Record) == start && (another || !hasStored(h))
		if earlier >= 0 && earlier != s.Incarnation && isWorking(h, earlier, int(s.Event)) {
			r.beside++
		}
	}
	return all
}

// isWorking reports whether an incarnation can act at an event: who takes over from one that is paused works alone.
func isWorking(h *model.History, incarnation int32, event int) bool {
	who := &h.Incarnations[incarnation]
	return !who.Ended(event) && !who.Paused(event)
}

func inBatches(records, batch int) int { return (records + batch - 1) / batch }

func isExcused(s model.Sub) bool { return strings.HasPrefix(string(s), "loss.excused.") }

// hasStored reports whether an offset was ever stored.
func hasStored(h *model.History) bool {
	return slices.ContainsFunc(h.Logs, func(l *model.Log) bool {
		return slices.ContainsFunc(l.Steps, func(s model.Step) bool { return s.Kind == model.Stored })
	})
}

// wentBack reports whether an offset stayed behind because somebody set it back when all was done: whoever stores where it
// was before comes no further for that.
func wentBack(anomalies []model.Anomaly, stuck model.Anomaly) bool {
	return stuck.Sub == model.StuckStore && slices.ContainsFunc(anomalies, func(a model.Anomaly) bool {
		return a.Kind == model.OffsetRegression && a.Topic == stuck.Topic && a.Partition == stuck.Partition && a.Until >= stuck.Until
	})
}

// stopped reports whether an instance is gone with an error.
func stopped(h *model.History) bool { return slices.ContainsFunc(instances, h.Stopped) }

// wentOn reports whether somebody handled what came behind records that had left the log, or stored an offset behind the first
// of them. Who stopped before them has passed nothing in silence.
func wentOn(h *model.History, a model.Anomaly) bool {
	for _, l := range h.Logs {
		if l.Topic != a.Topic || l.Number != a.Partition {
			continue
		}
		for _, s := range l.Steps {
			another := l.TopicID != a.TopicID
			handled := s.Kind == model.Delivered && (another || l.Records[s.Record].Offset >= a.From)
			stored := s.Kind == model.Stored && !s.Removed && !another && s.Offset > a.From
			if (handled || stored) && h.Events[s.Event].Seq > a.Step {
				return true
			}
		}
	}
	return false
}
