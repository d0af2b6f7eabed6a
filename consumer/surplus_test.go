package consumer

import (
	"slices"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
	"pgregory.net/rapid"
)

// TestSurplus reads a log with holes in ranges of any length, where each answer of the broker brings more than was asked
// for: every record is handled once, in its range, and nothing is fetched that was brought before.
func TestSurplus(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		holes := rapid.SliceOfN(rapid.Bool(), 1, 60).Draw(t, "holes")
		end := int64(len(holes))
		records := func(from, until int64) []*kgo.Record {
			var list []*kgo.Record
			for o := from; o < until; o++ {
				if !holes[o] {
					list = append(list, &kgo.Record{Offset: o})
				}
			}
			return list
		}
		top := topic{surplus: map[Partition]surplus{}}
		fetched := int64(0)
		for from := int64(0); from < end; {
			until := min(end, from+rapid.Int64Range(1, 9).Draw(t, "range"))
			rd := top.begin(Range{From: from, Until: until})
			for !rd.done() {
				if rd.next != fetched {
					t.Fatalf("fetch at %d, where %d was fetched", rd.next, fetched)
				}
				fetched = min(end, rd.next+rapid.Int64Range(1, 20).Draw(t, "answer"))
				rd.add(records(rd.next, fetched), fetched)
			}
			same := func(a, b *kgo.Record) bool { return a.Offset == b.Offset }
			if want := records(from, until); !slices.EqualFunc(rd.records, want, same) {
				t.Fatalf("range [%d,%d): %v, want %v", from, until, rd.records, want)
			}
			top.keep(rd, top.view)
			from = until
		}
	})
}

// TestSurplusOfOtherLeaders is not used: another leader may have another log.
func TestSurplusOfOtherLeaders(t *testing.T) {
	top := topic{surplus: map[Partition]surplus{}}
	rd := top.begin(Range{From: 0, Until: 2})
	rd.add([]*kgo.Record{{Offset: 0}, {Offset: 1}, {Offset: 2}}, 3)
	top.keep(rd, top.view)
	top.view++
	if rd := top.begin(Range{From: 2, Until: 3}); rd.done() {
		t.Error("the range is read without asking the new leader")
	}
}
