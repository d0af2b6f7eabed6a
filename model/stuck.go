package model

// crashLoopMin is the number of lives in a row without progress that makes a crash loop.
const crashLoopMin = 3

// lag is the number of records that the group would still have to read.
func (in *inspection) lag() int {
	if in.log.gone >= 0 {
		return 0
	}
	lag := 0
	for r := in.end; r < len(in.log.Records); r++ {
		if in.excuse(r) == "" {
			lag++
		}
	}
	return lag
}

// checkStuck finds a run that came to its end before the group did, or before the group began. A run that was cut short may lag.
func (in *inspection) checkStuck() {
	neverBegan := in.h.Config.End == Bound && !in.isBegun() && len(in.log.Records) > 0
	if in.h.Config.End == Open || in.lag() == 0 && !neverBegan {
		return
	}
	key := findingKey{sub: StuckStore, incarnation: in.h.lastLooper(), store: len(in.stores) - 1}
	if neverBegan {
		key.sub = StuckLag
	}
	for r := in.end; r < len(in.log.Records); r++ {
		if in.isPending(r) {
			key.sub = StuckLag
		}
	}
	if key.incarnation != none {
		key.sub = StuckCrashLoop
	}
	step := none
	if n := len(in.stores); n > 0 {
		step = in.stores[n-1].step
	}
	in.addRange(key, in.end, len(in.log.Records), origin{step: step})
}

// lastLooper is the last incarnation of a process whose last lives all ended by themselves and did nothing for the group, or none.
func (h *History) lastLooper() int32 {
	progress := h.lastProgress()
	lives := map[string]int{}
	for i := range h.Incarnations {
		in := &h.Incarnations[i]
		if in.Start < progress || !in.failed() {
			continue
		}
		if lives[in.Process]++; lives[in.Process] >= crashLoopMin {
			return int32(i)
		}
	}
	return none
}

// lastProgress is the event of the group's newest delivery or store.
func (h *History) lastProgress() int {
	last := -1
	for _, l := range h.Logs {
		for i := len(l.Steps) - 1; i >= 0; i-- {
			if k := l.Steps[i].Kind; k == Delivered || k == Stored {
				last = max(last, int(l.Steps[i].Event))
				break
			}
		}
	}
	return last
}
