package consumer

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestPlan shows how a batch of 25 offsets is shared.
func TestPlan(t *testing.T) {
	ps := []Partition{{"t", 0}, {"t", 1}, {"t", 2}, {"t", 3}}
	next := map[Partition]int64{ps[0]: 10, ps[1]: 0, ps[2]: 7, ps[3]: 40}
	for _, c := range []struct {
		name  string
		end   map[Partition]int64
		l     limits
		first int
		want  []Range
	}{
		{"nothing to read", next, limits{1000, 25}, 0, nil},
		{"room for all", map[Partition]int64{ps[0]: 12, ps[2]: 8}, limits{1000, 25}, 0,
			[]Range{{ps[0], 10, 12, 0}, {ps[2], 7, 8, 0}}},
		{"equal shares", map[Partition]int64{ps[0]: 85, ps[1]: 75, ps[2]: 82, ps[3]: 115}, limits{1000, 25}, 0,
			[]Range{{ps[0], 10, 17, 0}, {ps[1], 0, 6, 0}, {ps[2], 7, 13, 0}, {ps[3], 40, 46, 0}}},
		{"what one leaves", map[Partition]int64{ps[0]: 11, ps[1]: 75, ps[2]: 9, ps[3]: 115}, limits{1000, 25}, 0,
			[]Range{{ps[0], 10, 11, 0}, {ps[1], 0, 11, 0}, {ps[2], 7, 9, 0}, {ps[3], 40, 51, 0}}},
		{"cap of a partition", map[Partition]int64{ps[1]: 75, ps[3]: 115}, limits{5, 25}, 0,
			[]Range{{ps[1], 0, 5, 0}, {ps[3], 40, 45, 0}}},
		{"too few for all", map[Partition]int64{ps[0]: 85, ps[1]: 75, ps[2]: 82, ps[3]: 115}, limits{1000, 2}, 3,
			[]Range{{ps[0], 10, 11, 0}, {ps[3], 40, 41, 0}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, plan(ps, next, c.end, c.l, c.first)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestPlanProperty holds the plans of random logs to what a plan promises: ranges that begin at the next offset and end
// within the log, no cap exceeded, nothing left out that the caps allow, no partition passed over for another.
func TestPlanProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "partitions")
		l := limits{
			perPartition: rapid.Int64Range(1, 50).Draw(t, "per partition"),
			perBatch:     rapid.Int64Range(1, 100).Draw(t, "per batch"),
		}
		first := rapid.IntRange(0, n-1).Draw(t, "first")
		next, end := map[Partition]int64{}, map[Partition]int64{}
		var ps []Partition
		room := int64(0)
		for i := range n {
			p := Partition{"t", int32(i)}
			ps = append(ps, p)
			next[p] = rapid.Int64Range(0, 100).Draw(t, "next")
			end[p] = next[p] + rapid.Int64Range(0, 100).Draw(t, "lag")
			room += min(end[p]-next[p], l.perPartition)
		}
		total, spans := int64(0), map[Partition]int64{}
		for _, r := range plan(ps, next, end, l, first) {
			span := r.Until - r.From
			if r.From != next[r.Partition] || span < 1 || r.Until > end[r.Partition] || span > l.perPartition || spans[r.Partition] != 0 {
				t.Fatalf("range %v: next offset %d, log end %d", r, next[r.Partition], end[r.Partition])
			}
			spans[r.Partition] = span
			total += span
		}
		if total != min(room, l.perBatch) {
			t.Fatalf("batch spans %d offsets, want %d", total, min(room, l.perBatch))
		}
		for _, p := range ps {
			for _, q := range ps {
				more := spans[p] < min(end[p]-next[p], l.perPartition)
				if more && spans[q] > spans[p]+1 {
					t.Fatalf("%v has %d offsets and could have more, %v has %d", p, spans[p], q, spans[q])
				}
			}
		}
	})
}
