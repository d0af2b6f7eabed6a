package model

import (
	"math"
	"strconv"
	"testing"
)

// millionEvents makes a history of eight partitions at offsets near the largest: appended, written and stored in batches of ten, with a
// life for every thousand batches.
func millionEvents(d design) *group {
	const partitions, batch = 8, 10
	g := &group{design: d, batch: batch, stored: make([]int, partitions), offsets: make([][]int64, partitions)}
	g.start()
	for b := 0; len(g.events) < 1_000_000; b++ {
		p := b % partitions
		for range batch {
			n := len(g.offsets[p])
			offset := math.MaxInt64 - 1_000_000 + int64(n)
			g.offsets[p] = append(g.offsets[p], offset)
			g.append("t", p, offset, identity(p, n))
		}
		if b%1000 == 999 {
			g.handle(p, len(g.offsets[p]), batch)
			g.add(g.client(), "proc.crash")
			g.start()
		}
		g.handle(p, len(g.offsets[p]), none)
	}
	return g
}

func BenchmarkJudgeMillionEvents(b *testing.B) {
	for _, d := range []design{appending, keyed} {
		b.Run(string(d), func(b *testing.B) {
			g := millionEvents(d)
			guarantee := map[design]Guarantee{appending: AtLeastOnce, keyed: ExactlyOnce}[d]
			b.ResetTimer()
			for b.Loop() {
				h, err := Build(g.events, Config{Batch: g.batch, End: Drained})
				if err != nil {
					b.Fatal(err)
				}
				if v := Judge(h, Promise{Guarantee: guarantee}); !v.Holds {
					b.Fatal(v.Anomalies[0])
				}
			}
			b.ReportMetric(float64(len(g.events)), "events/op")
		})
	}
}

// Offsets of any size cost the same: nothing is laid out by offset.
func TestOffsetsNearTheLargest(t *testing.T) {
	var w writer
	for n := range 3 {
		w.append("t", 0, math.MaxInt64-10+int64(3*n), identity(0, n))
	}
	w.push("consumer#1", "t", 0, identity(0, 0))
	w.push("consumer#1", "t", 0, identity(0, 2))
	w.store("consumer#1", "t", 0, strconv.FormatInt(math.MaxInt64-3, 10))
	h, err := Build(w.events, Config{End: Drained})
	if err != nil {
		t.Fatal(err)
	}
	v := Judge(h, Promise{Guarantee: AtMostOnce})
	if v.Losses != 1 || !v.Drained || v.Anomalies[0].From != math.MaxInt64-7 || v.Anomalies[0].Until != math.MaxInt64-6 {
		t.Errorf("losses %d, drained %t: %v", v.Losses, v.Drained, v.Anomalies)
	}
}
