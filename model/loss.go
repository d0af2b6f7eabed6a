package model

// final is the index that the group would go on from: what is stored at the end, or what a deleted topic's log left behind. Where nothing
// is stored it is where the newest incarnation began to read, or, for a group that stores no offsets at all, one behind its last delivery.
func (in *inspection) final() int {
	switch {
	case len(in.stores) > 0:
		index, _ := in.stored()
		return index
	case in.log.carried >= 0 && !in.log.told:
		return in.log.index(in.log.carried, 0)
	case in.sought != none && (in.h.stores || in.soughtSince()):
		return in.log.Index(in.log.Steps[in.sought].Offset)
	case in.h.stores || in.lastDeliverer == nobody:
		return in.base
	}
	return in.tenures[in.lastDeliverer].last + 1
}

// The predicates of the ledger. Each stands for itself, so that a record which none or two of them claim is noticed.

func (in *inspection) isBefore(r int) bool { return r < in.base && in.times[r] == 0 }

func (in *inspection) isExcused(r int) bool { return in.excuse(r) != "" }

func (in *inspection) isLost(r int) bool {
	return in.times[r] == 0 && r >= in.base && r < in.end && in.excuse(r) == ""
}

func (in *inspection) isPending(r int) bool {
	return in.times[r] == 0 && r >= in.base && r >= in.end && in.takenBy(r) == none && in.log.gone < 0
}

// excuse is the cause, if the trace has one, for which a record without an effect is not held against the consumer.
func (in *inspection) excuse(r int) Sub {
	taken := in.takenBy(r)
	switch {
	case in.times[r] > 0 || r < in.base:
		return ""
	case taken >= 0:
		return excuses[in.log.Steps[taken].Kind]
	case r >= in.end:
		if in.log.gone >= 0 {
			return LossDeleted
		}
		return ""
	case in.passed[r] >= 0 && in.stores[in.passed[r]].operator:
		return LossOperator
	}
	return ""
}

// excuses are those of what takes records from a log.
var excuses = map[StepKind]Sub{Trimmed: LossRetention, Compacted: LossCompacted, Truncated: LossTruncated}

// checkLoss finds the records that were passed and never had an effect, those that are excused, and those of which nothing was said.
func (in *inspection) checkLoss() {
	in.checkSilence()
	for r := range in.log.Records {
		key := findingKey{sub: in.excuse(r), incarnation: none, store: none}
		step := in.takenBy(r)
		switch {
		case key.sub != "":
		case in.isLost(r):
			key.sub = in.classifyLoss(r)
		default:
			continue
		}
		if by := in.passed[r]; by >= 0 {
			st := &in.stores[by]
			key.store, key.incarnation, step = int(by), st.incarnation, st.step
		} else if key.sub == LossReset && in.resumedBehind(r) {
			step = in.sought
		}
		if key.sub == LossPowerLoss {
			step = in.takenBack[r]
			undone := &in.log.Steps[step]
			key.run, key.earlier = int(undone.Event), in.log.Steps[undone.Pair].Incarnation
		}
		in.add(key, r, origin{step: step})
	}
}

func (in *inspection) classifyLoss(r int) Sub {
	if in.isTakenBack(r) {
		return LossPowerLoss
	}
	if r < in.carried {
		return LossRecreate
	}
	if in.passed[r] < 0 {
		return LossReset
	}
	if in.isRestart(int(in.passed[r])) {
		return LossReset
	}
	st := &in.stores[in.passed[r]]
	batch := in.h.Config.Batch
	switch {
	case st.highest > r || st.next >= st.index:
		return in.classifyJump(r, st)
	case st.incarnation < 0 || !in.died(st):
		return LossSwallowed
	case batch > 0 && r < st.index-batch:
		return LossExcess
	}
	return LossCommitAhead
}

// classifyJump names a loss where the incarnation that passed a record handled later ones.
func (in *inspection) classifyJump(r int, st *store) Sub {
	if st.lowest < r {
		return LossSkip
	}
	if st.incarnation >= 0 && st.lowest == r+1 {
		start := in.h.Incarnations[st.incarnation].Start
		if n := in.storedBefore(int32(start)); n >= 0 && in.stores[n].index == r {
			return LossOffByOne
		}
	}
	return LossReset
}

// died reports whether the incarnation that stored an offset ended other than by a clean exit. What it had sent may be applied after that.
func (in *inspection) died(st *store) bool {
	who := &in.h.Incarnations[st.incarnation]
	return who.End >= 0 && !who.Clean(len(in.h.Events))
}
