package sinks

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"slices"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// stretch is what is to be read of a partition's log: the offsets [next, end).
type stretch struct{ next, end int64 }

// readLog yields what transactions committed, and what was produced without any, from a topic's beginning up to where
// its logs end when it is called. Records that belong to a transaction that is still open there are waited for, and the
// log, which may be nil, tells of that. It yields one error, as the last thing.
func readLog(ctx context.Context, topic string, options []kgo.Opt, log *slog.Logger) iter.Seq2[*kgo.Record, error] {
	return func(yield func(*kgo.Record, error) bool) {
		if err := follow(ctx, topic, options, log, func(r *kgo.Record) bool { return yield(r, nil) }); err != nil {
			yield(nil, fmt.Errorf("read topic %s: %w", topic, err))
		}
	}
}

// follow calls take for each record until it returns false.
func follow(ctx context.Context, topic string, options []kgo.Opt, log *slog.Logger, take func(*kgo.Record) bool) error {
	stretches, err := measure(ctx, topic, options)
	if err != nil || len(stretches) == 0 {
		return err
	}
	begin := map[int32]kgo.Offset{}
	for p, s := range stretches {
		begin[p] = kgo.NewOffset().At(s.next)
	}
	// A log may end with the marker of a transaction, which must be seen to know that nothing is left.
	client, err := kgo.NewClient(slices.Concat(options, []kgo.Opt{
		kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{topic: begin}),
		kgo.ConsumeResetOffset(kgo.NoResetOffset()),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.KeepControlRecords(),
	})...)
	if err != nil {
		return fmt.Errorf("configure kafka client: %w", err)
	}
	defer client.Close()
	for len(stretches) > 0 {
		fetches := poll(ctx, client, func() {
			if log != nil {
				log.Warn("waiting for records, or for the end of transactions that are open", "topic", topic, "left", fmt.Sprint(stretches))
				log = nil // once is enough
			}
		})
		if err := fetches.Err(); err != nil {
			return fmt.Errorf("%w, with %v left to read", err, stretches)
		}
		for r := range fetches.RecordsAll() {
			s, open := stretches[r.Partition]
			if open && r.Offset < s.end && !r.Attrs.IsControl() && !take(r) {
				return nil
			}
			if r.Offset >= s.end-1 {
				delete(stretches, r.Partition)
			}
		}
	}
	return nil
}

// quiet is how long nothing comes before somebody is told.
const quiet = time.Second

// poll is the client's, but tells when nothing comes for a while.
func poll(ctx context.Context, client *kgo.Client, tell func()) kgo.Fetches {
	patient, cancel := context.WithTimeout(ctx, quiet)
	defer cancel()
	fetches := client.PollFetches(patient)
	if patient.Err() == nil || ctx.Err() != nil || !errors.Is(fetches.Err0(), context.DeadlineExceeded) {
		return fetches
	}
	tell()
	return client.PollFetches(ctx)
}

// measure returns the partitions of the topic that are not empty, with the ends of their logs.
func measure(ctx context.Context, topic string, options []kgo.Opt) (map[int32]stretch, error) {
	client, err := kgo.NewClient(slices.Concat(options, []kgo.Opt{kgo.RetryTimeout(deliveryTimeout)})...)
	if err != nil {
		return nil, fmt.Errorf("configure kafka client: %w", err)
	}
	defer client.Close()
	count, err := partitionsOf(ctx, client, topic)
	if err != nil {
		return nil, err
	}
	starts, err := listOffsets(ctx, client, topic, count, -2)
	if err != nil {
		return nil, err
	}
	ends, err := listOffsets(ctx, client, topic, count, -1)
	if err != nil {
		return nil, err
	}
	stretches := map[int32]stretch{}
	for p, end := range ends {
		if starts[p] < end {
			stretches[p] = stretch{starts[p], end}
		}
	}
	return stretches, nil
}

// partitionsOf is how many partitions the topic has.
func partitionsOf(ctx context.Context, client *kgo.Client, topic string) (int32, error) {
	req := kmsg.NewPtrMetadataRequest()
	asked := kmsg.NewMetadataRequestTopic()
	asked.Topic = kmsg.StringPtr(topic)
	req.Topics = append(req.Topics, asked)
	resp, err := req.RequestWith(ctx, client)
	if err != nil {
		return 0, err
	}
	if len(resp.Topics) != 1 {
		return 0, errors.New("the topic is not in the brokers' answer")
	}
	return int32(len(resp.Topics[0].Partitions)), kerr.ErrorForCode(resp.Topics[0].ErrorCode)
}

// listOffsets returns one end of each partition's log: -2 means the start, -1 the high watermark.
func listOffsets(ctx context.Context, client *kgo.Client, topic string, count int32, which int64) (map[int32]int64, error) {
	req := kmsg.NewPtrListOffsetsRequest()
	req.ReplicaID = -1
	asked := kmsg.NewListOffsetsRequestTopic()
	asked.Topic = topic
	for p := range count {
		partition := kmsg.NewListOffsetsRequestTopicPartition()
		partition.Partition, partition.Timestamp = p, which
		asked.Partitions = append(asked.Partitions, partition)
	}
	req.Topics = append(req.Topics, asked)
	found := map[int32]int64{}
	for _, shard := range client.RequestSharded(ctx, req) {
		if shard.Err != nil {
			return nil, shard.Err
		}
		for _, t := range shard.Resp.(*kmsg.ListOffsetsResponse).Topics {
			for _, p := range t.Partitions {
				if err := kerr.ErrorForCode(p.ErrorCode); err != nil {
					return nil, fmt.Errorf("list offsets of partition %d: %w", p.Partition, err)
				}
				found[p.Partition] = p.Offset
			}
		}
	}
	if len(found) != int(count) {
		return nil, fmt.Errorf("the brokers list the offsets of %d partitions of %d", len(found), count)
	}
	return found, nil
}
