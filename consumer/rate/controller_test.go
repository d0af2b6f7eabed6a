package rate

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestLimits shows which setting decides.
func TestLimits(t *testing.T) {
	pid := DefaultPID()
	for _, c := range []struct {
		name   string
		config Config
		want   []int64 // of lags of 1000 and 3000
	}{
		{"nothing known: the cap", Config{Interval: time.Second, PID: &pid, MaxPerBatch: 400}, []int64{100, 300}},
		{"the initial rate", Config{Interval: 2 * time.Second, PID: &pid, InitialRate: 100, MaxPerBatch: 400}, []int64{50, 150}},
		{"the initial rate, above the cap", Config{Interval: time.Second, InitialRate: 1e300, MaxPerBatch: 400}, []int64{100, 300}},
		{"a fraction of a second", Config{Interval: 100 * time.Millisecond, InitialRate: 85, MaxPerBatch: 400}, []int64{2, 6}},
		{"less than one in an interval", Config{Interval: time.Second, InitialRate: 0.1, MaxPerBatch: 400}, []int64{1, 0}},
		{"the rate of a partition", Config{Interval: 2 * time.Second, MaxRatePerPartition: 60, MaxPerBatch: 400}, []int64{120, 120}},
		{"the rate of a partition, below its cap", Config{Interval: time.Second, MaxRatePerPartition: 60, MaxPerPartition: 90, MaxPerBatch: 400}, []int64{60, 60}},
		{"its rate less than one", Config{Interval: time.Second, MaxRatePerPartition: 0.1, MaxPerBatch: 400}, []int64{1, 1}},
		{"the least, against its rate", Config{Interval: time.Second, MaxRatePerPartition: 5, MinPerPartition: 7, MaxPerBatch: 400}, []int64{7, 7}},
		{"the cap of a partition, against both", Config{Interval: time.Second, MaxRatePerPartition: 50, MinPerPartition: 7, MaxPerPartition: 3, MaxPerBatch: 400}, []int64{3, 3}},
		{"the cap of a batch, against all", Config{Interval: time.Second, InitialRate: 1e6, MinPerPartition: 500, MaxPerBatch: 10}, []int64{5, 5}},
	} {
		t.Run(c.name, func(t *testing.T) {
			control, err := New(c.config)
			if err != nil {
				t.Fatal(err)
			}
			if got := control.Limits([]int64{1000, 3000}, 0); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// TestSharesThatRoundToNothing has the numbers of SPARK-18371: each of the 300 partitions has a third of an offset, and
// the sum stays the rate.
func TestSharesThatRoundToNothing(t *testing.T) {
	control, err := New(Config{Interval: time.Second, InitialRate: 100, MaxPerBatch: 1_000_000})
	if err != nil {
		t.Fatal(err)
	}
	lags := slices.Repeat([]int64{1000}, 300)
	sums := make([]int64, 300)
	for turn := range 300 {
		total := int64(0)
		for i, limit := range control.Limits(lags, turn) {
			total += limit
			sums[i] += limit
		}
		if total != 100 {
			t.Fatalf("batch %d spans %d offsets", turn, total)
		}
	}
	if want := slices.Repeat([]int64{100}, 300); !slices.Equal(sums, want) {
		t.Errorf("over 300 batches: %v", sums)
	}
}

// TestEstimateReplacesInitialRate shows that only an estimate does, not the first batch, and that none is made without
// an estimator.
func TestEstimateReplacesInitialRate(t *testing.T) {
	pid := DefaultPID()
	for _, c := range []struct {
		pid  *PID
		want []float64
	}{{&pid, []float64{700, 2000, 2000}}, {nil, []float64{700, 700, 700}}} {
		control, err := New(Config{Interval: time.Second, PID: c.pid, InitialRate: 700, MaxPerBatch: 10_000})
		if err != nil {
			t.Fatal(err)
		}
		for i, b := range []Batch{batch(1000, 5000, 2000, 0), batch(2000, 5000, 2000, 1000), batch(3000, 0, 10, 0)} {
			control.Completed(b)
			if rate, known := control.Rate(); rate != c.want[i] || !known {
				t.Errorf("after batch %d: %v, %t, want %v", i, rate, known, c.want[i])
			}
		}
	}
}

// TestRateUnknown says so, and has no limits for no partitions.
func TestRateUnknown(t *testing.T) {
	control, err := New(Config{Interval: time.Second, MaxPerBatch: 10})
	if err != nil {
		t.Fatal(err)
	}
	if rate, known := control.Rate(); rate != 0 || known {
		t.Errorf("got %v, %t", rate, known)
	}
	if got := control.Limits(nil, 3); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

// TestCapHolds tells a controller of random batches, and holds every next batch to the caps.
func TestCapHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gain := rapid.Float64Range(0, Highest)
		pid := PID{gain.Draw(t, "P"), gain.Draw(t, "I"), gain.Draw(t, "D"), rapid.Float64Range(0.001, 1000).Draw(t, "least rate")}
		perBatch := rapid.Int64Range(1, 1000).Draw(t, "per batch")
		control, err := New(Config{Interval: time.Second, PID: &pid, MaxPerBatch: perBatch})
		if err != nil {
			t.Fatal(err)
		}
		number := rapid.Int64()
		for turn := range 10 {
			at, records := time.Unix(0, number.Draw(t, "at")), number.Draw(t, "records")
			took, waited := time.Duration(number.Draw(t, "processing")), time.Duration(number.Draw(t, "scheduling"))
			control.Completed(Batch{at, records, took, waited})
			sum := int64(0)
			for _, limit := range control.Limits([]int64{2000, 2000, 2000}, turn) {
				sum += limit
			}
			if rate, known := control.Rate(); sum < 1 || sum > perBatch || known && !(rate >= pid.MinRate && rate <= Highest) {
				t.Fatalf("batch %d spans %d offsets at a rate of %v", turn, sum, rate)
			}
		}
	})
}
