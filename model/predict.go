package model

import (
	"fmt"
	"slices"
)

// A Prediction is what a broken design is known to do: which anomalies it shows, and where they lie.
type Prediction struct {
	Subs   []Sub  // the anomalies foretold
	Extent Extent // where they lie
	Beside []Kind // kinds that come with them, wherever they lie
}

// An Extent is a rule for where anomalies lie. Each is computed from the history alone, without the checkers.
type Extent uint8

const (
	// Anywhere leaves the range open.
	Anywhere Extent = iota
	// InFlightAtDeath: exactly the records that an incarnation which died had passed by its last stored offset and that nobody wrote.
	InFlightAtDeath
	// OneForEachRestart: exactly one record for each partition and restart, the one that the stored offset names.
	OneForEachRestart
	// BeyondOneBatch: exactly the records that had been written before a restart, lie at least one batch above the offset stored at it,
	// and were written again after it.
	BeyondOneBatch
	// TakenBack: exactly the records that a power loss took back, that the stored offset has passed, and that nobody wrote again.
	TakenBack
	// CommittedBefore: exactly the records that were written again although who had written them had stored offsets since.
	CommittedBefore
	// RestOfRange: exactly the records behind the last one that was written of a range whose end was then stored, which nobody wrote.
	RestOfRange
	// OneJumpedOver: exactly one record for each partition and restart, the one that the stored offset names, which nobody wrote.
	OneJumpedOver
	// BelowFirst: exactly the records of each log below the first one that anybody wrote.
	BelowFirst
	// BehindStored: exactly the records behind what is stored in the end.
	BehindStored
	// AgainByZombie: exactly the records that an incarnation wrote again after a later one had been at work, from its second batch on.
	AgainByZombie
	// BeyondFirstBatch: exactly the records that an incarnation wrote again which another had written, behind the first batch of its life.
	BeyondFirstBatch
	// LeftOfBatch: exactly the records that an incarnation which died had written of partitions that it had stored less often than others.
	LeftOfBatch
)

// String is the extent in words.
func (e Extent) String() string {
	if r, ok := rules[e]; ok {
		return r.words
	}
	return "anywhere"
}

// A rule lists where the anomalies of an extent lie, and whether it matters by whom.
type rule struct {
	words         string
	sites         func(*History) []site
	byIncarnation bool
}

var rules = map[Extent]rule{
	InFlightAtDeath:   {"what was stored past and in flight when an incarnation died", inFlightAtDeath, false},
	OneForEachRestart: {"one record for each partition and restart", oneForEachRestart, true},
	BeyondOneBatch:    {"beyond one batch above the stored offset", beyondOneBatch, true},
	TakenBack:         {"what a power loss took back behind the stored offset", takenBack, false},
	CommittedBefore:   {"what had been written and stored past", committedBefore, true},
	RestOfRange:       {"the rest of a range that was stored", restOfRange, false},
	OneJumpedOver:     {"the record at the stored offset, for each restart", oneJumpedOver, false},
	BelowFirst:        {"what lies below the first record that was written of a log", belowFirst, false},
	BehindStored:      {"what lies behind the offset stored in the end", behindStored, false},
	AgainByZombie:     {"from the second batch of a superseded incarnation on", againByZombie, true},
	BeyondFirstBatch:  {"behind the first batch of who writes it again", beyondFirstBatch, true},
	LeftOfBatch:       {"the written part of a batch whose other part was stored", leftOfBatch, true},
}

// Check compares the anomalies that break the verdict's promise with the prediction. It returns how many of the foretold ones there are,
// which may be 0 where no fault struck at the right moment, and an error for the first one that was not foretold or lies elsewhere.
func (p Prediction) Check(h *History, v Verdict) (found int, err error) {
	var foretold []Anomaly
	for _, a := range v.Anomalies {
		switch {
		case slices.Contains(p.Subs, a.Sub):
			foretold = append(foretold, a)
		case !slices.Contains(p.Beside, a.Kind):
			return 0, fmt.Errorf("not foretold: %s", a)
		}
	}
	if r, ok := rules[p.Extent]; ok {
		err = sameSites(sitesOf(h, foretold, r.byIncarnation), r.sites(h))
	}
	return len(foretold), err
}
