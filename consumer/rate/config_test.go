package rate

import (
	"math"
	"strings"
	"testing"
	"time"
)

// TestBadConfig refuses each bad setting by its name.
func TestBadConfig(t *testing.T) {
	good := Config{Interval: time.Second, MaxPerBatch: 1}
	if _, err := New(good); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		field string
		spoil func(*Config)
	}{
		{"Interval", func(c *Config) { c.Interval = 0 }},
		{"MaxPerBatch", func(c *Config) { c.MaxPerBatch = 0 }},
		{"MaxPerPartition is -1", func(c *Config) { c.MaxPerPartition = -1 }},
		{"MinPerPartition -1", func(c *Config) { c.MinPerPartition = -1 }},
		{"InitialRate is -1", func(c *Config) { c.InitialRate = -1 }},
		{"InitialRate is NaN", func(c *Config) { c.InitialRate = math.NaN() }},
		{"MaxRatePerPartition -1", func(c *Config) { c.MaxRatePerPartition = -1 }},
		{"MaxRatePerPartition NaN", func(c *Config) { c.MaxRatePerPartition = math.NaN() }},
		{"PID.Proportional", func(c *Config) { c.PID = &PID{-1, 0, 0, 1} }},
		{"PID.Proportional", func(c *Config) { c.PID = &PID{math.NaN(), 0, 0, 1} }},
		{"PID.Integral", func(c *Config) { c.PID = &PID{1, -1, 0, 1} }},
		{"PID.Derived", func(c *Config) { c.PID = &PID{1, 1, math.Inf(1), 1} }},
		{"PID.MinRate", func(c *Config) { c.PID = &PID{1, 1, 1, 0} }},
	} {
		config := good
		c.spoil(&config)
		if _, err := New(config); err == nil || !strings.Contains(err.Error(), c.field) {
			t.Errorf("%s: got error %v", c.field, err)
		}
	}
}
