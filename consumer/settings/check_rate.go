package settings

import "github.com/onceover/onceover/consumer/rate"

// checkRate says what makes no sense about the estimator of the rate, which runs only if it is asked for.
func (s *Settings) checkRate(c *checker) {
	if s.Batch.Interval == 0 && (s.Rate.Backpressure || s.Rate.Initial > 0 || s.Rate.MaxPerPartition > 0) {
		c.mistake("batch.interval", "is required where a rate is set")
	}
	if in := s.Rate.MaxPerPartition * s.Batch.Interval.Seconds(); in > 0 && in < 1 {
		c.mistake("rate.max_per_partition", "is less than one record in a batch.interval of %v, and no batch has less", s.Batch.Interval)
	}
	if !s.Rate.Backpressure {
		return
	}
	for _, f := range []struct {
		key   string
		value float64
	}{
		{"rate.proportional", s.Rate.Proportional}, {"rate.integral", s.Rate.Integral}, {"rate.derivative", s.Rate.Derivative},
		{"rate.min", s.Rate.Min},
	} {
		if f.value > rate.Highest {
			c.mistake(f.key, "must not be more than %.4g, is %v", float64(rate.Highest), f.value)
		}
	}
	if s.Rate.Min == 0 {
		c.mistake("rate.min", "must be more than 0 with rate.backpressure")
	}
}
