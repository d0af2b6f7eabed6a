package rate

import (
	"math"
	"slices"
	"testing"
)

var uncapped = caps{perPartition: math.MaxInt64, perBatch: math.MaxInt64}

// TestSplit shows how a budget is shared.
func TestSplit(t *testing.T) {
	for _, c := range []struct {
		name   string
		lags   []int64
		budget int64
		caps   caps
		first  int
		want   []int64
	}{
		{"by lag", []int64{100, 200, 700}, 100, uncapped, 0, []int64{10, 20, 70}},
		{"room for all", []int64{1, 2, 3}, 100, uncapped, 0, []int64{1, 2, 3}},
		{"nothing to read", []int64{0, -5, 0}, 100, caps{1, 10, 10}, 0, []int64{0, 0, 0}},
		{"what does not divide", []int64{50, 50, 50}, 100, uncapped, 1, []int64{33, 34, 33}},
		{"too few for all", []int64{50, 50, 50, 50}, 2, uncapped, 3, []int64{1, 0, 0, 1}},
		{"no budget is one", []int64{50, 50}, 0, uncapped, 1, []int64{0, 1}},
		{"a short lag has its turn", []int64{1000000, 1, 1000000}, 1, uncapped, 1, []int64{0, 1, 0}},
		{"what a cap leaves", []int64{10000, 40, 40}, 100, caps{0, 50, 1000}, 0, []int64{50, 25, 25}},
		{"the least, out of the others' shares", []int64{989, 10, 1}, 100, caps{5, 1000, 1000}, 0, []int64{94, 5, 1}},
		{"the least, against the budget", []int64{50, 50, 1, 0}, 10, caps{20, 1000, 1000}, 0, []int64{20, 20, 1, 0}},
		{"the cap, against the least", []int64{50, 50, 50, 0}, 10, caps{20, 1000, 32}, 2, []int64{11, 10, 11, 0}},
		{"logs without end", []int64{math.MaxInt64, math.MaxInt64}, math.MaxInt64, uncapped, 0, []int64{1 << 62, 1<<62 - 1}},
		{"one offset of logs without end", []int64{math.MaxInt64, math.MaxInt64, math.MaxInt64}, 1, uncapped, 1, []int64{0, 1, 0}},
		{"the least of logs without end", []int64{math.MaxInt64, math.MaxInt64, math.MaxInt64}, 1,
			caps{math.MaxInt64, math.MaxInt64, math.MaxInt64}, 0, []int64{math.MaxInt64/3 + 1, math.MaxInt64 / 3, math.MaxInt64 / 3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := split(c.lags, c.budget, c.caps, c.first); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
