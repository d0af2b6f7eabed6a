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
)

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
	switch p.Extent {
	case InFlightAtDeath:
		err = sameSites(sitesOf(h, foretold, false), inFlightAtDeath(h))
	case OneForEachRestart:
		err = sameSites(sitesOf(h, foretold, true), oneForEachRestart(h))
	case BeyondOneBatch:
		err = sameSites(sitesOf(h, foretold, true), beyondOneBatch(h))
	}
	return len(foretold), err
}
