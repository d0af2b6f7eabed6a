package model

import "sort"

// A cut is the truncation of a log. The records from one index until another are cut off; what is appended later goes on behind them in the
// dense index, at offsets that may have been theirs.
type cut struct {
	offset      int64 // first one that is gone
	from, until int
	step        int // position in Log.Steps
}

// Index is the place of an offset in the dense index: that of the first record at or above it which is in the log at the end of its story, or
// one behind the last.
func (l *Log) Index(offset int64) int { return l.index(offset, len(l.cuts)) }

// index is the place that an offset had after so many cuts.
func (l *Log) index(offset int64, cuts int) int {
	from, until := l.stretch(cuts)
	if cuts > 0 {
		if c := l.cuts[cuts-1]; offset < c.offset {
			if r := l.index(offset, cuts-1); r < c.from {
				return r
			}
			return from
		}
	}
	return from + search(l.Records[from:until], offset)
}

// search is the place of the first record at an offset or above it, of records in order of offset.
func search(records []Record, offset int64) int {
	return sort.Search(len(records), func(i int) bool { return records[i].Offset >= offset })
}

// stretch is the records that were appended after so many cuts, and before the next one.
func (l *Log) stretch(cuts int) (from, until int) {
	if until = len(l.Records); cuts < len(l.cuts) {
		until = l.cuts[cuts].until
	}
	if cuts > 0 {
		from = l.cuts[cuts-1].until
	}
	return from, until
}

// last is the offset behind which the next record must come.
func (l *Log) last() int64 {
	n := len(l.Records)
	if k := len(l.cuts); k > 0 && l.cuts[k-1].until == n {
		return l.cuts[k-1].offset - 1
	}
	if n > 0 {
		return l.Records[n-1].Offset
	}
	return -1
}

// cutBy is the step of the first cuts by which a record was taken, or none.
func (l *Log) cutBy(r, cuts int) int {
	for _, c := range l.cuts[:cuts] {
		if c.from <= r && r < c.until {
			return c.step
		}
	}
	return none
}

// isAgain reports whether a record has an offset that a cut had taken from others.
func (l *Log) isAgain(r int) bool {
	for _, c := range l.cuts {
		if c.from < c.until && c.until <= r && l.Records[r].Offset <= l.Records[c.until-1].Offset {
			return true
		}
	}
	return false
}

// begins reports whether a record was the first one that came after a truncation.
func (l *Log) begins(r int) bool {
	for _, c := range l.cuts {
		if c.until == r {
			return true
		}
	}
	return false
}
