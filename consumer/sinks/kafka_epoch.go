package sinks

import (
	"context"
	"errors"
	"fmt"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/sinks/retry"
)

// take takes the transactional id's epoch, whoever has it, and then reads the offsets.
func (s *KafkaTransaction) take(ctx context.Context) error {
	client, err := newProducer(s.Options, kgo.TransactionalID(s.transactionalID))
	if err != nil {
		return retry.Final{Err: err}
	}
	s.client = client
	if err := s.begin(ctx); err != nil {
		s.drop()
		return err
	}
	return nil
}

func (s *KafkaTransaction) begin(ctx context.Context) error {
	if err := checkOffsetsTopic(ctx, s.client, s.Offsets); err != nil {
		return err
	}
	id, epoch, err := s.client.ProducerID(ctx)
	if err != nil {
		return fmt.Errorf("take transactional id %s: %w", s.transactionalID, err)
	}
	stored, err := readOffsets(ctx, &s.KafkaTransactionConfig)
	if err != nil {
		return err
	}
	s.id, s.epoch, s.stored, s.settled = id, epoch, stored, false
	return nil
}

// retake settles a transaction whose end is not known, and takes the epoch again, unless somebody else has taken it: the
// brokers let only who has the last epoch abort. To raise the epoch at once would not do: that aborts the transaction,
// too, but the brokers want to be asked again when that is done, and then take the epoch for somebody else's.
func (s *KafkaTransaction) retake(ctx context.Context) error {
	if !s.settled { // else our own epoch may be one of which we do not know
		if err := s.settle(ctx); err != nil {
			return err
		}
	}
	return s.take(ctx)
}

// settle aborts the last transaction, if it is open.
func (s *KafkaTransaction) settle(ctx context.Context) error {
	client, err := newProducer(s.Options)
	if err != nil {
		return retry.Final{Err: err}
	}
	defer client.Close()
	req := kmsg.NewPtrEndTxnRequest()
	req.TransactionalID, req.ProducerID, req.ProducerEpoch, req.Commit = s.transactionalID, s.id, s.epoch, false
	resp, err := req.RequestWith(ctx, client)
	if err == nil {
		err = kerr.ErrorForCode(resp.ErrorCode)
	}
	// In the first case it was committed, or never begun; in the other Kafka forgot the id, which is nobody's then.
	if errors.Is(err, kerr.InvalidTxnState) || errors.Is(err, kerr.InvalidProducerIDMapping) {
		err = nil
	}
	if err != nil {
		return s.fenced(fmt.Errorf("settle the last transaction of transactional id %s: %w", s.transactionalID, err))
	}
	s.settled = true
	return nil
}

// close aborts the transaction of a Write that failed, if there was one.
func (s *KafkaTransaction) close(ctx context.Context) {
	if s.client == nil && s.id != consumer.None && !s.settled {
		_ = s.settle(ctx) // nobody is left to tell: the Write had an error, and the next Load aborts, too
	}
	s.drop()
	s.id = consumer.None
}

// drop gives up a client whose transaction may be open. What it still has under way comes too late: the epoch is raised
// before anything else is done.
func (s *KafkaTransaction) drop() {
	if s.client != nil {
		s.client.Close()
		s.client = nil
	}
}

// fenced says so if an error of the brokers means that the epoch is no longer ours, or that somebody ended our transaction.
func (s *KafkaTransaction) fenced(err error) error {
	if errors.Is(err, kerr.ProducerFenced) || errors.Is(err, kerr.InvalidProducerEpoch) || errors.Is(err, kerr.InvalidTxnState) {
		s.id = consumer.None
		return fmt.Errorf("%w: %w: another producer has transactional id %s, or the transaction took too long", consumer.ErrFenced, err, s.transactionalID)
	}
	return err
}

// transact produces records in a transaction and commits it. Ended says whether it may be committed despite an error.
func (s *KafkaTransaction) transact(ctx context.Context, records []*kgo.Record) (ended bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, deliveryTimeout)
	defer cancel()
	if err := s.client.BeginTransaction(); err != nil {
		return false, fmt.Errorf("begin: %w", err)
	}
	if err := s.produce(ctx, records); err != nil {
		return false, err
	}
	if err := s.client.EndTransaction(ctx, kgo.TryCommit); err != nil {
		return true, fmt.Errorf("commit: %w", err)
	}
	id, epoch, err := s.client.ProducerID(ctx) // with KIP-890 it is another one
	if err != nil {
		return true, fmt.Errorf("look up the epoch: %w", err)
	}
	s.id, s.epoch = id, epoch
	return true, nil
}

// produce waits for the records, but not for longer than the context allows: the client does not give up records that
// may have arrived, and the caller drops it after an error.
func (s *KafkaTransaction) produce(ctx context.Context, records []*kgo.Record) error {
	done := make(chan error, 1)
	client := s.client
	go func() { done <- refused("the result", client.ProduceSync(ctx, records...)) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
