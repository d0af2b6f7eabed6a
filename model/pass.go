package model

// takenAt encodes for inspection.passed the step that took a record from the log.
func takenAt(step int) int32 { return -2 - int32(step) }

// takenBy is the step that took a record from the log before the stored offset passed it, or none.
func (in *inspection) takenBy(r int) int {
	if by := in.passed[r]; by <= takenAt(0) {
		return int(takenAt(0) - by)
	}
	return none
}

// take notes that a record left the log.
func (in *inspection) take(r, step int) {
	if in.passed[r] == none {
		in.passed[r] = takenAt(step)
	}
}

func (in *inspection) trim(i int) {
	offset := in.log.Steps[i].Offset
	until := in.index(offset)
	for r := in.trimmedUntil; r < until; r++ {
		in.take(r, i)
	}
	in.trimmedUntil, in.trimmed = max(in.trimmedUntil, until), max(in.trimmed, offset)
}

func (in *inspection) truncate(i int) {
	c := in.log.cuts[in.cuts]
	for r := c.from; r < c.until; r++ {
		in.take(r, i)
	}
	in.cuts++
}

// pass marks the records below an index as passed by a store. Each record is looked at once, however often offsets move back and forth.
func (in *inspection) pass(until int, by int32) {
	for r := in.passedUntil; r < until; r++ {
		if in.passed[r] == none {
			in.passed[r] = by
		}
	}
	in.passedUntil = max(in.passedUntil, until)
}

// index is the place of an offset in the log as it is now.
func (in *inspection) index(offset int64) int { return in.log.index(offset, in.cuts) }

// place is the record that an offset names which an incarnation stores.
func (in *inspection) place(s *Step) int { return in.log.index(s.Offset, in.branch(s)) }

// branch is how many truncations an incarnation knows of that stores an offset. It has yet to learn of one below that offset, until it handles
// what came later, tells of a loss, or goes back.
func (in *inspection) branch(s *Step) int {
	if s.Incarnation >= 0 {
		for n := in.tenure(s.Incarnation).branch; n < in.cuts; n++ {
			if in.log.cuts[n].offset < s.Offset {
				return n
			}
		}
	}
	return in.cuts
}

// branchOf is how many truncations there had been when a record was last in the log.
func (in *inspection) branchOf(r int) int {
	for n, c := range in.log.cuts[:in.cuts] {
		if c.from <= r && r < c.until {
			return n
		}
	}
	return in.cuts
}
