package scenarios

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/onceover/onceover/model"
)

// A Finding is what a case shows of its consumer, in the codes by which tables of guarantees speak.
type Finding struct {
	Codes       []string `json:"codes"`                 // OK alone, or all that was found
	Duplicates  int      `json:"duplicates,omitempty"`  // visible effects beyond the first of each record
	Window      int      `json:"window,omitempty"`      // most records of one partition that one incarnation did again
	Batches     int      `json:"batches,omitempty"`     // the same in batches of the workload, begun ones counted
	Absorbed    int      `json:"absorbed,omitempty"`    // deliveries that changed nothing in the sink
	Losses      int      `json:"losses,omitempty"`      // records that nobody will handle any more
	Ranges      []string `json:"ranges,omitempty"`      // where they are, as "orders/0 [5,10)"
	Silent      int      `json:"silent,omitempty"`      // records that left the log, and were passed without a word
	Reported    int      `json:"reported,omitempty"`    // reports that records left the log
	Stops       int      `json:"stops,omitempty"`       // instances that ended with an error, and nobody came after
	Regressions int      `json:"regressions,omitempty"` // stores of an offset below the one that was stored
}

// find says what a case shows whose batches have at most so many records of a partition, and whose group may have been renamed.
func find(h *model.History, v model.Verdict, batch int, renamed bool) *Finding {
	f := &Finding{Duplicates: v.Duplicates, Absorbed: v.Absorbed}
	batch = max(1, batch)
	anomalies := slices.Concat(v.Anomalies, v.Permitted)
	f.addReplays(h, batch, renamed)
	f.addLosses(h, anomalies, batch)
	f.addSilence(h, anomalies)
	f.addStops(h)
	if isBlind(h) {
		f.add("BLIND")
	}
	for _, a := range v.Anomalies { // one that is permitted is not the consumer's doing
		switch a.Kind {
		case model.OffsetRegression:
			f.Regressions++
			f.add("REG")
		case model.Order:
			f.add(codeOfOrder[a.Sub])
		case model.TornCommit:
			f.add("TORN")
		case model.FalseAlarm:
			f.add("FALSE")
		case model.AbortedRead:
			f.add("ABORT")
		case model.Stuck:
			switch {
			case f.has("STOP") || f.isGap(h, a) || wentBack(v.Anomalies, a):
			case a.Sub == model.StuckCrashLoop:
				f.add("STOP")
			default:
				f.add("STUCK")
			}
		}
	}
	if len(f.Codes) == 0 {
		f.Codes = []string{codeOK}
	}
	return f
}

var codeOfOrder = map[model.Sub]string{model.OrderInternal: "ORD", model.OrderExternal: "ORD", model.OrderKey: "OLD"}

func (f *Finding) has(code string) bool { return slices.Contains(f.Codes, code) }

func (f *Finding) add(code string) {
	if !f.has(code) {
		f.Codes = append(f.Codes, code)
	}
}

// addLosses tells of records that were in the log and that nobody will handle. Those of a consumer that stores nothing, and
// has come to rest before them, are lost like those that it jumped over at a start.
func (f *Finding) addLosses(h *model.History, anomalies []model.Anomaly, batch int) {
	type where struct {
		topicID, incarnation string
		partition            int
	}
	sums := map[where]int{}
	var lost []model.Anomaly
	undecided := !hasStored(h) && stopped(h) // who stopped before it ever stored an offset has passed nothing
	for _, a := range anomalies {
		if a.Kind != model.Loss && !f.isGap(h, a) || isExcused(a.Sub) || undecided || isRefused(h, a) {
			continue
		}
		f.Losses += a.Records
		lost = append(lost, a)
		switch at := (where{a.TopicID, a.Incarnation, a.Partition}); {
		case a.Sub == model.LossRecreate || a.Sub == model.LossReset && wentOnFromAnother(h, a):
			f.add("SIL")
		case a.Sub == model.LossReset && !fromTheStart(h, a) || a.Kind == model.Stuck:
			f.add("Lgap")
		default:
			sums[at] += a.Records
		}
	}
	longest := 0
	for _, n := range sums { //tidy:unordered a maximum
		longest = max(longest, n)
	}
	if longest > 0 {
		f.add(fmt.Sprintf("L%d", inBatches(longest, batch)))
	}
	slices.SortStableFunc(lost, func(a, b model.Anomaly) int {
		return cmp.Or(strings.Compare(a.Topic, b.Topic), a.Partition-b.Partition, cmp.Compare(a.From, b.From))
	})
	for _, a := range lost {
		f.Ranges = append(f.Ranges, fmt.Sprintf("%s/%d [%d,%d)", a.Topic, a.Partition, a.From, a.Until))
	}
}

// fromTheStart reports whether it was a group's first life that passed records, and began where the logs do: it has jumped
// over nothing when it started, but over a batch that failed.
func fromTheStart(h *model.History, a model.Anomaly) bool {
	return h.Config.Start == model.Earliest && strings.HasSuffix(a.Incarnation, "#1")
}

// wentOnFromAnother reports whether who passed records had read another topic of that name, and went on where that one was.
// Of a group that stores nothing nobody is named: then it is anybody who read both.
func wentOnFromAnother(h *model.History, a model.Anomaly) bool {
	for _, in := range h.Incarnations {
		named := a.Incarnation == in.ID || a.Incarnation == "" && handles(h, a, in.ID, false)
		if named && handles(h, a, in.ID, true) {
			return true
		}
	}
	return false
}

// isRefused reports whether an offset of another topic was not taken for one of this topic: who had it stopped before it
// handled anything of this one.
func isRefused(h *model.History, a model.Anomaly) bool {
	return a.Sub == model.LossRecreate && stopped(h) &&
		!slices.ContainsFunc(h.Incarnations, func(in model.Incarnation) bool { return handles(h, a, in.ID, false) })
}

// handles reports whether an incarnation has handled records of the topic that an anomaly is about, or of another of its name.
func handles(h *model.History, a model.Anomaly, incarnation string, another bool) bool {
	return slices.ContainsFunc(h.Logs, func(l *model.Log) bool {
		return l.Topic == a.Topic && (l.TopicID != a.TopicID) == another && slices.ContainsFunc(l.Steps, func(s model.Step) bool {
			return s.Kind == model.Delivered && s.Incarnation >= 0 && h.Incarnations[s.Incarnation].ID == incarnation
		})
	})
}

// isGap reports whether records that were never read are lost: nothing was ever stored by which somebody could go on there,
// and who was to read them waits for others.
func (f *Finding) isGap(h *model.History, a model.Anomaly) bool {
	return a.Sub == model.StuckLag && h.Config.End == model.Drained && !hasStored(h) && !stopped(h)
}

// addSilence tells of records that left the log before they were read.
func (f *Finding) addSilence(h *model.History, anomalies []model.Anomaly) {
	for _, l := range h.Logs {
		for _, s := range l.Steps {
			if s.Kind == model.Reported {
				f.Reported++
			}
		}
	}
	for _, a := range anomalies {
		if a.Kind == model.SilentLoss && wentOn(h, a) {
			f.Silent += a.Records
		}
	}
	switch {
	case f.Silent > 0:
		f.add("SIL")
	case f.Reported > 0 && !slices.ContainsFunc(anomalies, func(a model.Anomaly) bool { return a.Kind == model.FalseAlarm }):
		f.add("RPT")
	}
}

// addStops counts the instances that are gone with an error.
func (f *Finding) addStops(h *model.History) {
	for _, name := range instances {
		if h.Stopped(name) {
			f.Stops++
			f.add("STOP")
		}
	}
}
