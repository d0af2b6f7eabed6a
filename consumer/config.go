package consumer

import (
	"cmp"
	"errors"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// StartPolicy says where a partition starts that has no stored offset.
type StartPolicy uint8

const (
	// Earliest starts at the log's start.
	Earliest StartPolicy = iota
	// Latest starts at the log's end.
	Latest
)

// Config says what to read, how, and where to. Client, Topic, Process, Sink and Store are required; for the others zero
// means the default.
type Config struct {
	// Client reaches the brokers. Its own consumer is not used, nor is any consumer group. The caller closes it.
	Client *kgo.Client
	// Topic is read whole: all of its partitions.
	Topic string
	// Process makes a record's result. An error ends the consumer before anything of the batch is written.
	Process func(Record) ([]byte, error)
	// Sink takes the results. If it is a TransactionalSink, its offsets count and the Store only mirrors them.
	Sink Sink
	// Store keeps the offsets.
	Store Store
	// Start is where a group begins. It is settled once for all partitions and stored before anything is read; a
	// partition that is added to the topic later begins at its log's start, whatever Start says. Default Earliest.
	Start StartPolicy
	// MaxRecordsPerPartition and MaxRecordsPerBatch cap the offsets that one batch spans. Defaults 1,000 and 10,000.
	MaxRecordsPerPartition, MaxRecordsPerBatch int64
	// PollInterval is the pause when there is nothing to read. Default 100 ms.
	PollInterval time.Duration
	// RetryBackoff is the pause before brokers are asked again after an error; it doubles up to 5 s. Default 200 ms.
	RetryBackoff time.Duration
	// RetryTimeout is how long brokers are asked again with nothing gained; then the batch fails. Default 30 s.
	RetryTimeout time.Duration
}

// longestBackoff is where RetryBackoff stops to double.
const longestBackoff = 5 * time.Second

// withDefaults returns the configuration with its defaults filled in.
func (c Config) withDefaults() (Config, error) {
	if c.Client == nil || c.Topic == "" || c.Process == nil || c.Sink == nil || c.Store == nil {
		return c, errors.New("configure consumer: client, topic, process, sink and store are required")
	}
	c.MaxRecordsPerPartition = cmp.Or(c.MaxRecordsPerPartition, 1_000)
	c.MaxRecordsPerBatch = cmp.Or(c.MaxRecordsPerBatch, 10_000)
	c.PollInterval = cmp.Or(c.PollInterval, 100*time.Millisecond)
	c.RetryBackoff = cmp.Or(c.RetryBackoff, 200*time.Millisecond)
	c.RetryTimeout = cmp.Or(c.RetryTimeout, 30*time.Second)
	if c.MaxRecordsPerPartition < 0 || c.MaxRecordsPerBatch < 0 || c.PollInterval < 0 || c.RetryBackoff < 0 || c.RetryTimeout < 0 {
		return c, errors.New("configure consumer: limits and durations must not be negative")
	}
	return c, nil
}
