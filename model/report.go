package model

import (
	"math"
	"slices"
)

// cover notes the records that a report is about. Of a topic that was deleted that is all that was behind the consumer's place, and so what
// came to lower offsets after a truncation that it had no time to notice.
func (in *inspection) cover(report LossReport, deleted bool) {
	for cuts := range in.cuts + 1 {
		from, until := in.log.stretch(cuts)
		first := search(in.log.Records[from:until], report.From)
		if deleted && cuts > 0 {
			first = 0
		}
		in.reports[from+first]++
		in.reports[from+search(in.log.Records[from:until], report.Until)]--
	}
}

// checkSilence finds the records of whose loss the consumer did not tell. Those that a truncation took it can only know of if it had passed
// them, so that the log ended before the stored offset, and if the topic still is; compaction takes nothing but what has been superseded.
func (in *inspection) checkSilence() {
	if in.reports == nil {
		return
	}
	depth := 0
	for r := range in.log.Records {
		depth += in.reports[r]
		if step, due := in.isDue(r); due && depth <= 0 {
			in.add(findingKey{sub: SilentLossUnreported, incarnation: none, store: none}, r, origin{step: step})
		}
	}
}

// isDue reports whether the consumer owes a report of a record, and by which step.
func (in *inspection) isDue(r int) (step int, due bool) {
	if in.times[r] > 0 {
		step = in.log.cutBy(r, in.cuts)
		return step, step != none && in.passed[r] >= 0 && in.log.gone < 0
	}
	sub := in.excuse(r)
	return in.takenBy(r), sub == LossRetention || sub == LossDeleted
}

// checkReport finds what a report gets wrong. It says that what is in the log at these offsets, or was, will never be seen: so none of it may
// still be there, and none may have been handled, as far as the stored offset tells: of records in flight when an incarnation died nobody
// knows. Offsets without a visible record are no lie beside others that are gone, as nobody can tell them apart. A record that came to an
// offset after a truncation is another one than the report is about.
func (in *inspection) checkReport(i int) {
	s := &in.log.Steps[i]
	report := in.log.reports[s.Record]
	if report.From >= report.Until {
		return
	}
	from, until, gone := in.index(report.From), in.index(report.Until), in.trimmedUntil
	deleted := in.log.gone >= 0 && in.log.gone <= s.Event
	if deleted {
		gone = len(in.log.Records)
	}
	in.cover(report, deleted)
	in.tenure(s.Incarnation).branch = in.cuts
	found := len(in.findings)
	key := findingKey{sub: FalseAlarmHandled, incarnation: s.Incarnation, run: i}
	stored, _ := in.stored()
	for r := from; r < min(until, gone, stored); r++ {
		if in.times[r] > 0 && in.log.cutBy(r, in.cuts) == none {
			in.add(key, r, origin{step: i})
		}
	}
	key.sub = FalseAlarmKept
	for r := max(from, gone); r < until; r++ {
		if in.isKept(r, s, report) {
			in.add(key, r, origin{step: i})
		}
	}
	shrunk := report.From < in.trimmed ||
		slices.ContainsFunc(in.log.cuts[:in.cuts], func(c cut) bool { return c.offset < report.Until })
	if found == len(in.findings) && !deleted && !shrunk {
		key.sub = FalseAlarmHole
		in.addRange(key, from, from, origin{step: i})
	}
}

// isKept reports whether a record makes a lie of a report: it was there, or the report speaks of what was yet to come.
func (in *inspection) isKept(r int, s *Step, report LossReport) bool {
	switch {
	case in.log.cutBy(r, in.cuts) != none || in.takenBy(r) != none:
		return false
	case in.log.isAgain(r) && in.times[r] == 0:
		return false
	case in.log.Records[r].Event > s.Event:
		return report.Until != math.MaxInt64
	}
	return true
}

// reportOf is the report that a false alarm was.
func (in *inspection) reportOf(f *finding) LossReport {
	return in.log.reports[in.log.Steps[f.step].Record]
}
