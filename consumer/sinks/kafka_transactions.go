package sinks

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/sinks/retry"
)

// KafkaTransactions is KafkaTransaction for several instances that divide the partitions among themselves: each partition
// has a transactional id of its own, <group>:<topic>:<partition>, and a batch is one transaction for each of its
// partitions. So the epoch of an id fences who had that partition before, and nobody else: no topic's name has a colon. Kafka Streams did the same
// before KIP-447, whose remedy is the generation of a Kafka consumer group, and there is none here.
//
// Load takes no epoch, because it asks for all partitions of the topic. The first Write of a partition takes it, reads
// the offsets again, and is refused if a predecessor has moved them since. Each partition's results and offset are durable
// together; an error may leave those of some partitions of the batch, and of the others not. Of several partitions that
// begin, the last one's transaction comes after all others', so that a group that began in part has none of that one.
//
// It has a producer for each partition that it writes, which reads the offsets topic once: it suits dozens of partitions,
// not thousands. After a crash Load waits until the brokers have aborted what was open, for 30 s and what they add to
// that. Where several begin a group in the same instant, one may fence another, which starts again: it settles where the
// other's partitions begin, and to hold their ids is the only lock that Kafka has. The instances must be kept apart by their
// Group; and before a group changes from KafkaTransaction to this or back, all of it is to be stopped, for the ids do not
// fence each other. Otherwise it asks for what KafkaTransaction does.
type KafkaTransactions struct {
	KafkaTransactionConfig
	pause time.Duration
	parts map[consumer.Partition]*KafkaTransaction
}

// NewKafkaTransactions returns a KafkaTransactions sink. The caller closes it.
func NewKafkaTransactions(c KafkaTransactionConfig) (*KafkaTransactions, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	c.Options = append(slices.Clone(c.Options), kgo.TransactionTimeout(deliveryTimeout)) // no attempt goes on for longer
	return &KafkaTransactions{KafkaTransactionConfig: c, pause: retry.FirstPause, parts: map[consumer.Partition]*KafkaTransaction{}}, nil
}

// Load implements consumer.TransactionalSink.
func (s *KafkaTransactions) Load(ctx context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	s.Close()
	var stored map[consumer.Partition]offsetValue
	err := retry.Do(ctx, s.pause, func() error {
		client, err := newProducer(s.Options)
		if err != nil {
			return retry.Final{Err: err}
		}
		defer client.Close()
		if err := checkOffsetsTopic(ctx, client, s.Offsets); err != nil {
			return err
		}
		stored, err = readOffsets(ctx, &s.KafkaTransactionConfig)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("load offsets of group %s: %w", s.Group, err)
	}
	return positionsOf(partitions, stored), nil
}

// Write implements consumer.Sink.
func (s *KafkaTransactions) Write(ctx context.Context, b consumer.Batch) error {
	if len(b.Ranges) == 0 {
		return errors.New("write in kafka transactions: the batch moves no offsets; replay to a KafkaAppend sink")
	}
	results := map[consumer.Partition][]consumer.Result{}
	for _, r := range b.Results {
		results[r.Partition] = append(results[r.Partition], r)
	}
	if last := len(b.Ranges) - 1; b.Ranges[last].From == consumer.None {
		others := b.Commit
		others.Ranges = b.Ranges[:last]
		if err := s.write(ctx, others, results); err != nil {
			return err
		}
		b.Ranges = b.Ranges[last:]
	}
	return s.write(ctx, b.Commit, results)
}

// write writes the transactions of all partitions of a batch at once.
func (s *KafkaTransactions) write(ctx context.Context, c consumer.Commit, results map[consumer.Partition][]consumer.Result) error {
	errs := make([]error, len(c.Ranges))
	var writing sync.WaitGroup
	for i, r := range c.Ranges {
		part, taken := s.parts[r.Partition]
		if !taken {
			part = newTransaction(s.KafkaTransactionConfig, fmt.Sprintf("%s:%s:%d", s.Group, r.Topic, r.ID))
			part.pause = s.pause
			s.parts[r.Partition] = part
		}
		writing.Go(func() {
			if !taken {
				if _, errs[i] = part.Load(ctx, nil); errs[i] != nil {
					return
				}
			}
			of := c
			of.Ranges = c.Ranges[i : i+1]
			errs[i] = part.Write(ctx, consumer.Batch{Commit: of, Results: results[r.Partition]})
		})
	}
	writing.Wait()
	for _, r := range c.Ranges {
		if r.From == consumer.None { // whoever begins a group does so for others, and gives them the ids
			s.parts[r.Partition].Close()
			delete(s.parts, r.Partition)
		}
	}
	return errors.Join(errs...)
}

// Close is KafkaTransaction's, for all partitions together.
func (s *KafkaTransactions) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	for p, part := range s.parts {
		part.close(ctx)
		delete(s.parts, p)
	}
}
