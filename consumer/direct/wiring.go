package direct

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/offsets"
	"github.com/onceover/onceover/consumer/rate"
	"github.com/onceover/onceover/consumer/settings"
)

// wiring makes of settings what they describe, and closes it in the end.
type wiring struct {
	*settings.Settings
	version  string
	ensemble *offsets.ZooKeeper
	moving   *offsets.Migration // nil without a migration
	guard    *offsets.Guarded   // nil without a guard
	log      *slog.Logger
	onWrite  func() // to ZooKeeper; nil if nobody measures that
	kafka    *kgo.Client
	closers  []func()
}

// close closes everything, the last that was opened first.
func (w *wiring) close() {
	for i := len(w.closers) - 1; i >= 0; i-- {
		w.closers[i]()
	}
}

// closing notes what is to be closed.
func (w *wiring) closing(f func()) { w.closers = append(w.closers, f) }

// config returns the configuration of the consumer, without what it does with records.
func (w *wiring) config() (consumer.Config, error) {
	c := w.plain()
	var err error
	if c.Start, err = w.StartPolicy(); err != nil {
		return c, err
	}
	if err = w.measure(&c); err != nil {
		return c, err
	}
	if c.Store, c.Group, err = w.store(); err != nil {
		return c, err
	}
	if c.Client, err = w.client(); err != nil {
		return c, err
	}
	if c.Sink, err = w.sink(); err != nil {
		return c, err
	}
	c.DeadLetters, err = w.deadLetters()
	return c, err
}

// plain is the settings that need nothing to be opened.
func (w *wiring) plain() consumer.Config {
	c := consumer.Config{
		Topic: w.Topic, Isolation: consumer.Isolation(w.Kafka.Isolation), Log: w.log.With("group", w.Group),
		DiscoveryInterval: w.Kafka.Discovery, RetryBackoff: w.Retry.Backoff, RetryTimeout: w.Retry.Timeout,
		MaxRecordsPerPartition: w.Batch.MaxRecordsPerPartition, MaxRecordsPerBatch: w.Batch.MaxRecords,
		MinRecordsPerPartition: w.Batch.MinRecordsPerPartition, BatchInterval: w.Batch.Interval,
		PollInterval: w.Batch.PollInterval, ConcurrentBatches: w.Batch.Concurrent, MaxAttempts: w.Batch.MaxAttempts,
		MaxRatePerPartition: w.Rate.MaxPerPartition, InitialRate: w.Rate.Initial,
		CommitEvery: w.Commit.Every, CommitInterval: w.Commit.Interval,
		MaxUncommittedBatches: w.Commit.MaxUncommitted, DrainTimeout: w.Commit.DrainTimeout,
	}
	if w.OnLoss == "resume" {
		c.OnLoss = consumer.Resume
	}
	if w.Rate.Backpressure {
		c.Backpressure = &rate.PID{
			Proportional: w.Rate.Proportional, Integral: w.Rate.Integral, Derived: w.Rate.Derivative, MinRate: w.Rate.Min,
		}
	}
	return c
}

// newLog returns a log of what the settings want to hear.
func newLog(s settings.Log, out io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(s.Level)); err != nil {
		panic(fmt.Sprintf("log level %q was checked before", s.Level))
	}
	options := &slog.HandlerOptions{Level: level}
	if s.Format == "json" {
		return slog.New(slog.NewJSONHandler(out, options))
	}
	return slog.New(slog.NewTextHandler(out, options))
}
