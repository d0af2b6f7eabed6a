package main

import (
	"context"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

func leaders(s *service, topic string) (nodes []int32) {
	for _, p := range s.cluster.PartitionInfos(topic) {
		nodes = append(nodes, p.Leader)
	}
	return nodes
}

func wantLeaders(t *testing.T, s *service, topic string, want ...int32) {
	t.Helper()
	got := leaders(s, topic)
	for i := range want {
		if i >= len(got) || got[i] != want[i] {
			t.Fatalf("leaders of %s are %v, want %v", topic, got, want)
		}
	}
}

func obey(t *testing.T, w *world, s *service, msg, wantError string) {
	t.Helper()
	s.control([]byte(msg))
	w.mu.Lock()
	defer w.mu.Unlock()
	got := w.points[len(w.points)-1]
	if !strings.HasPrefix(got, "applied kafka.control do=") || !strings.Contains(got, wantError) || wantError == "" && !strings.HasSuffix(got, `error=""`) {
		t.Fatalf("%s: %s, want error %q", msg, got, wantError)
	}
}

func TestClusterIsAsConfigured(t *testing.T) {
	w, s := startCluster(t, "t=5,u=1", "t/1=1,u/0=3")
	wantLeaders(t, s, "t", 1, 1, 3, 1, 2)
	wantLeaders(t, s, "u", 3)
	wantFacts(t, w, "kafka.topic", `kafka.topic topic="t" partitions=5`, `kafka.topic topic="u" partitions=1`)

	answer, err := kmsg.NewPtrMetadataRequest().RequestWith(context.Background(), client(t, s))
	if err != nil {
		t.Fatal(err)
	}
	if len(answer.Brokers) != 3 || answer.ControllerID != 3 {
		t.Fatalf("metadata says %+v", answer)
	}
	for _, b := range answer.Brokers {
		if b.Host != "localhost" || b.NodeID < 1 || b.NodeID > 3 {
			t.Fatalf("broker %+v", b)
		}
	}
}

func TestMovedLeaderIsFound(t *testing.T) {
	w, s := startCluster(t, "t=1", "")
	c := client(t, s, kgo.DefaultProduceTopic("t"))
	for _, v := range []string{"a", "b"} {
		if err := produce(c, v); err != nil {
			t.Fatal(err)
		}
		obey(t, w, s, `{"do":"move_leader","topic":"t","partition":0,"node":2}`, "")
	}
	wantLeaders(t, s, "t", 2)
	wantFacts(t, w, "kafka.append", appended(0, 0, "", "a"), appended(0, 1, "", "b"))
	obey(t, w, s, `{"do":"move_leader","topic":"t","partition":9,"node":2}`, "not found")
}

func TestBrokerLeavesAndComesBack(t *testing.T) {
	w, s := startCluster(t, "t=3", "")
	c := client(t, s, kgo.DefaultProduceTopic("t"), kgo.RecordPartitioner(kgo.ManualPartitioner()))
	if err := produce(c, "a"); err != nil {
		t.Fatal(err)
	}
	obey(t, w, s, `{"do":"remove_node","node":1}`, "")
	wantLeaders(t, s, "t", 2, 2, 3)
	if err := produce(c, "b"); err != nil {
		t.Fatal(err)
	}
	obey(t, w, s, `{"do":"remove_node","node":1}`, "not up")
	s.mu.Lock()
	s.brokers[0] = "localhost:0" // its old port may be taken on this machine
	s.mu.Unlock()
	obey(t, w, s, `{"do":"add_node","node":1}`, "")
	wantLeaders(t, s, "t", 1, 2, 3)
	if err := produce(c, "c"); err != nil {
		t.Fatal(err)
	}
	wantFacts(t, w, "kafka.append", appended(0, 0, "", "a"), appended(0, 1, "", "b"), appended(0, 2, "", "c"))
	obey(t, w, s, `{"do":"add_node","node":4}`, "not of the cluster")
}

func TestTopicsByControl(t *testing.T) {
	w, s := startCluster(t, "t=1", "t/2=1")
	obey(t, w, s, `{"do":"add_partitions","topic":"t","partitions":4}`, "")
	wantLeaders(t, s, "t", 1, 2, 1, 1)
	obey(t, w, s, `{"do":"add_partitions","topic":"t","partitions":2}`, "INVALID_PARTITIONS")
	obey(t, w, s, `{"do":"add_partitions","topic":"t","partitions":4}`, "has 4 already")
	obey(t, w, s, `{"do":"create_topic","topic":"u","partitions":2}`, "")
	obey(t, w, s, `{"do":"create_topic","topic":"u","partitions":2}`, "TOPIC_ALREADY_EXISTS")
	before := s.topicID("u")
	obey(t, w, s, `{"do":"delete_topic","topic":"u"}`, "")
	obey(t, w, s, `{"do":"create_topic","topic":"u","partitions":3}`, "")
	if s.topicID("u") == before {
		t.Fatal("the new topic has the old one's id")
	}
	again := s.topicID("u")
	obey(t, w, s, `{"do":"recreate_topic","topic":"u","partitions":1}`, "")
	if id := s.topicID("u"); id == again || id == before {
		t.Fatal("the topic that was created again has a former one's id")
	}
	wantFacts(t, w, "kafka.topic", `kafka.topic topic="t" partitions=1`, `kafka.topic topic="t" partitions=4`,
		`kafka.topic topic="u" partitions=2`, `kafka.topic topic="u" partitions=3`, `kafka.topic topic="u" partitions=1`)
	obey(t, w, s, `{"do":"recreate_topic","topic":"v","partitions":1}`, "UNKNOWN_TOPIC")
	obey(t, w, s, `{"do":"no_such"}`, "unknown order")
	obey(t, w, s, `{`, "unexpected EOF")
}

func TestDeletedRecordsAreGone(t *testing.T) {
	w, s := startCluster(t, "t=1", "")
	c := client(t, s, once()...)
	for range 3 {
		if err := produce(c, "a"); err != nil {
			t.Fatal(err)
		}
	}
	obey(t, w, s, `{"do":"delete_records","topic":"t","partition":0,"offset":2}`, "")
	wantFacts(t, w, "kafka.delete_records", `kafka.delete_records topic="t" partition=0 offset=2`)
	fetch := fetchRequest().(*kmsg.FetchRequest)
	fetch.Topics[0].TopicID = s.topics["t"].id
	answer, err := ask(t, c, 1, fetch)
	if err != nil {
		t.Fatal(err)
	}
	if code := answer.(*kmsg.FetchResponse).Topics[0].Partitions[0].ErrorCode; code != kerr.OffsetOutOfRange.Code {
		t.Fatalf("fetch answered %d", code)
	}
	obey(t, w, s, `{"do":"delete_records","topic":"t","partition":0,"offset":9}`, "OFFSET_OUT_OF_RANGE")
	obey(t, w, s, `{"do":"delete_records","topic":"t","partition":0,"offset":2}`, "t/0 begins at 2 already")
	obey(t, w, s, `{"do":"delete_records","topic":"u","partition":0,"offset":2}`, "UNKNOWN_TOPIC")
	wantFacts(t, w, "kafka.delete_records")
}

func TestTopicsByClients(t *testing.T) {
	w, s := startCluster(t, "t=1", "")
	c := client(t, s)
	for _, r := range []kmsg.Request{createRequest(), deleteRequest()} {
		if _, err := ask(t, c, 3, r); err != nil {
			t.Fatal(err)
		}
	}
	wantLeaders(t, s, "u", 1, 2, 3, 1)
	w.mu.Lock()
	defer w.mu.Unlock()
	var got []string
	for _, f := range w.facts {
		got = append(got, f.String())
	}
	want := []string{`kafka.topic topic="t" partitions=1`, `kafka.topic topic="u" partitions=4`, `kafka.topic_deleted topic="t"`}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Fatalf("recorded %q", got)
	}
}
