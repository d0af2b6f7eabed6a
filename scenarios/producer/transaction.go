package main

import (
	"context"
	"fmt"

	"github.com/twmb/franz-go/pkg/kgo"
)

// abortedFrom is the sequence above which those of aborted records are, in each partition: no workload has so many others.
const abortedFrom = 1_000_000

// transactions writes the records in transactions. Behind each comes one that is aborted, with a record for each
// partition that nobody is to see, so that the logs have holes where those and the markers of the ends lie, and end in
// one. Their sequences tell aborted records apart, too, so that whoever handles one is found.
func transactions(ctx context.Context, client *kgo.Client, w workload) error {
	for at := 0; at < w.records; at += w.transaction {
		var kept, dropped []*kgo.Record
		for i := at; i < min(at+w.transaction, w.records); i++ {
			kept = append(kept, record(w, w.first+i))
		}
		for p := range w.partitions {
			dropped = append(dropped, &kgo.Record{Topic: w.topic, Partition: int32(p), Value: value(w, p, abortedFrom+w.first+at)})
		}
		if err := transact(ctx, client, kept, kgo.TryCommit); err != nil {
			return err
		}
		if err := transact(ctx, client, dropped, kgo.TryAbort); err != nil {
			return err
		}
	}
	return nil
}

func transact(ctx context.Context, client *kgo.Client, records []*kgo.Record, end kgo.TransactionEndTry) error {
	if err := client.BeginTransaction(); err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	if err := client.ProduceSync(ctx, records...).FirstErr(); err != nil {
		return fmt.Errorf("produce in a transaction: %w", err)
	}
	if err := client.EndTransaction(ctx, end); err != nil {
		return fmt.Errorf("end transaction: %w", err)
	}
	return nil
}
