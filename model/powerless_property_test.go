package model

import (
	"testing"

	"pgregory.net/rapid"
)

// What power losses take from files counts for nothing from then on: of each record there is what the files hold, a careful sink is not alarmed
// about, and one that does not sync loses exactly what was taken behind the stored offset.
func TestPowerLossesTakeEffectsBack(t *testing.T) {
	promises := map[filing]Guarantee{
		syncedLines: AtLeastOnce, syncedRange: ExactlyOnceDelivery, heedless: AtLeastOnce, careless: AtLeastOnce, scrambled: AtLeastOnce,
	}
	for _, f := range []filing{syncedLines, syncedRange, heedless, careless, scrambled} {
		t.Run(string(f), rapid.MakeCheck(func(t *rapid.T) {
			p := playPowerless(t, f)
			h, err := Build(p.events, Config{Batch: p.batch, End: Drained, Effect: FileEffect})
			if err != nil {
				t.Fatal(err)
			}
			p.compare(t, h, Judge(h, Promise{Guarantee: promises[f], Unordered: f == scrambled}))
		}))
	}
}

// The account has no remainder wherever a run is cut short; Judge would panic.
func TestPowerLossesLeaveNoRemainder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := playPowerless(t, rapid.SampledFrom([]filing{syncedLines, careless, heedless}).Draw(t, "filing"))
		h, err := Build(p.events[:rapid.IntRange(0, len(p.events)).Draw(t, "cut")], Config{Effect: FileEffect})
		if err != nil {
			t.Fatal(err)
		}
		Judge(h, Promise{Guarantee: AtLeastOnce})
	})
}

func (p *powerless) compare(t *rapid.T, h *History, v Verdict) {
	want := Ledger{Visible: p.records}
	for _, n := range p.count() {
		want.Deliveries, want.Effects = want.Deliveries+n, want.Effects+n
		switch n {
		case 0:
			want.Lost++
		case 1:
			want.Once++
		default:
			want.Duplicated++
		}
	}
	if v.Ledger != want {
		t.Fatalf("ledger %+v, want %+v: %v\n%s", v.Ledger, want, v.Anomalies, text(p.events))
	}
	found := map[Kind]int{}
	for _, a := range append(v.Anomalies, v.Permitted...) {
		if a.Explain == "" {
			t.Fatalf("nothing explains %+v", a)
		}
		found[a.Kind] += a.Records
	}
	if found[Duplicate] != p.repeats || found[Order] != p.astride || len(found) > 3 {
		t.Fatalf("found %v, want %d duplicates and %d out of order: %v\n%s", found, p.repeats, p.astride, v.Anomalies, text(p.events))
	}
	foretold := Prediction{Subs: []Sub{LossPowerLoss}, Extent: TakenBack, Beside: []Kind{Order}} // a later file may survive an earlier one
	if p.filing == heedless || p.filing == careless {
		_, err := foretold.Check(h, v)
		if err != nil {
			t.Fatalf("%v\n%s", err, text(p.events))
		}
	} else if !v.Holds {
		t.Fatalf("alarmed about: %v\n%s", v.Anomalies, text(p.events))
	}
}
