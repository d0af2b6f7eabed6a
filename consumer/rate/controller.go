package rate

import (
	"fmt"
	"math"
	"time"
)

// Config says how a consumer's rate is controlled. Interval and MaxPerBatch are required; for the others zero means
// none. Where Spark has a name and a default for a setting, they are given.
type Config struct {
	// Interval is the time in which a batch is to be processed: Spark's batch duration.
	Interval time.Duration
	// PID estimates the rate; nil estimates none. spark.streaming.backpressure.enabled (false) and
	// spark.streaming.backpressure.rateEstimator (pid, which is the only one).
	PID *PID
	// InitialRate is the rate until the first estimate, in records per second for all partitions together. With none,
	// MaxPerBatch is the budget until then. spark.streaming.backpressure.initialRate, none.
	InitialRate float64
	// MaxRatePerPartition caps the rate of each partition, in records per second; a batch may have one record of each all the same.
	// spark.streaming.kafka.maxRatePerPartition, 0: none.
	MaxRatePerPartition float64
	// MinPerPartition is how many offsets a batch spans at least of each partition that has as many, whatever the rate
	// is. It also holds against MaxRatePerPartition. Spark calls it a rate per second, but counts it per batch, as here:
	// spark.streaming.kafka.minRatePerPartition, 1. Without one, a budget smaller than the number of partitions goes to
	// them in turn, and is not exceeded.
	MinPerPartition int64
	// MaxPerPartition and MaxPerBatch cap the offsets that a batch spans, of each partition and in all. Nothing lifts
	// them. Spark has no such caps.
	MaxPerPartition, MaxPerBatch int64
}

func (c Config) validate() error {
	switch {
	case c.Interval <= 0:
		return fmt.Errorf("configure rate: Interval is %v, want more than 0", c.Interval)
	case c.MaxPerBatch <= 0:
		return fmt.Errorf("configure rate: MaxPerBatch is %d, want 1 or more offsets", c.MaxPerBatch)
	case c.MaxPerPartition < 0 || c.MinPerPartition < 0:
		return fmt.Errorf("configure rate: MaxPerPartition is %d and MinPerPartition %d, want 0 or more offsets",
			c.MaxPerPartition, c.MinPerPartition)
	case !(c.InitialRate >= 0) || !(c.MaxRatePerPartition >= 0):
		return fmt.Errorf("configure rate: InitialRate is %v and MaxRatePerPartition %v, want 0 or more records per second",
			c.InitialRate, c.MaxRatePerPartition)
	case c.PID != nil:
		return c.PID.validate()
	}
	return nil
}

// Controller controls the rate of one consumer. It starts without an estimate. It is not safe for concurrent use.
type Controller struct {
	config    Config
	estimator *estimator // nil: none
	rate      float64    // records per second; 0: not known
	caps      caps
}

// New returns a controller, or an error that names the field that is wrong.
func New(c Config) (*Controller, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	control := &Controller{config: c, rate: c.InitialRate}
	if c.PID != nil {
		control.estimator = &estimator{PID: *c.PID, interval: c.Interval}
	}
	control.caps = caps{least: c.MinPerPartition, perPartition: math.MaxInt64, perBatch: c.MaxPerBatch}
	if c.MaxRatePerPartition > 0 {
		control.caps.perPartition = max(1, c.MinPerPartition, control.offsets(c.MaxRatePerPartition))
	}
	if c.MaxPerPartition > 0 {
		control.caps.perPartition = min(control.caps.perPartition, c.MaxPerPartition)
	}
	return control, nil
}

// Completed tells of a batch that was completed, each once and in their order. Batches without records, or that took no
// time, or that did not end after the one before, change nothing.
func (c *Controller) Completed(b Batch) {
	if c.estimator == nil {
		return
	}
	if rate, ok := c.estimator.update(b); ok {
		c.rate = rate
	}
}

// Rate returns the rate for all partitions together, in records per second: the last estimate, or else the initial rate.
// If there is neither, it is not known, and false.
func (c *Controller) Rate() (float64, bool) {
	return c.rate, c.rate > 0
}

// Limits returns how many offsets of each partition the next batch may span, by how many there are to read of each: the
// lags, of which those of zero or less have a limit of zero. No limit is above its lag. The limits sum to the budget,
// which is the rate times the interval and at least 1, or to what MinPerPartition comes to if that is more; to less only
// by the caps, or if there is less to read. Each limit is the partition's lag times a factor that is the same for all,
// give or take less than one offset, unless MinPerPartition or a cap decides it.
//
// Turn counts the batches, from zero. The partition whose turn it is gets an offset before all others, so that of n
// partitions none waits longer than n batches.
func (c *Controller) Limits(lags []int64, turn int) []int64 {
	if len(lags) == 0 {
		return nil
	}
	budget := c.config.MaxPerBatch
	if rate, known := c.Rate(); known {
		budget = c.offsets(rate)
	}
	return split(lags, budget, c.caps, turn%len(lags))
}

// offsets is how many whole offsets a rate comes to in a batch interval, at most MaxPerBatch.
func (c *Controller) offsets(rate float64) int64 {
	offsets := rate * float64(c.config.Interval) / float64(time.Second)
	if offsets >= float64(c.config.MaxPerBatch) {
		return c.config.MaxPerBatch
	}
	return int64(offsets)
}
