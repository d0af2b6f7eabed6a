package rate

import (
	"testing"

	"pgregory.net/rapid"
)

// TestSplitStarvesNobody turns through all partitions: each with something to read has a limit above zero in some
// round, however small the budget is.
func TestSplitStarvesNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t)
		sums := d.turns()
		for i, lag := range d.lags {
			if lag > 0 && sums[i] == 0 {
				t.Fatalf("partition %d of lags %v: %v", i, d.lags, sums)
			}
		}
	})
}

// TestTurnsEvenOut gives equal lags equal sums once each partition was first.
func TestTurnsEvenOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t)
		for i := range d.lags {
			d.lags[i] = 1000
		}
		sums := d.turns()
		for i, sum := range sums {
			if sum != sums[0] {
				t.Fatalf("partition %d of equal lags: %v", i, sums)
			}
		}
	})
}

// TestTurnsAreByLag gives each partition its part by lag, give or take an offset a batch, once each was first. That
// each is first keeps the short lags from starving; it must not starve the long ones.
func TestTurnsAreByLag(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t)
		d.caps = uncapped
		total := int64(0)
		for _, lag := range d.lags {
			total += max(0, lag)
		}
		if total == 0 {
			t.Skip("nothing to read")
		}
		d.budget = min(max(1, d.budget), total)
		n := int64(len(d.lags))
		for i, sum := range d.turns() {
			part, bound := n*d.budget*max(0, d.lags[i]), n*total
			if off := sum*total - part; off >= bound || off <= -bound {
				t.Fatalf("partition %d of lags %v: %d in %d batches of %d", i, d.lags, sum, n, d.budget)
			}
		}
	})
}

// turns sums what each partition has over as many splits as there are partitions, each first in one of them.
func (d drawn) turns() []int64 {
	sums := make([]int64, len(d.lags))
	for first := range d.lags {
		for i, limit := range split(d.lags, d.budget, d.caps, first) {
			sums[i] += limit
		}
	}
	return sums
}
