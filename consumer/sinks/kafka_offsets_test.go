package sinks

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer"
)

// TestKafkaOffsetsOdd finds records that are no offsets: an error that names them, and never no offset, until a later record
// mends it as the error says. Those of other groups are their own business.
func TestKafkaOffsetsOdd(t *testing.T) {
	const key, mend = `{"group":"g","topic":"t","partition":0}`, "produce one of that key"
	for _, c := range []struct{ name, key, value, want string }{
		{"no key", "", "{}", "another one"},
		{"key without a topic", `{"group":"g"}`, "{}", "another one"},
		{"a number", key, "5", mend},
		{"no offset", key, `{"version":1,"topic_id":"AQAAAAAAAAAAAAAAAAAAAA=="}`, mend},
		{"negative", key, `{"version":1,"offset":-1,"topic_id":"AQAAAAAAAAAAAAAAAAAAAA=="}`, mend},
		{"version to come", key, `{"version":2,"offset":5,"topic_id":"AQAAAAAAAAAAAAAAAAAAAA=="}`, mend},
		{"zeros before it", key, `{"version":1,"offset":007,"topic_id":"AQAAAAAAAAAAAAAAAAAAAA=="}`, mend},
		{"fraction", key, `{"version":1,"offset":7.0,"topic_id":"AQAAAAAAAAAAAAAAAAAAAA=="}`, mend},
		{"odd epoch", key, `{"version":1,"offset":5,"epoch":-2,"topic_id":"AQAAAAAAAAAAAAAAAAAAAA=="}`, mend},
		{"half a topic id", key, `{"version":1,"offset":5,"topic_id":"AQA="}`, mend},
		{"another group's", `{"group":"x","topic":"t","partition":0}`, "5", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, options := kafka(t)
			client, err := newProducer(options)
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			produce := func(value string) {
				t.Helper()
				if err := client.ProduceSync(t.Context(), &kgo.Record{Topic: "offsets", Key: []byte(c.key), Value: []byte(value)}).FirstErr(); err != nil {
					t.Fatal(err)
				}
			}
			produce(c.value)
			_, err = newKafkaTransaction(t, options).Load(t.Context(), []consumer.Partition{p0})
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), "record 0 of topic offsets is no offset") || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("error %v", err)
			}
			if c.want != mend {
				return
			}
			produce(`{"version":1,"offset":5,"epoch":-1,"topic_id":"AAAAAAAAAAAAAAAAAAAAAA=="}`)
			got, err := newKafkaTransaction(t, options).Load(t.Context(), []consumer.Partition{p0})
			if diff := cmp.Diff(map[consumer.Partition]consumer.Position{p0: at(5)}, got); diff != "" || err != nil {
				t.Errorf("mended: error %v, offsets:\n%s", err, diff)
			}
		})
	}
}

// TestKafkaOffsetsDeleted deletes one partition's offset, as an operator does by a record without a value, and another
// group's, which is not ours.
func TestKafkaOffsetsDeleted(t *testing.T) {
	_, _, options := kafka(t)
	s := newKafkaTransaction(t, options)
	load(t, s)
	write(t, s, epochs(consumer.None, consumer.None, 7, 10))
	client, err := newProducer(options)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for _, key := range []string{`{"group":"g","topic":"t","partition":0}`, `{"group":"another","topic":"t","partition":1}`} {
		if err := client.ProduceSync(t.Context(), &kgo.Record{Topic: "offsets", Key: []byte(key)}).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
	if got := load(t, s); got != [2]int64{consumer.None, 10} {
		t.Errorf("offsets %v", got)
	}
}

// TestKafkaOffsetsTopic refuses topics that forget, or that do not exist, and leaves alone one that does.
func TestKafkaOffsetsTopic(t *testing.T) {
	cluster, _, options := kafka(t)
	if err := cluster.CreateTopic("deleting", 1, nil); err != nil {
		t.Fatal(err)
	}
	for _, topic := range []string{"letters", "deleting", "nowhere"} {
		s := newKafkaTransaction(t, options)
		s.Offsets = topic
		if _, err := s.Load(t.Context(), []consumer.Partition{p0}); err == nil || !strings.Contains(err.Error(), topic) || topic == "nowhere" && !strings.Contains(err.Error(), "which direct prepare creates") {
			t.Errorf("%s: error %v", topic, err)
		}
	}
	if err := CreateOffsetsTopic(t.Context(), "offsets", options...); err != nil {
		t.Error(err)
	}
}

// TestKafkaTransactionMisused is written to in ways that it must refuse.
func TestKafkaTransactionMisused(t *testing.T) {
	_, _, options := kafka(t)
	s := newKafkaTransaction(t, options)
	if err := s.Write(t.Context(), epochs(consumer.None, consumer.None, 7, 10)); err == nil {
		t.Error("without Load: no error")
	}
	load(t, s)
	if err := s.Write(t.Context(), consumer.Batch{}); err == nil {
		t.Error("without ranges: no error")
	}
	for _, c := range []KafkaTransactionConfig{{}, {Group: "g", Topic: "a", Offsets: "a"}, {Topic: "a", Offsets: "b"}} {
		if _, err := NewKafkaTransaction(c); err == nil {
			t.Errorf("%+v: no error", c)
		}
	}
}
