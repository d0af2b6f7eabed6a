package rate

import (
	"fmt"
	"time"
)

// PID is the gains of the controller that estimates the rate, and the least rate that it estimates. The gains are
// plain ratios, and must not be negative; a gain of zero leaves its term out. None may be more than Highest.
type PID struct {
	// Proportional weighs the error: by how much the last rate differs from the one at which the last batch was
	// processed. spark.streaming.backpressure.pid.proportional, 1.0.
	Proportional float64
	// Integral weighs the error of the past, which is the backlog: what would have been processed in the time that the
	// last batch waited. spark.streaming.backpressure.pid.integral, 0.2.
	Integral float64
	// Derived weighs the error's change per second. spark.streaming.backpressure.pid.derived, 0.0.
	Derived float64
	// MinRate is the least rate, in records per second for all partitions together; it must be above zero.
	// spark.streaming.backpressure.pid.minRate, 100.
	MinRate float64
}

// DefaultPID returns Spark's defaults: the gains 1.0, 0.2 and 0.0, and at least 100 records per second.
func DefaultPID() PID {
	return PID{Proportional: 1, Integral: 0.2, MinRate: 100}
}

// Highest bounds the rate and the gains, so that no sum of them is infinite or not a number.
const Highest = 1 << 62

func (p PID) validate() error {
	for _, gain := range []struct {
		name  string
		value float64
	}{{"Proportional", p.Proportional}, {"Integral", p.Integral}, {"Derived", p.Derived}} {
		if !(gain.value >= 0 && gain.value <= Highest) {
			return fmt.Errorf("configure rate: PID.%s is %v, want 0 or more", gain.name, gain.value)
		}
	}
	if !(p.MinRate > 0 && p.MinRate <= Highest) {
		return fmt.Errorf("configure rate: PID.MinRate is %v, want more than 0 records per second", p.MinRate)
	}
	return nil
}

// Batch is what the estimator learns of a batch that was completed.
type Batch struct {
	// At is when its processing ended.
	At time.Time
	// Records is how many records it had.
	Records int64
	// Processing is how long it was processed, and Scheduling how long it had waited before that. Spark knows both in
	// whole milliseconds; here they are taken as they are.
	Processing, Scheduling time.Duration
}

// estimator is Spark's PIDRateEstimator: what it knows of the last batch that counted.
type estimator struct {
	PID
	interval time.Duration
	seen     bool
	at       time.Time
	rate     float64 // records per second
	err      float64 // records per second
}

// update learns of a batch and returns the new rate, in records per second. There is none, and nothing is learned, if
// the batch did not end after the last one, had no records, or took no time. There is none of the first batch either:
// the rate at which it was processed is where the estimates begin.
func (e *estimator) update(b Batch) (float64, bool) {
	if e.seen && !b.At.After(e.at) || b.Records <= 0 || b.Processing <= 0 {
		return 0, false
	}
	processed := float64(float64(b.Records) / milliseconds(b.Processing) * 1000)
	if !e.seen {
		e.seen, e.at, e.rate = true, b.At, processed
		return 0, false
	}
	err := e.rate - processed
	past := milliseconds(b.Scheduling) * processed / milliseconds(e.interval)
	change := (err - e.err) / (milliseconds(b.At.Sub(e.at)) / 1000)
	rate := e.rate - float64(e.Proportional*err) - float64(e.Integral*past) - float64(e.Derived*change)
	e.at, e.err, e.rate = b.At, err, min(max(rate, e.MinRate), Highest)
	return e.rate, true
}

// milliseconds is Spark's unit of time. In it, whole milliseconds are exact, and its formula gives the same last bit.
func milliseconds(d time.Duration) float64 {
	return float64(d) / float64(time.Millisecond)
}
