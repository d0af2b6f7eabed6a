package model

// checkRegression finds a stored offset that goes backwards, goes away, or cannot be read, other than by an operator's hand. That a backup was
// put back, or that power was lost, is no fault of the consumer's; what it then does is judged as ever.
func (in *inspection) checkRegression(i int) {
	s := &in.log.Steps[i]
	if s.Operator || len(in.stores) == 0 && !s.Malformed || s.Malformed && s.byHand() {
		return
	}
	before, _ := in.stored()
	key := findingKey{incarnation: s.Incarnation, store: len(in.stores)}
	switch {
	case s.Disagrees:
		key.sub = RegressionDisagree
		in.addRange(key, before, before, origin{step: i})
	case s.Malformed:
		key.sub = RegressionCodec
		in.addRange(key, before, before, origin{step: i})
	case s.Removed:
		key.sub = s.regression(RegressionDelete)
		in.addRange(key, in.base, before, origin{step: i})
	case in.place(s) < before:
		key.sub = s.regression(RegressionStore)
		in.addRange(key, in.place(s), before, origin{step: i})
	}
}

// byHand reports whether it was not the consumer who stored.
func (s *Step) byHand() bool { return s.Operator || s.Restored || s.Lost }

// regression is what an offset that went back is, where that was not the consumer's doing.
func (s *Step) regression(otherwise Sub) Sub {
	switch {
	case s.Restored:
		return RegressionRestored
	case s.Lost:
		return RegressionPowerLoss
	}
	return otherwise
}
