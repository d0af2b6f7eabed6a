package model

// checkCommitAhead finds an offset that is stored although a record below it had no effect. It is found whether or not a crash turns it
// into a loss. Records that left the log before are nobody's to handle.
func (in *inspection) checkCommitAhead(i int) {
	s := &in.log.Steps[i]
	if s.byHand() || s.Removed || s.Malformed {
		return
	}
	until := in.place(s)
	key := findingKey{incarnation: s.Incarnation, store: len(in.stores)}
	for r := max(in.passedUntil, in.base); r < until; r++ {
		if in.times[r] > 0 || in.passed[r] != none {
			continue
		}
		key.sub = CommitUnapplied
		if in.log.Records[r].Event > s.Event {
			key.sub = CommitBeyondEnd
		}
		in.add(key, r, origin{step: i})
	}
}
