//go:build realstack

package sinks

import (
	"crypto/rand"
	"errors"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/consumer"
)

// realBroker is where Kafka is. The test is not run without one.
func realBroker(t *testing.T) string {
	t.Helper()
	address := os.Getenv("ONCEOVER_REAL_KAFKA")
	if address == "" {
		t.Skip("not run: ONCEOVER_REAL_KAFKA is not set; scripts/realstack up tells it")
	}
	return address
}

// realKafka creates an output of two partitions, and a topic for offsets, under names of their own.
func realKafka(t *testing.T) (*wire, KafkaTransactionConfig) {
	t.Helper()
	address := realBroker(t)
	w := &wire{}
	name := "sinks-" + rand.Text()
	c := KafkaTransactionConfig{Group: name, Topic: name, Offsets: name + "-offsets", Options: []kgo.Opt{
		kgo.SeedBrokers(address), kgo.Dialer(w.dial), kgo.RequestRetries(0), kgo.DisableClientMetrics(),
	}}
	client, err := kgo.NewClient(kgo.SeedBrokers(address), kgo.TransactionalID(name))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	req := kmsg.NewPtrCreateTopicsRequest()
	topic := kmsg.NewCreateTopicsRequestTopic()
	topic.Topic, topic.NumPartitions, topic.ReplicationFactor = name, 2, 1
	req.Topics = append(req.Topics, topic)
	resp, err := req.RequestWith(t.Context(), client)
	if err == nil {
		err = errors.Join(kerr.ErrorForCode(resp.Topics[0].ErrorCode), CreateOffsetsTopic(t.Context(), c.Offsets, c.Options...))
	}
	if err != nil {
		t.Fatal(err)
	}
	// The options repeat nothing, so the coordinator must be there.
	if _, _, err := client.ProducerID(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w, c
}

// TestRealKafkaTransaction is TestKafkaTransaction on a broker that fences by the epoch in every case.
func TestRealKafkaTransaction(t *testing.T) {
	realBroker(t)
	for _, c := range []struct {
		name   string
		harm   func(w *wire, takeOver func())
		fenced bool
	}{
		{"no harm", func(*wire, func()) {}, false},
		{"commit lost", func(w *wire, _ func()) { w.fail(kmsg.EndTxn, 3, request) }, false},
		{"answer to commit lost", func(w *wire, _ func()) { w.fail(kmsg.EndTxn, 3, itsAnswer) }, false},
		{"answers to commit and epoch lost", func(w *wire, _ func()) {
			w.fail(kmsg.EndTxn, 3, itsAnswer)
			w.fail(kmsg.InitProducerID, 1, itsAnswer)
		}, false},
		{"produced twice", func(w *wire, _ func()) { w.fail(kmsg.Produce, 1, itsAnswer) }, false},
		{"taken over before", func(_ *wire, takeOver func()) { takeOver() }, true},
		{"taken over meanwhile", func(w *wire, takeOver func()) { w.before(kmsg.EndTxn, nothing, takeOver) }, true},
		{"taken over and commit lost", func(w *wire, takeOver func()) {
			w.before(kmsg.EndTxn, request, takeOver)
			w.fail(kmsg.EndTxn, 3, request)
		}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, config := realKafka(t)
			start := func() *KafkaTransaction {
				s, err := NewKafkaTransaction(config)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(s.Close)
				load(t, s)
				return s
			}
			s := start()
			write(t, s, epochs(consumer.None, consumer.None, 5, 9))
			var other *KafkaTransaction
			c.harm(w, func() { other = start() })
			err := s.Write(t.Context(), epochs(5, 9, 7, 10))
			if errors.Is(err, consumer.ErrFenced) != c.fenced || err != nil && !c.fenced {
				t.Errorf("error %v", err)
			}
			if other != nil {
				write(t, other, epochs(5, 9, 7, 10)) // who was fenced has not fenced it in turn
			}
			if got := load(t, start()); got != [2]int64{7, 10} {
				t.Errorf("offsets %v", got)
			}
			if diff := cmp.Diff(onceProduced, committed(t, config.Topic, config.Options)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
