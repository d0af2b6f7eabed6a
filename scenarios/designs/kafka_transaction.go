package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/twmb/franz-go/pkg/kgo"
)

// kafkaTransaction writes results to a topic and stores the group's offsets in one Kafka transaction (KIP-98, KIP-447), by
// franz-go's GroupTransactSession:
//
//	initialise the transactional id -> poll -> begin -> produce the results -> add the offsets ->
//	commit, or abort and read again from the stored offsets
//
// Franz-go leaves the first step to the first produced record. An offset that a predecessor left in an open transaction is
// unstable until then (KIP-447): nobody may fetch it, so that nothing is polled and nothing produced until the broker
// aborts the transaction after its timeout, 40 s by default. The first step aborts it at once.
//
// A transaction is aborted when a result could not be produced, which ends the program, and when the group has taken
// partitions away since the poll; brokers refuse the offsets of a member that the group has replaced. A group without offsets begins at the ends of
// the logs.
//
// It promises exactly once to whoever reads the results with read_committed: each record's result is there once, and in
// order. Nothing is said of those that read uncommitted.
func kafkaTransaction(ctx context.Context, a *app) error {
	session, err := kgo.NewGroupTransactSession(append(a.membership(),
		kgo.SeedBrokers(strings.Split(a.brokers, ",")...), kgo.DisableClientMetrics(),
		kgo.TransactionalID(a.group+"-"+a.instance), kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.RecordPartitioner(kgo.ManualPartitioner()),
	)...)
	if err != nil {
		return fmt.Errorf("configure kafka client: %w", err)
	}
	defer session.Close()
	if _, _, err := session.Client().ProducerID(ctx); err != nil && ctx.Err() == nil {
		return fmt.Errorf("initialise the transactional id: %w", err)
	}
	for {
		fetches := session.PollRecords(ctx, int(a.batch))
		if ctx.Err() != nil {
			return nil
		}
		if err := fetches.Err(); err != nil {
			return err
		}
		if err := a.transact(context.WithoutCancel(ctx), session, fetches.Records()); err != nil {
			return err
		}
	}
}

// transact makes one transaction of the records' results and offsets.
func (a *app) transact(ctx context.Context, session *kgo.GroupTransactSession, records []*kgo.Record) error {
	if err := session.Begin(); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	produced := kgo.AbortingFirstErrPromise(session.Client())
	for _, r := range records {
		session.Produce(ctx, &kgo.Record{Topic: a.results, Partition: r.Partition, Key: r.Key, Value: process(r)}, produced.Promise())
	}
	failed := produced.Err()
	committed, err := session.End(ctx, failed == nil)
	switch {
	case err != nil:
		return fmt.Errorf("end: %w", err)
	case failed != nil:
		return fmt.Errorf("produce: %w", failed)
	case !committed:
		report("commit", fmt.Errorf("the group took partitions away, so the transaction of %d records was aborted", len(records)))
	}
	return nil
}
