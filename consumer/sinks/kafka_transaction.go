package sinks

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/sinks/retry"
)

// KafkaTransactionConfig says what a KafkaTransaction works on. All but Options and Log is required.
type KafkaTransactionConfig struct {
	// Group is whose offsets these are. It is the transactional id, too, or its beginning.
	Group string
	// Topic takes the results, as KafkaAppend has them.
	Topic string
	// Offsets is the topic that keeps the offsets: one partition, cleanup.policy=compact. See CreateOffsetsTopic.
	Offsets string
	// Options say how to reach the brokers.
	Options []kgo.Opt
	// Log is told when the offsets cannot be read because transactions are open in their topic. Default: nobody is.
	Log *slog.Logger
}

// KafkaTransaction is a consumer.TransactionalSink: it produces the results to one topic and the offsets to another, a
// compacted one, in one Kafka transaction. Both are there, or neither, for whoever reads with isolation.level
// read_committed; others see what was aborted.
//
// Kafka has no compare-and-set, so the sink makes one of the transactional id's epoch. Load takes the epoch, which ends
// the transactions of whoever had it before, and only then reads the offsets, to the end of their topic. From then on
// nobody can move them but who has the epoch, so a batch's From can be compared with what was read; and who lost the
// epoch learns that from the brokers, and nothing that it produces is ever committed. When it is not known whether a
// transaction was committed, the sink aborts it, which settles that, takes the epoch again, and reads the offsets before
// anything else.
//
// The offsets are in a topic of their own, and not among those of Kafka's groups, because Kafka forgets a group's offsets
// when nobody commits them for a while (offsets.retention.minutes, a week): a partition without traffic would be read
// from its beginning again.
//
// It asks for brokers of version 2.5 or later, and for one instance at a time: of two with the same group, the later one
// stops the earlier, even if they have different partitions. KafkaTransactions is for several. It needs the right to write with the transactional id, to
// read, write and describe both topics, and to describe the configuration of Offsets.
type KafkaTransaction struct {
	KafkaTransactionConfig
	transactionalID string
	writer          string // this run
	pause           time.Duration

	client  *kgo.Client // nil while it is not known whether we have the epoch
	id      int64       // the producer's, None before Load
	epoch   int16       // the last that was ours
	settled bool        // no transaction of that epoch is open
	stored  map[consumer.Partition]offsetValue
}

// NewKafkaTransaction returns a KafkaTransaction sink. The caller closes it.
func NewKafkaTransaction(c KafkaTransactionConfig) (*KafkaTransaction, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	return newTransaction(c, c.Group), nil
}

func (c *KafkaTransactionConfig) check() error {
	if c.Group == "" || c.Topic == "" || c.Offsets == "" || c.Topic == c.Offsets {
		return errors.New("configure kafka transactions: group, topic and offsets are required, and are two topics")
	}
	return nil
}

func newTransaction(c KafkaTransactionConfig, id string) *KafkaTransaction {
	return &KafkaTransaction{
		KafkaTransactionConfig: c, transactionalID: id, writer: rand.Text(), pause: retry.FirstPause, id: consumer.None,
	}
}

// Load implements consumer.TransactionalSink. It takes the place of whoever wrote before.
func (s *KafkaTransaction) Load(ctx context.Context, partitions []consumer.Partition) (map[consumer.Partition]consumer.Position, error) {
	s.drop()
	s.id = consumer.None
	if err := retry.Do(ctx, s.pause, func() error { return s.take(ctx) }); err != nil {
		return nil, fmt.Errorf("load offsets of group %s: %w", s.Group, err)
	}
	return positionsOf(partitions, s.stored), nil
}

// positionsOf are the positions of those of the partitions that have one.
func positionsOf(partitions []consumer.Partition, stored map[consumer.Partition]offsetValue) map[consumer.Partition]consumer.Position {
	found := make(map[consumer.Partition]consumer.Position, len(partitions))
	for _, p := range partitions {
		if v, ok := stored[p]; ok {
			found[p] = consumer.Position{Offset: v.Offset, Epoch: v.Epoch, TopicID: consumer.TopicID(v.TopicID), Anchor: v.Number == consumer.Beginning}
		}
	}
	return found
}

// Write implements consumer.Sink.
func (s *KafkaTransaction) Write(ctx context.Context, b consumer.Batch) error {
	if s.id == consumer.None {
		return errors.New("write in a kafka transaction: load the offsets first")
	}
	if len(b.Ranges) == 0 {
		return errors.New("write in a kafka transaction: the batch moves no offsets; replay to a KafkaAppend sink")
	}
	open := false
	return retry.Do(ctx, s.pause, func() error { return s.attempt(ctx, b, &open) })
}

// attempt applies the batch if the stored offsets are its first ones. Open says that an earlier attempt may have been
// committed: if so and the offsets are where it moved them, it was.
func (s *KafkaTransaction) attempt(ctx context.Context, b consumer.Batch, open *bool) error {
	if s.client == nil {
		if err := s.retake(ctx); err != nil {
			return err
		}
	}
	before, after := true, true
	for _, r := range b.Ranges {
		v, ok := s.stored[r.Partition]
		if !ok {
			v.Offset = consumer.None
		}
		before = before && v.Offset == r.From
		after = after && v.Offset == r.Until && v.Writer == s.writer
	}
	if !before {
		if *open && after {
			return nil
		}
		return fmt.Errorf("%w: offsets of group %s in topic %s are not those before %v", consumer.ErrFenced, s.Group, s.Offsets, b.Ranges)
	}
	moved := s.moved(b.Commit)
	records, err := s.records(b, moved)
	if err != nil {
		return retry.Final{Err: err}
	}
	ended, err := s.transact(ctx, records)
	if err != nil {
		*open = *open || ended
		s.drop()
		return s.fenced(fmt.Errorf("write %d results to topic %s and %d offsets to %s: %w", len(b.Results), s.Topic, len(moved), s.Offsets, err))
	}
	for p, v := range moved {
		s.stored[p] = v
	}
	return nil
}

// moved are the offsets that the batch leads to.
func (s *KafkaTransaction) moved(c consumer.Commit) map[consumer.Partition]offsetValue {
	moved := make(map[consumer.Partition]offsetValue, len(c.Ranges))
	for _, r := range c.Ranges {
		moved[r.Partition] = offsetValue{offsetVersion, r.Until, r.Epoch, c.TopicID[:], s.writer, c.Number}
	}
	return moved
}

// records are all that a batch's transaction produces.
func (s *KafkaTransaction) records(b consumer.Batch, moved map[consumer.Partition]offsetValue) ([]*kgo.Record, error) {
	records := resultRecords(s.Topic, b)
	for p, v := range moved {
		key, err := json.Marshal(offsetKey{s.Group, p.Topic, p.ID})
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		records = append(records, &kgo.Record{Topic: s.Offsets, Key: key, Value: value})
	}
	return records, nil
}

// closeTimeout bounds what Close asks of brokers that may be away.
const closeTimeout = 5 * time.Second

// Close aborts the transaction that a Write which failed may have left open, so that nobody who reads committed records
// has to wait for its timeout, and closes the sink's connections. If the brokers cannot be reached, the next Load aborts
// it, or the timeout.
func (s *KafkaTransaction) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	s.close(ctx)
}
