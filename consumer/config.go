package consumer

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer/rate"
)

// Config says what to read, how, and where to. Client, Topic, Process, Sink and Store are required; for the others zero
// means the default.
type Config struct {
	// Client reaches the brokers. Its own consumer is not used, nor is any consumer group. The caller closes it.
	Client *kgo.Client
	// Topic is read whole: all of its partitions, or those that the Group gives this instance.
	Topic string
	// Process makes a record's result. It is called concurrently for records of different partitions and of different
	// batches, and in order for those of one partition in one batch. A record on which it fails is tried again, then goes to DeadLetters, or ends the consumer. One on which
	// it does not return is waited for without end, also beyond DrainTimeout: nothing can be done behind its back, so bound
	// what may take long in it.
	Process func(Record) ([]byte, error)
	// Sink takes the results. If it is a TransactionalSink, its offsets count and the Store only mirrors them.
	Sink Sink
	// Store keeps the offsets.
	Store Store
	// Group divides the partitions among instances. Default: this instance has all of them.
	Group Group

	// Start is where a group begins. It is settled for all partitions and stored before anything is read, that of the topic's
	// first partition last: the group has begun once that has an offset, or any partition one that is no Anchor. A partition
	// that has none then, being added to the topic later or having lost it, begins at its log's start, whatever Start says;
	// StoredOnly refuses it if it is the topic's first. Default Earliest.
	Start StartPolicy
	// Isolation says whether a log ends for the consumer where its first open transaction begins. Default ReadCommitted.
	Isolation Isolation
	// OnLoss decides what becomes of records that the log no longer has. Default Fail.
	OnLoss LossPolicy
	// DiscoveryInterval is how often the topic is asked for new partitions. Default 10 s.
	DiscoveryInterval time.Duration
	// RetryBackoff is the pause before brokers are asked again after an error; it doubles up to 5 s, or half of what
	// RetryTimeout leaves. Default 200 ms.
	RetryBackoff time.Duration
	// RetryTimeout is how long brokers are asked, and asked again, with nothing gained; then the batch fails, also where a
	// broker never answers. Default 30 s.
	RetryTimeout time.Duration

	// MaxRecordsPerPartition and MaxRecordsPerBatch cap the offsets that one batch spans; the partitions share a batch by
	// their lags. Defaults 1,000 and 10,000.
	MaxRecordsPerPartition, MaxRecordsPerBatch int64
	// BatchInterval is the time from the start of one batch to that of the next, Spark's batchDuration. Default 0: a
	// batch starts as soon as there is something to read.
	BatchInterval time.Duration
	// MinRecordsPerPartition is what a batch spans at least of a partition that has as many, whatever its rate:
	// minRatePerPartition in Spark. Default 0.
	MinRecordsPerPartition int64
	// MaxRatePerPartition caps the records per second of each partition, Spark's maxRatePerPartition; Backpressure
	// estimates the rate that the consumer can bear from the time that batches take, and InitialRate is the rate of all
	// partitions together until it has an estimate. They need a BatchInterval. Default: no rates, only the caps.
	MaxRatePerPartition, InitialRate float64
	Backpressure                     *rate.PID
	// PollInterval is the pause when there is nothing to read. Default 100 ms.
	PollInterval time.Duration

	// ConcurrentBatches is how many batches are processed and written at once, Spark's concurrentJobs. Their offsets
	// are stored in order all the same; records of one partition that are in different batches are handled in any. With a TransactionalSink it is 1, whatever is asked for. Default 1.
	ConcurrentBatches int
	// CommitEvery is how many batches are stored at once, and CommitInterval how long the first of them may wait for
	// that; when there is nothing more to do they are stored in any case. Defaults 1, and no waiting.
	CommitEvery    int
	CommitInterval time.Duration
	// MaxUncommittedBatches bounds the batches whose output may have begun and whose offsets are not stored, which are
	// those that a crash repeats. Default: the larger of ConcurrentBatches and CommitEvery.
	MaxUncommittedBatches int
	// DrainTimeout is how long batches under way may take to end once the consumer is told to stop; then their context is
	// cancelled, and the consumer ends with an error once they return. Default 30 s.
	DrainTimeout time.Duration

	// MaxAttempts is how often a record is processed before it counts as poison. Default 1.
	MaxAttempts int
	// DeadLetters takes poison records, which are then passed over. Default: a poison record ends the consumer.
	DeadLetters DeadLetters

	// Hooks are told what happens.
	Hooks Hooks
	// Log is where the consumer says what a person should know. Default: nowhere.
	Log *slog.Logger
}

// longestBackoff is where RetryBackoff stops to double.
const longestBackoff = 5 * time.Second

// withDefaults returns the configuration with its defaults filled in.
func (c Config) withDefaults() (Config, error) {
	if c.Client == nil || c.Topic == "" || c.Process == nil || c.Sink == nil || c.Store == nil {
		return c, errors.New("configure consumer: client, topic, process, sink and store are required")
	}
	if c.negative() {
		return c, errors.New("configure consumer: limits and durations must not be negative")
	}
	if c.BatchInterval == 0 && (c.MaxRatePerPartition != 0 || c.InitialRate != 0 || c.Backpressure != nil) {
		return c, errors.New("configure consumer: rates need a batch interval")
	}
	c.Isolation = cmp.Or(c.Isolation, ReadCommitted)
	if c.Isolation != ReadCommitted && c.Isolation != ReadUncommitted {
		return c, fmt.Errorf("configure consumer: isolation %q is neither %s nor %s", c.Isolation, ReadCommitted, ReadUncommitted)
	}
	c.MaxRecordsPerPartition = cmp.Or(c.MaxRecordsPerPartition, 1_000)
	c.MaxRecordsPerBatch = cmp.Or(c.MaxRecordsPerBatch, 10_000)
	c.DiscoveryInterval = cmp.Or(c.DiscoveryInterval, 10*time.Second)
	c.PollInterval = cmp.Or(c.PollInterval, 100*time.Millisecond)
	c.RetryBackoff = cmp.Or(c.RetryBackoff, 200*time.Millisecond)
	c.RetryTimeout = cmp.Or(c.RetryTimeout, 30*time.Second)
	c.DrainTimeout = cmp.Or(c.DrainTimeout, 30*time.Second)
	c.MaxAttempts = cmp.Or(c.MaxAttempts, 1)
	c.ConcurrentBatches = cmp.Or(c.ConcurrentBatches, 1)
	if _, ok := c.Sink.(TransactionalSink); ok {
		c.ConcurrentBatches = 1
	}
	c.CommitEvery = cmp.Or(c.CommitEvery, 1)
	if c.CommitInterval > 0 && c.CommitEvery == 1 {
		return c, errors.New("configure consumer: a commit interval needs a CommitEvery above 1, how many batches may wait for it")
	}
	c.MaxUncommittedBatches = cmp.Or(c.MaxUncommittedBatches, max(c.ConcurrentBatches, c.CommitEvery))
	if c.OnLoss == nil {
		c.OnLoss = Fail
	}
	if c.Group == nil {
		c.Group = alone{}
	}
	if c.Log == nil {
		c.Log = silent
	}
	return c, nil
}

func (c *Config) negative() bool {
	return c.MaxRecordsPerPartition < 0 || c.MaxRecordsPerBatch < 0 || c.DiscoveryInterval < 0 || c.PollInterval < 0 ||
		c.RetryBackoff < 0 || c.RetryTimeout < 0 || c.BatchInterval < 0 || c.ConcurrentBatches < 0 || c.CommitEvery < 0 ||
		c.CommitInterval < 0 || c.MaxUncommittedBatches < 0 || c.DrainTimeout < 0 || c.MaxAttempts < 0
}

var silent = slog.New(slog.DiscardHandler)
