//go:build realstack

package offsets

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer"
)

// realPatience bounds whatever real servers are waited for.
const realPatience = 30 * time.Second

// realAddress is where a real service is. The test is not run without one.
func realAddress(t *testing.T, variable string) string {
	t.Helper()
	address := os.Getenv(variable)
	if address == "" {
		t.Skipf("not run: %s is not set; scripts/realstack up tells it", variable)
	}
	return address
}

// realKafka returns a way to open stores of a new group, and the id of the topic t, which is made if it is not there.
func realKafka(t *testing.T) (string, consumer.TopicID, func() (*Kafka, *wires)) {
	t.Helper()
	address, group := realAddress(t, "ONCEOVER_REAL_KAFKA"), "offsets-"+rand.Text()
	open := func() (*Kafka, *wires) {
		w := &wires{}
		client, err := kgo.NewClient(kgo.SeedBrokers(address), kgo.Dialer(w.dial), kgo.DisableClientMetrics())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(client.Close)
		return NewKafka(client, group, patient), w
	}
	k, _ := open()
	admin := kadm.NewClient(k.client)
	if _, err := admin.CreateTopic(t.Context(), 2, 1, nil, "t"); err != nil && !errors.Is(err, kerr.TopicAlreadyExists) {
		t.Fatal(err)
	}
	topics, err := admin.ListTopics(t.Context(), "t")
	if err != nil || topics.Error() != nil {
		t.Fatal(err, topics.Error())
	}
	return group, consumer.TopicID(topics["t"].ID), open
}

// TestRealKafkaContract is TestKafkaContract on a real broker.
func TestRealKafkaContract(t *testing.T) {
	_, id, open := realKafka(t)
	holdToContract(t, id, func() consumer.Store {
		k, _ := open()
		return k
	})
}

// TestRealKafkaStore loses commits and answers to them, and is overtaken: success means that the offset is there, and
// being fenced that somebody else wrote.
func TestRealKafkaStore(t *testing.T) {
	_, id, open := realKafka(t)
	k, w := open()
	from := consumer.None
	for _, script := range [][]fateOfCommit{{commitAnswered}, {commitLost}, {commitUnheard}, {commitLost, commitUnheard, commitLost}} {
		loaded(t, k)
		w.plan(script...)
		if err := advance(t.Context(), id, k, two[0], from, from+1); err != nil || w.sent != 1 {
			t.Errorf("%v: %d commits were sent, error %v", script, w.sent, err)
		}
		from++
		expectPositions(t, k, map[consumer.Partition]consumer.Position{two[0]: {Offset: from, Epoch: 3, TopicID: id}})
	}
	other, _ := open()
	if err := advance(t.Context(), id, loaded(t, other), two[0], from, from+1); err != nil {
		t.Fatal(err)
	}
	w.plan(commitLost, commitUnheard)
	if err := advance(t.Context(), id, k, two[0], from, from+1); !errors.Is(err, consumer.ErrFenced) {
		t.Errorf("overtaken: %v", err)
	}
}

// TestRealKafkaMembers stores for a group that has a member of Kafka's own: the broker refuses it, and that is a fence.
func TestRealKafkaMembers(t *testing.T) {
	group, id, open := realKafka(t)
	k, _ := open()
	loaded(t, k)
	joined := make(chan struct{})
	member, err := kgo.NewClient(append(k.client.Opts(), kgo.ConsumerGroup(group), kgo.ConsumeTopics("t"), kgo.DisableAutoCommit(),
		kgo.OnPartitionsAssigned(func(context.Context, *kgo.Client, map[string][]int32) { close(joined) }))...)
	if err != nil {
		t.Fatal(err)
	}
	defer member.Close()
	await(t, joined, "the member joins")
	if err := advance(t.Context(), id, k, two[0], consumer.None, 5); !errors.Is(err, consumer.ErrFenced) {
		t.Errorf("error %v", err)
	}
	expectPositions(t, k, map[consumer.Partition]consumer.Position{})
}

// await waits until a channel is closed.
func await(t *testing.T, closed <-chan struct{}, what string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), realPatience)
	defer cancel()
	select {
	case <-closed:
	case <-ctx.Done():
		t.Fatalf("%v are over, and still not: %s", realPatience, what)
	}
}
