package sinks

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer"
)

// deliveryTimeout is how long brokers may take to acknowledge a batch, with everything that is tried on the way.
const deliveryTimeout = 30 * time.Second

// The headers that say which record a result, or a dead letter, came from.
const (
	sourceTopic     = "source-topic"
	sourceTopicID   = "source-topic-id"
	sourcePartition = "source-partition"
	sourceOffset    = "source-offset"
	sourceEpoch     = "source-epoch"
)

// KafkaAppend is a sink that produces each result to a Kafka topic, with the position of its record in the headers
// source-topic, source-topic-id, source-partition, source-offset and source-epoch, and without a key. The results of a partition go
// to the output's partition of the same number, modulo how many it has, and keep their order there, those of one batch; where several
// are written at once, their results mix.
//
// Its contract is at least once. All in-sync replicas have the results when Write returns. The client's own repetitions
// are told apart by the brokers (the producer is idempotent), but a batch that failed may be there in part, and is there
// again when the restart repeats it. The headers tell who reads the topic what is a repetition.
//
// It asks for a topic that exists.
type KafkaAppend struct {
	client *kgo.Client
	topic  string
}

// NewKafkaAppend returns a KafkaAppend sink for a topic. The options say how to reach the brokers. The caller closes the
// sink.
func NewKafkaAppend(topic string, options ...kgo.Opt) (*KafkaAppend, error) {
	client, err := newProducer(options, kgo.AllowIdempotentProduceCancellation(), kgo.RecordDeliveryTimeout(deliveryTimeout))
	if err != nil {
		return nil, err
	}
	return &KafkaAppend{client, topic}, nil
}

// Write implements consumer.Sink.
func (s *KafkaAppend) Write(ctx context.Context, b consumer.Batch) error {
	return refused("the result", s.client.ProduceSync(ctx, resultRecords(s.topic, b)...))
}

// refused returns the error of the first record that has one, and says of what record it is the result, or the letter.
func refused(what string, results kgo.ProduceResults) error {
	for _, r := range results {
		if r.Err != nil {
			return fmt.Errorf("produce %s to topic %s: %w", about(what, r.Record), r.Record.Topic, r.Err)
		}
	}
	return nil
}

// about names a record by its source, or else by its key.
func about(what string, r *kgo.Record) string {
	from := map[string]string{}
	for _, h := range r.Headers {
		from[h.Key] = string(h.Value) // a dead letter has its record's headers, too, but before these
	}
	if topic, ok := from[sourceTopic]; ok {
		return fmt.Sprintf("%s of %s/%s at %s", what, topic, from[sourcePartition], from[sourceOffset])
	}
	return "the offset of " + string(r.Key)
}

// Close closes the sink's connections.
func (s *KafkaAppend) Close() { s.client.Close() }

// newProducer returns a client that waits for all in-sync replicas and puts records into the partition that they name,
// modulo how many there are.
func newProducer(options []kgo.Opt, more ...kgo.Opt) (*kgo.Client, error) {
	wrap := func(string) func(*kgo.Record, int) int {
		return func(r *kgo.Record, partitions int) int { return int(r.Partition) % partitions }
	}
	client, err := kgo.NewClient(slices.Concat(options, []kgo.Opt{
		kgo.RequiredAcks(kgo.AllISRAcks()),
		kgo.RecordPartitioner(kgo.BasicConsistentPartitioner(wrap)),
		kgo.RetryTimeout(deliveryTimeout),
	}, more)...)
	if err != nil {
		return nil, fmt.Errorf("configure kafka producer: %w", err)
	}
	return client, nil
}

// resultRecords are a batch's results as records of the output topic.
func resultRecords(topic string, b consumer.Batch) []*kgo.Record {
	records := make([]*kgo.Record, 0, len(b.Results))
	for _, r := range b.Results {
		records = append(records, &kgo.Record{
			Topic: topic, Partition: r.ID, Value: r.Value, Headers: source(b.TopicID, r.Partition, r.Offset, r.Epoch),
		})
	}
	return records
}

// source names a record in headers.
func source(id consumer.TopicID, p consumer.Partition, offset int64, epoch int32) []kgo.RecordHeader {
	return []kgo.RecordHeader{
		header(sourceTopic, p.Topic),
		header(sourceTopicID, id.String()),
		header(sourcePartition, strconv.FormatInt(int64(p.ID), 10)),
		header(sourceOffset, strconv.FormatInt(offset, 10)),
		header(sourceEpoch, strconv.FormatInt(int64(epoch), 10)),
	}
}

func header(key, value string) kgo.RecordHeader {
	return kgo.RecordHeader{Key: key, Value: []byte(value)}
}
