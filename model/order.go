package model

// checkOrder finds a record whose first effect comes after that of a later record. A record that is handled again is a duplicate and not
// out of order: going back over records in flight is how a consumer recovers.
func (in *inspection) checkOrder(i int) {
	s := &in.log.Steps[i]
	r := int(s.Record)
	if in.times[r] > 0 || r >= in.reach-1 || in.isRewound(r) {
		return
	}
	sub := OrderExternal
	if in.tenure(s.Incarnation).highest > r {
		sub = OrderInternal
	}
	in.add(findingKey{sub: sub, incarnation: s.Incarnation}, r, origin{step: i, previous: int(in.lastDelivery[in.reach-1])})
}

// isRewound reports whether an operator sent the group back over a record.
func (in *inspection) isRewound(r int) bool { return in.rewound[0] <= r && r < in.rewound[1] }
