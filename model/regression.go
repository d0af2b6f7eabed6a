package model

// checkRegression finds a stored offset that goes backwards, goes away, or cannot be read, other than by an operator's hand.
func (in *inspection) checkRegression(i int) {
	s := &in.log.Steps[i]
	if s.Operator || len(in.stores) == 0 && !s.Malformed {
		return
	}
	before, _ := in.stored()
	key := findingKey{incarnation: s.Incarnation, store: len(in.stores)}
	switch {
	case s.Malformed:
		key.sub = RegressionCodec
		in.addRange(key, before, before, i)
	case s.Removed:
		key.sub = RegressionDelete
		in.addRange(key, in.base, before, i)
	case in.log.Index(s.Offset) < before:
		key.sub = RegressionStore
		in.addRange(key, in.log.Index(s.Offset), before, i)
	}
}
