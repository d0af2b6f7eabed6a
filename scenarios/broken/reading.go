package main

import (
	"context"
	"fmt"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/consumer"
)

// The mistakes of this file are about how a range of offsets is read. The consumer's own reader cannot be had without them
// being in it, so these variants read each batch once more, wrongly, and write that.

// rereading writes what it reads of a batch's ranges itself.
type rereading struct {
	consumer.Sink
	config *consumer.Config
	read   func(ctx context.Context, r consumer.Range) ([]*kgo.Record, error)
}

// Write implements consumer.Sink.
func (s *rereading) Write(ctx context.Context, b consumer.Batch) error {
	b.Results = nil
	for _, r := range b.Ranges {
		records, err := s.read(ctx, r)
		if err != nil {
			return fmt.Errorf("read %v again: %w", r, err)
		}
		for _, k := range records {
			value, err := s.config.Process(consumer.Record{Partition: r.Partition, Offset: k.Offset, Key: k.Key, Value: k.Value})
			if err != nil {
				return err
			}
			b.Results = append(b.Results, consumer.Result{Partition: r.Partition, Offset: k.Offset, Value: value})
		}
	}
	return s.Sink.Write(ctx, b)
}

// shortFetch takes one answer of a broker for the whole range. What it lacks is lost.
//
// Brokers answer with as much as they like. Spark's own test of its direct stream asks that a partition be as long as its
// range.
func shortFetch(c *consumer.Config) {
	c.Sink = &rereading{c.Sink, c, func(ctx context.Context, r consumer.Range) ([]*kgo.Record, error) {
		records, err := fetch(ctx, c.Client, r.Partition, r.From)
		return between(records, r.From, r.Until), err
	}}
}

// untrimmed takes the batch of records that holds the range's first offset as it comes, from its own beginning. What is
// before the range is written again.
//
// Brokers answer with whole batches of records, and the client has to cut them.
func untrimmed(c *consumer.Config) {
	c.Sink = &rereading{c.Sink, c, func(ctx context.Context, r consumer.Range) ([]*kgo.Record, error) {
		records, err := fetch(ctx, c.Client, r.Partition, r.From)
		return between(records, 0, r.Until), err
	}}
}

// readUncommitted reads what producers have aborted, too, and handles it.
//
// It is isolation.level as Kafka's own client has it where nobody sets it.
func readUncommitted(c *consumer.Config) { c.Isolation = consumer.ReadUncommitted }

// staleBuffer keeps what it has read ahead of a partition, also while another instance has the partition. When it comes
// back, the old records are handled again, in place of those whose turn it is.
//
// After IBMStreams/streamsx.kafka#117: after a reset the records that were buffered before are still delivered.
func staleBuffer(c *consumer.Config) {
	buffers := map[consumer.Partition][]*kgo.Record{}
	c.Sink = &rereading{c.Sink, c, func(ctx context.Context, r consumer.Range) ([]*kgo.Record, error) {
		buffer := buffers[r.Partition]
		for next, length := r.From, int(r.Until-r.From); len(buffer) < length; {
			if n := len(buffer); n > 0 {
				next = buffer[n-1].Offset + 1
			}
			more, err := fetch(ctx, c.Client, r.Partition, next)
			if err != nil {
				return nil, err
			}
			buffer = append(buffer, between(more, next, next+1<<20)...)
			if len(more) == 0 { // the log has no more
				break
			}
		}
		n := min(len(buffer), int(r.Until-r.From))
		buffers[r.Partition] = buffer[n:]
		return buffer[:n], nil
	}}
}

// between cuts records to offsets.
func between(records []*kgo.Record, from, until int64) (cut []*kgo.Record) {
	for _, k := range records {
		if from <= k.Offset && k.Offset < until {
			cut = append(cut, k)
		}
	}
	return cut
}

// fetch asks the partition's leader once for records from an offset on, and returns all that it answers with.
func fetch(ctx context.Context, client *kgo.Client, p consumer.Partition, from int64) ([]*kgo.Record, error) {
	meta := kmsg.NewPtrMetadataRequest()
	asked := kmsg.NewMetadataRequestTopic()
	asked.Topic = &p.Topic
	meta.Topics = append(meta.Topics, asked)
	told, err := meta.RequestWith(ctx, client)
	if err != nil {
		return nil, err
	}
	topic := told.Topics[0]
	leader := int32(-1)
	for _, tp := range topic.Partitions {
		if tp.Partition == p.ID {
			leader = tp.Leader
		}
	}
	req := kmsg.NewPtrFetchRequest()
	req.MaxWaitMillis, req.MinBytes, req.MaxBytes, req.IsolationLevel, req.SessionEpoch = 10, 1, 1<<20, 1, -1
	ft, fp := kmsg.NewFetchRequestTopic(), kmsg.NewFetchRequestTopicPartition()
	ft.Topic, ft.TopicID = p.Topic, topic.TopicID
	fp.Partition, fp.FetchOffset, fp.PartitionMaxBytes, fp.CurrentLeaderEpoch = p.ID, from, 1<<20, -1
	ft.Partitions = append(ft.Partitions, fp)
	req.Topics = append(req.Topics, ft)
	answer, err := client.Broker(int(leader)).Request(ctx, req)
	if err != nil {
		return nil, err
	}
	var records []*kgo.Record
	for _, rt := range answer.(*kmsg.FetchResponse).Topics {
		for i := range rt.Partitions {
			got, _ := kgo.ProcessFetchPartition(kgo.ProcessFetchPartitionOpts{
				IsolationLevel: kgo.ReadCommitted(), Topic: p.Topic, Partition: p.ID,
			}, &rt.Partitions[i], kgo.DefaultDecompressor(), nil)
			if got.Err != nil {
				return nil, got.Err
			}
			records = append(records, got.Records...)
		}
	}
	return records, nil
}
