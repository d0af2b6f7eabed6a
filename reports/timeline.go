package reports

import (
	"fmt"
	"slices"
	"time"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/scenarios"
	"github.com/onceover/onceover/sim/trace"
)

// Timeline tells what happened in one case: lives, faults, and what was written and stored, where runs of batches without
// incident are drawn together. It ends in what was found, and why.
func Timeline(s scenarios.Scenario, o scenarios.Outcome) []byte { return Excerpt{}.Timeline(s, o) }

// A moment is one line of a timeline.
type moment struct {
	time   int64
	steps  []uint64 // the events behind it
	text   string
	deed   *deed // what an incarnation wrote or stored; nil where something else happened
	merged int   // deeds that were drawn together, beside the first
}

func (m moment) cells() []string {
	text := m.text
	if m.deed != nil {
		text = m.deed.String()
	}
	step := fmt.Sprint(m.steps[0])
	if m.merged > 0 {
		text += fmt.Sprintf(" (%d times)", m.merged+1)
		step += " ..."
	}
	return []string{fmt.Sprintf("%d.%06d", m.time/1e9, m.time%1e9/1e3), step, text}
}

// A teller turns a history into moments.
type teller struct {
	outcome scenarios.Outcome
	h       *model.History
	deeds   map[int32][]deed  // by position of the event
	setting []string          // images that belong to the setting of every case, not to the story
	begun   uint64            // the step of the first result; 0 means that there is none
	reasons map[string]string // why a process ended with an error the last time, by its name
	moments []moment
}

func newTeller(o scenarios.Outcome) teller {
	t := teller{outcome: o, h: o.History, deeds: deedsOf(o.History), reasons: map[string]string{}}
	for _, p := range scenarios.Programs(nil) {
		t.setting = append(t.setting, p.Name)
	}
	for i, e := range t.h.Events {
		if deeds := t.deeds[int32(i)]; len(deeds) > 0 && deeds[0].isWrite() {
			t.begun = e.Seq
			break
		}
	}
	return t
}

// moments are those of the steps that are wanted.
func moments(o scenarios.Outcome, wanted func(step uint64) bool) []moment {
	t := newTeller(o)
	for i, e := range t.h.Events {
		if !wanted(e.Seq) {
			continue
		}
		if deeds := t.deeds[int32(i)]; deeds != nil {
			for _, d := range deeds {
				t.act(e, d)
			}
		} else if text := t.incident(e); text != "" {
			t.moments = append(t.moments, moment{time: e.Time, steps: []uint64{e.Seq}, text: text})
		}
	}
	return t.moments
}

// act adds a deed to the moment that it goes on with: the last one, or, where several partitions are written in turn, one
// before it. A moment of another sort in between ends that.
func (t *teller) act(e trace.Event, d deed) {
	for i := len(t.moments) - 1; i >= 0; i-- {
		m := &t.moments[i]
		if m.deed == nil || m.deed.who != d.who || m.deed.isWrite() != d.isWrite() {
			break
		}
		if m.deed.goesOn(d) {
			m.deed.add(d)
			m.steps = append(m.steps, e.Seq)
			return
		}
	}
	t.moments = append(t.moments, moment{time: e.Time, steps: []uint64{e.Seq}, deed: d.clone()})
}

// evidenceMax is how many anomalies have their evidence kept out of what is drawn together.
const evidenceMax = 4

// evidence is the steps that show the first anomalies.
func evidence(anomalies []model.Anomaly) map[uint64]bool {
	steps := map[uint64]bool{}
	for _, a := range anomalies[:min(evidenceMax, len(anomalies))] {
		for _, e := range a.Evidence {
			steps[e.Seq] = true
		}
	}
	return steps
}

// calm is how many moments in a row are left as they are at the begin and at the end of a time without incident.
const calm = 2

// rest is a time in which nobody does anything, and what comes behind it is another stretch. To store by a timer is to do
// nothing.
const rest = int64(100 * time.Millisecond)

// drawTogether shortens each stretch of deeds between two incidents: a few at either end and those that are evidence stay.
func drawTogether(all []moment, evidence map[uint64]bool) []moment {
	var out []moment
	for len(all) > 0 {
		n := 0
		for n < len(all) && all[n].deed != nil && (n == 0 || all[n].time-all[n-1].time < rest || all[n].deed.verb == stores) {
			n++
		}
		if n == 0 {
			out, all = append(out, all[0]), all[1:]
			continue
		}
		out, all = append(out, shorten(all[:n], evidence)...), all[n:]
	}
	return out
}

func shorten(stretch []moment, evidence map[uint64]bool) []moment {
	var out []moment
	first := -1 // of out, where those begin that are being drawn together
	for i, m := range stretch {
		key := i < calm || i >= len(stretch)-calm ||
			slices.ContainsFunc(m.steps, func(s uint64) bool { return evidence[s] })
		if key {
			out, first = append(out, m), -1
			continue
		}
		if first < 0 {
			first = len(out)
		}
		at := slices.IndexFunc(out[first:], func(o moment) bool { return o.deed.sameKind(*m.deed) })
		if at < 0 {
			m.deed = m.deed.clone()
			out = append(out, m)
			continue
		}
		out[first+at].deed.add(*m.deed)
		out[first+at].merged++
	}
	return out
}
