package rate

import (
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestEstimates is Spark's estimator over eight batches, at an interval of one second. The numbers are what Spark's
// formula gives.
func TestEstimates(t *testing.T) {
	e := estimator{PID: DefaultPID(), interval: time.Second}
	for _, c := range []struct {
		name                                string
		at, records, processing, scheduling int64 // milliseconds, records
		want                                float64
		ok                                  bool
	}{
		{"the first batch only begins", 1000, 5000, 2000, 0, 0, false},
		{"the backlog slows it down", 2000, 5000, 2000, 1000, 2000, true},
		{"as fast as before, behind more", 3000, 2500, 1000, 2000, 1500, true},
		{"slower than before", 4000, 1500, 600, 1000, 2000, true},
		{"no records", 5000, 0, 10, 0, 0, false},
		{"as fast as the batch", 6000, 2000, 500, 0, 4000, true},
		{"never below the least", 7000, 10, 1000, 500, 100, true},
		{"time gone back", 6500, 2000, 500, 0, 0, false},
		{"the same time", 7000, 2000, 500, 0, 0, false},
		{"no time taken", 8000, 2000, 0, 0, 0, false},
		{"nothing learned of those", 9000, 2000, 500, 0, 4000, true},
	} {
		rate, ok := e.update(batch(c.at, c.records, c.processing, c.scheduling))
		if rate != c.want || ok != c.ok {
			t.Errorf("%s: got %v, %t, want %v, %t", c.name, rate, ok, c.want, c.ok)
		}
	}
}

// TestDerivedGain has the error's change in it, over half a second: (500 - 0) / 0.5 and (-500 - 500) / 0.5.
func TestDerivedGain(t *testing.T) {
	e := estimator{PID: PID{Proportional: 0.5, Derived: 0.25, MinRate: 1}, interval: time.Second}
	e.update(batch(1000, 1000, 1000, 0))
	for i, want := range []float64{1000 - 250 - 250, 500 + 250 + 500} {
		got, _ := e.update(batch(1500+500*int64(i), int64(500*(i+1)), 1000, 0))
		if got != want {
			t.Errorf("batch %d: got %v, want %v", i, got, want)
		}
	}
}

// TestEstimatesRoundEachOperation holds random estimates, bit by bit, to the formula in arithmetic that rounds each
// operation by itself on every platform. It fails where the compiler fuses a product and a difference, as it may on arm64.
func TestEstimatesRoundEachOperation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gain := rapid.Float64Range(0, 2)
		pid := PID{gain.Draw(t, "P"), gain.Draw(t, "I"), gain.Draw(t, "D"), 1}
		e := estimator{PID: pid, interval: time.Second}
		latest, latestErr, at := number(0), number(0), int64(0)
		for i := range rapid.IntRange(2, 10).Draw(t, "batches") {
			took := rapid.Int64Range(1, 5000)
			gap, processing, scheduling := took.Draw(t, "gap"), took.Draw(t, "processing"), took.Draw(t, "scheduling")
			records := rapid.Int64Range(1, 1e6).Draw(t, "records")
			at += gap
			got, ok := e.update(batch(at, records, processing, scheduling))
			processed := times(over(number(float64(records)), float64(processing)), number(1000))
			if i == 0 {
				latest = processed
				continue
			}
			err := minus(latest, processed)
			past := over(times(number(float64(scheduling)), processed), 1000)
			change := times(minus(err, latestErr), number(1))
			change = change.Quo(change, over(number(float64(gap)), 1000))
			latest = minus(latest, times(number(pid.Proportional), err))
			latest = minus(latest, times(number(pid.Integral), past))
			latest = minus(latest, times(number(pid.Derived), change))
			latestErr = err
			if latest.Cmp(number(1)) < 0 {
				latest = number(1)
			}
			if latest.Cmp(number(Highest)) > 0 {
				latest = number(Highest)
			}
			if want, _ := latest.Float64(); got != want || !ok {
				t.Fatalf("batch %d: got %b, %t, want %b", i, got, ok, want)
			}
		}
	})
}

func batch(at, records, processing, scheduling int64) Batch {
	return Batch{time.UnixMilli(at), records, time.Duration(processing) * time.Millisecond, time.Duration(scheduling) * time.Millisecond}
}

// number, times, over and minus are float64 as IEEE 754 has it: each result is rounded to 53 bits.
func number(x float64) *big.Float             { return new(big.Float).SetPrec(53).SetFloat64(x) }
func times(x, y *big.Float) *big.Float        { return new(big.Float).SetPrec(53).Mul(x, y) }
func over(x *big.Float, y float64) *big.Float { return new(big.Float).SetPrec(53).Quo(x, number(y)) }
func minus(x, y *big.Float) *big.Float        { return new(big.Float).SetPrec(53).Sub(x, y) }
