//go:build realstack

package sinks

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/consumer"
)

// TestRealKafkaAppend is TestKafkaAppend on a real broker: what the client sends again, the broker knows.
func TestRealKafkaAppend(t *testing.T) {
	w, config := realKafka(t)
	s, err := NewKafkaAppend(config.Topic, config.Options...)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	w.fail(kmsg.Produce, 1, itsAnswer)
	write(t, s, batch(5, 9, 7, 10))
	if diff := cmp.Diff(onceProduced, committed(t, config.Topic, config.Options)); diff != "" {
		t.Error(diff)
	}
	write(t, s, consumer.Batch{Results: []consumer.Result{{Partition: consumer.Partition{Topic: "t", ID: 7}, Offset: 1, Value: []byte("d")}}})
	if got := committed(t, config.Topic, config.Options)[1]; len(got) != 2 {
		t.Errorf("partition 1 has %q", got)
	}
	nowhere, err := NewKafkaAppend(config.Topic+"-nowhere", config.Options...)
	if err != nil {
		t.Fatal(err)
	}
	defer nowhere.Close()
	if err := nowhere.Write(t.Context(), batch(5, 9, 7, 10)); err == nil {
		t.Error("a topic that does not exist: no error")
	}
}

// TestRealKafkaDeadLetters writes letters twice, with a restart between and an answer lost, and reads them as they were.
func TestRealKafkaDeadLetters(t *testing.T) {
	w, config := realKafka(t)
	for range 2 {
		topic, err := NewKafkaDeadLetters(config.Topic, config.Options...)
		if err != nil {
			t.Fatal(err)
		}
		w.fail(kmsg.Produce, 1, itsAnswer)
		if err := topic.Write(t.Context(), letters()); err != nil {
			t.Fatal(err)
		}
		topic.Close()
	}
	found, err := gather(ReadKafkaDeadLetters(t.Context(), config.Topic, config.Options...))
	if diff := cmp.Diff(append(letters(), letters()...), found, same); diff != "" || err != nil {
		t.Errorf("error %v:\n%s", err, diff)
	}
	client, err := newProducer(config.Options)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if err := client.ProduceSync(t.Context(), &kgo.Record{Topic: config.Topic}).FirstErr(); err != nil {
		t.Fatal(err)
	}
	if found, err := gather(ReadKafkaDeadLetters(t.Context(), config.Topic, config.Options...)); err == nil || len(found) != 2*len(letters()) {
		t.Errorf("with a record that is no letter: %d letters, error %v", len(found), errors.Unwrap(err))
	}
}
