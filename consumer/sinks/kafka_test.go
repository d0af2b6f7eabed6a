package sinks

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/consumer"
)

// kafka starts brokers with the topics out and letters, of two partitions each, and offsets.
func kafka(t *testing.T) (*kfake.Cluster, *wire, []kgo.Opt) {
	t.Helper()
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(2, "out", "letters"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	w := &wire{}
	options := []kgo.Opt{
		kgo.SeedBrokers(cluster.ListenAddrs()...), kgo.Dialer(w.dial), kgo.RequestRetries(0), kgo.DisableClientMetrics(),
		kgo.MetadataMinAge(10 * time.Millisecond), kgo.RetryBackoffFn(func(int) time.Duration { return 0 }),
	}
	if err := CreateOffsetsTopic(t.Context(), "offsets", options...); err != nil {
		t.Fatal(err)
	}
	return cluster, w, options
}

// committed returns what a topic's partitions have for a reader of committed records, with the records that they came
// from.
func committed(t *testing.T, topic string, options []kgo.Opt) map[int32][]string {
	t.Helper()
	found := map[int32][]string{}
	for r, err := range readLog(t.Context(), topic, options, nil) {
		if err != nil {
			t.Fatal(err)
		}
		text := string(r.Value)
		for _, h := range r.Headers {
			text += " " + string(h.Value)
		}
		found[r.Partition] = append(found[r.Partition], text)
	}
	return found
}

// onceProduced is what batch produces.
var onceProduced = map[int32][]string{
	0: {"a t " + id + " 0 5 0", "b t " + id + " 0 6 0"}, 1: {"c t " + id + " 1 9 0"},
}

// TestKafkaAppend writes a batch, of which the client must send a part again, and then one of a partition that the
// output does not have.
func TestKafkaAppend(t *testing.T) {
	_, w, options := kafka(t)
	s, err := NewKafkaAppend("out", options...)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	w.fail(kmsg.Produce, 1, itsAnswer)
	write(t, s, batch(5, 9, 7, 10))
	if diff := cmp.Diff(onceProduced, committed(t, "out", options)); diff != "" {
		t.Error(diff)
	}
	write(t, s, consumer.Batch{Results: []consumer.Result{{Partition: consumer.Partition{Topic: "t", ID: 7}, Offset: 1, Value: []byte("d")}}})
	if got := committed(t, "out", options)[1]; len(got) != 2 {
		t.Errorf("partition 1 has %q", got)
	}
}

// TestKafkaAppendFails writes to a topic that does not exist, and to brokers that are gone.
func TestKafkaAppendFails(t *testing.T) {
	cluster, _, options := kafka(t)
	s, err := NewKafkaAppend("nowhere", options...)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Write(t.Context(), batch(5, 9, 7, 10)); err == nil {
		t.Error("no error")
	}
	cluster.Close()
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("the consumer ends"))
	if err := s.Write(ctx, batch(5, 9, 7, 10)); err == nil {
		t.Error("no error")
	}
}

// TestReadLog reads a topic that ends with what was aborted: it ends, and nothing of that is there.
func TestReadLog(t *testing.T) {
	_, _, options := kafka(t)
	if got := committed(t, "out", options); len(got) != 0 {
		t.Errorf("an empty topic has %q", got)
	}
	client, err := newProducer(options, kgo.TransactionalID("x"))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for i, end := range []kgo.TransactionEndTry{kgo.TryCommit, kgo.TryAbort} {
		record := &kgo.Record{Topic: "out", Value: fmt.Append(nil, i)}
		if err := errors.Join(client.BeginTransaction(), client.ProduceSync(t.Context(), record).FirstErr(), client.EndTransaction(t.Context(), end)); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(map[int32][]string{0: {"0"}}, committed(t, "out", options)); diff != "" {
		t.Error(diff)
	}
	for range readLog(t.Context(), "out", options, nil) {
		break
	}
	for _, err := range readLog(t.Context(), "nowhere", options, nil) {
		if err == nil {
			t.Error("no error")
		}
	}
}
