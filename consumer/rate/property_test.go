package rate

import (
	"testing"

	"pgregory.net/rapid"
)

// A drawn is a random split.
type drawn struct {
	lags   []int64
	budget int64
	caps   caps
	first  int
}

func draw(t *rapid.T) drawn {
	lag := rapid.OneOf(rapid.Int64Range(-1, 3), rapid.Int64Range(0, 200), rapid.Int64Range(0, 1_000_000))
	d := drawn{
		lags:   rapid.SliceOfN(lag, 1, 12).Draw(t, "lags"),
		budget: rapid.Int64Range(0, 500).Draw(t, "budget"),
		caps: caps{
			least:        rapid.Int64Range(0, 20).Draw(t, "least"),
			perPartition: rapid.Int64Range(1, 200).Draw(t, "per partition"),
			perBatch:     rapid.Int64Range(1, 500).Draw(t, "per batch"),
		},
	}
	d.first = rapid.IntRange(0, len(d.lags)-1).Draw(t, "first")
	return d
}

// bounds are the least and the most that the caps allow a partition.
func (d drawn) bounds(i int) (least, most int64) {
	most = max(0, min(d.lags[i], d.caps.perPartition))
	return min(d.caps.least, most), most
}

// TestSplitProperty holds random splits to their bounds: each partition to its cap, its lag and its least; the sum to
// the budget or what the least come to, and always to the cap of a batch; nothing left that could be had.
func TestSplitProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t)
		limits := split(d.lags, d.budget, d.caps, d.first)
		asked, room, sum := int64(0), int64(0), int64(0)
		for i := range d.lags {
			least, most := d.bounds(i)
			asked, room, sum = asked+least, room+most, sum+limits[i]
			if limits[i] < 0 || limits[i] > most {
				t.Fatalf("partition %d has %d, may have %d", i, limits[i], most)
			}
		}
		if want := min(max(1, d.budget, asked), d.caps.perBatch, room); sum != want {
			t.Fatalf("%v sum to %d, want %d", limits, sum, want)
		}
		for i := range d.lags {
			if least, _ := d.bounds(i); limits[i] < least && asked <= d.caps.perBatch {
				t.Fatalf("partition %d has %d, needs %d", i, limits[i], least)
			}
		}
		if d.lags[d.first] > 0 && limits[d.first] == 0 {
			t.Fatalf("the first has nothing: %v", limits)
		}
	})
}

// TestSplitIsFair compares partitions that could have more with those that have more than they must: by lag, they are
// less than one offset from the same factor.
func TestSplitIsFair(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t)
		asked := int64(0)
		for i := range d.lags {
			least, _ := d.bounds(i)
			asked += least
		}
		if asked > d.caps.perBatch {
			t.Skip("not by lag: the least are more than a batch may hold")
		}
		limits := split(d.lags, d.budget, d.caps, d.first)
		for p := range limits {
			for q := range limits {
				_, most := d.bounds(p)
				least, _ := d.bounds(q)
				if limits[p] < most && limits[q] > least && (limits[q]-1)*d.lags[p] > (limits[p]+1)*d.lags[q] {
					t.Fatalf("of lags %v, %v: partition %d has too little for what %d has", d.lags, limits, p, q)
				}
			}
		}
	})
}

// TestSplitGrowsWithTheBudget holds each limit to no less when there is more to share.
func TestSplitGrowsWithTheBudget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t)
		less := split(d.lags, d.budget, d.caps, d.first)
		more := split(d.lags, d.budget+rapid.Int64Range(0, 20).Draw(t, "more"), d.caps, d.first)
		for i := range less {
			if more[i] < less[i] {
				t.Fatalf("partition %d: %v became %v", i, less, more)
			}
		}
	})
}
