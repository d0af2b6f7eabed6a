package rate

import "math/bits"

// caps bounds a batch, in offsets: what each partition with something to read gets at least and at most, and what all
// get together at most. The last holds against the first.
type caps struct {
	least, perPartition, perBatch int64
}

// division shares offsets among partitions in proportion to their weights, each within its bounds. Its numbers are not
// negative, and there are as many of each.
type division struct {
	weights, least, most []int64
	first                int
}

// split returns the limit of each partition, by its lag, out of a budget of offsets for all. The limits sum to the
// budget, or to what the least shares come to if that is more, as far as the caps and the lags allow; so they grow with
// the budget, each of them. The partition at index first is the first to have what does not divide: if it has something
// to read, it has a limit above zero, whatever the budget is.
func split(lags []int64, budget int64, c caps, first int) []int64 {
	n := len(lags)
	d := division{weights: make([]int64, n), least: make([]int64, n), most: make([]int64, n), first: first}
	asked := uint64(0)
	for i, lag := range lags {
		d.weights[i] = max(0, lag)
		d.most[i] = max(0, min(lag, c.perPartition, c.perBatch))
		d.least[i] = min(d.most[i], c.least)
		asked = min(asked+uint64(d.least[i]), uint64(c.perBatch)+1)
	}
	if asked > uint64(c.perBatch) {
		d = division{weights: d.least, least: make([]int64, n), most: d.least, first: first}
		return d.share(c.perBatch)
	}
	return d.share(min(max(1, budget, int64(asked)), c.perBatch))
}

// whole is the scale at which a share is the whole weight.
const whole = uint64(1) << 63

// share finds the greatest scale at which the shares sum to no more than the total, bit by bit from the highest. From
// there to the next scale no share grows by more than one, so what is left is given out one by one.
func (d division) share(total int64) []int64 {
	scale := uint64(0)
	for bit := whole; bit > 0; bit >>= 1 {
		if next := scale | bit; next <= whole && !d.exceeds(next, total) {
			scale = next
		}
	}
	shares, left := make([]int64, len(d.weights)), total
	for i := range shares {
		shares[i] = d.at(i, scale)
		left -= shares[i]
	}
	for turn := range shares {
		i := (d.first + turn) % len(shares)
		if left > 0 && d.at(i, scale+1) > shares[i] {
			shares[i]++
			left--
		}
	}
	return shares
}

// exceeds says whether the shares at a scale sum to more than the total.
func (d division) exceeds(scale uint64, total int64) bool {
	sum := uint64(0)
	for i := range d.weights {
		if sum += uint64(d.at(i, scale)); sum > uint64(total) {
			return true
		}
	}
	return false
}

// at is a partition's share at a scale: its part of the weight, rounded, within its bounds. The first partition rounds
// up, the last in turn almost down, those between at even steps. Whoever has the same weight has the same in sum once
// each was first; were all rounded alike, the partitions with a short lag would wait for ever.
func (d division) at(i int, scale uint64) int64 {
	n := len(d.weights)
	turn := uint64((i - d.first + n) % n)
	high, low := bits.Mul64(uint64(d.weights[i]), scale)
	low, carry := bits.Add64(low, whole-1-turn*(whole/uint64(n)), 0)
	part := (high+carry)<<1 | low>>63
	return min(max(int64(part), d.least[i]), d.most[i])
}
