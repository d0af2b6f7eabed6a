package sinks

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer"
)

// The further headers of a dead letter. They are behind the record's own, and their order is fixed.
const (
	letterFormat    = "dead-letter"
	sourceTimestamp = "source-timestamp"
	letterAttempts  = "attempts"
	letterCause     = "cause"
)

// KafkaDeadLetters is a consumer.DeadLetters that produces each letter to a Kafka topic: the record's key, value and
// headers as they were, and behind its headers these: source-topic, source-topic-id, source-partition, source-offset,
// source-epoch, source-timestamp (RFC 3339), attempts, cause, and dead-letter with the format's version, 1. The letter's
// own timestamp is when it was written, so that retention counts from then. All in-sync replicas have the letters when
// Write returns.
//
// Its contract is at least once, and each letter says which record it is. It asks for a topic that exists, whose
// retention leaves time to look, and whose max.message.bytes has room for the headers. ReadKafkaDeadLetters reads it.
type KafkaDeadLetters struct {
	client *kgo.Client
	topic  string
}

// NewKafkaDeadLetters returns dead letters in a topic. The options say how to reach the brokers. The caller closes them.
func NewKafkaDeadLetters(topic string, options ...kgo.Opt) (*KafkaDeadLetters, error) {
	client, err := newProducer(options, kgo.AllowIdempotentProduceCancellation(), kgo.RecordDeliveryTimeout(deliveryTimeout))
	if err != nil {
		return nil, err
	}
	return &KafkaDeadLetters{client, topic}, nil
}

// Write implements consumer.DeadLetters.
func (k *KafkaDeadLetters) Write(ctx context.Context, letters []consumer.DeadLetter) error {
	records := make([]*kgo.Record, 0, len(letters))
	for _, l := range letters {
		headers := slices.Concat(l.Headers, source(l.TopicID, l.Partition, l.Offset, l.Epoch), []kgo.RecordHeader{
			header(sourceTimestamp, l.Timestamp.Format(time.RFC3339Nano)),
			header(letterAttempts, strconv.Itoa(l.Attempts)),
			header(letterCause, l.Cause),
			header(letterFormat, strconv.Itoa(letterVersion)),
		})
		records = append(records, &kgo.Record{Topic: k.topic, Partition: l.ID, Key: l.Key, Value: l.Value, Headers: headers})
	}
	return refused("the dead letter", k.client.ProduceSync(ctx, records...))
}

// Close closes the connections.
func (k *KafkaDeadLetters) Close() { k.client.Close() }

// ReadKafkaDeadLetters yields the letters that a topic has, those of each partition in their order, for consumer.Replay.
// A letter that was written twice is there twice. It yields one error, as the last thing: a record that is no letter is
// one. A letter that is written while it reads may be there or not.
func ReadKafkaDeadLetters(ctx context.Context, topic string, options ...kgo.Opt) iter.Seq2[consumer.DeadLetter, error] {
	return func(yield func(consumer.DeadLetter, error) bool) {
		for r, err := range readLog(ctx, topic, options, nil) {
			var l consumer.DeadLetter
			if err == nil {
				if l, err = letterOf(r); err != nil {
					err = fmt.Errorf("record %d in partition %d of topic %s is no dead letter: %w", r.Offset, r.Partition, topic, err)
				}
			}
			if !yield(l, err) || err != nil {
				return
			}
		}
	}
}

// letterHeaders are the names of a letter's headers, in their order.
var letterHeaders = []string{
	sourceTopic, sourceTopicID, sourcePartition, sourceOffset, sourceEpoch, sourceTimestamp, letterAttempts, letterCause, letterFormat,
}

// letterOf reads a letter.
func letterOf(r *kgo.Record) (l consumer.DeadLetter, err error) {
	own := len(r.Headers) - len(letterHeaders)
	if own < 0 {
		return l, fmt.Errorf("it has %d headers, at least %d are to be there", len(r.Headers), len(letterHeaders))
	}
	text := map[string]string{}
	for i, name := range letterHeaders {
		h := r.Headers[own+i]
		if h.Key != name {
			return l, fmt.Errorf("header %q is where %q is to be", h.Key, name)
		}
		text[name] = string(h.Value)
	}
	if text[letterFormat] != strconv.Itoa(letterVersion) {
		return l, fmt.Errorf("it has version %q", text[letterFormat])
	}
	id, e1 := parseTopicID(text[sourceTopicID])
	partition, e2 := strconv.ParseUint(text[sourcePartition], 10, 31)
	offset, e3 := strconv.ParseUint(text[sourceOffset], 10, 63)
	epoch, e4 := strconv.ParseInt(text[sourceEpoch], 10, 32)
	at, e5 := time.Parse(time.RFC3339Nano, text[sourceTimestamp])
	count, e6 := strconv.Atoi(text[letterAttempts])
	l = consumer.DeadLetter{
		TopicID: id,
		Record: consumer.Record{
			Partition: consumer.Partition{Topic: text[sourceTopic], ID: int32(partition)}, Offset: int64(offset), Epoch: int32(epoch),
			Key: r.Key, Value: r.Value, Headers: r.Headers[:own:own], Timestamp: at,
		},
		Attempts: count, Cause: text[letterCause],
	}
	return l, errors.Join(e1, e2, e3, e4, e5, e6)
}
