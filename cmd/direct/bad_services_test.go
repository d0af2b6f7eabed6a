package main

import (
	"net"
	"testing"

	"github.com/go-zookeeper/zk"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/sim/zookeeper"
)

// TestUnreachable meets servers that are not there, and an ensemble that can only be read.
func TestUnreachable(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := closed.Addr().String()
	closed.Close()
	with := func(flags ...string) func(*testing.T, *world) []string {
		return func(*testing.T, *world) []string { return append(flags, impatient...) }
	}
	refused := "dial tcp " + address + ": connect: connection refused"
	minority := func(t *testing.T, _ *world) []string {
		ensemble, address := newZooKeeper(t, zookeeper.Config{Members: 3, ReadOnlyMode: true})
		ensemble.Stop(1, 0)
		ensemble.Stop(2, 0)
		return append([]string{"--zookeeper.servers", address}, impatient...)
	}
	for _, c := range []badInput{
		{name: "zookeeper", spoil: with("--zookeeper.servers", address), says: "no answer of zookeeper " + address + " within 700ms: " + refused},
		{name: "zookeeper, for several", spoil: with("--zookeeper.servers", address, "--instances.shared"), says: "join group g: "},
		{name: "zookeeper, read-only", spoil: minority, says: "join the group: register in group g: "},
		{name: "kafka", spoil: with("--kafka.brokers", address), says: "read metadata of topic t: unable to dial: " + refused},
		{name: "redis", spoil: with("--sink.address", address), says: "append 25 results: " + refused},
	} {
		t.Run(c.name, func(t *testing.T) { c.meet(t, newWorld(t)) })
	}
}

// TestForbidden meets an ensemble and brokers that do not let it read, or write.
func TestForbidden(t *testing.T) {
	allow := func(node string, rights int32) func(*testing.T, *world) []string {
		return func(t *testing.T, w *world) []string {
			w.change(t, func(tree *zk.Conn) error {
				_, err := tree.SetACL(node, zk.WorldACL(rights), -1)
				return err
			})
			return nil
		}
	}
	for _, c := range []badInput{
		{name: "to read an offset", spoil: allow(plainNode, zk.PermWrite), says: "read " + plainNode + ": zk: not authenticated"},
		{name: "to write an offset", spoil: allow(plainNode, zk.PermRead), says: "set " + plainNode + ": zk: not authenticated", wrote: true},
		{name: "to register", spoil: allow("/consumers/g", zk.PermRead), says: "create /consumers/g/ids: zk: not authenticated"},
	} {
		t.Run(c.name, func(t *testing.T) { c.meet(t, newWorld(t)) })
	}
	deny := func(key kmsg.Key, deny func(kmsg.Request) kmsg.Response) func(*testing.T, *world) []string {
		return func(_ *testing.T, w *world) []string {
			w.kafka.ControlKey(key.Int16(), func(r kmsg.Request) (kmsg.Response, error, bool) {
				w.kafka.KeepControl()
				return deny(r), nil, true
			})
			return nil
		}
	}
	for _, c := range []badInput{
		{name: "to see the topic", spoil: deny(kmsg.Metadata, denyMetadata), says: "read metadata of topic t: TOPIC_AUTHORIZATION_FAILED"},
		{name: "to read the topic", spoil: deny(kmsg.Fetch, denyFetch), says: "at 40: TOPIC_AUTHORIZATION_FAILED"},
	} {
		t.Run(c.name, func(t *testing.T) { c.meet(t, newWorld(t)) })
	}
}

// denyMetadata is what a broker answers to who may not describe a topic.
func denyMetadata(r kmsg.Request) kmsg.Response {
	asked := r.(*kmsg.MetadataRequest)
	answer := asked.ResponseKind().(*kmsg.MetadataResponse)
	for _, t := range asked.Topics {
		refused := kmsg.NewMetadataResponseTopic()
		refused.Topic, refused.ErrorCode = t.Topic, kerr.TopicAuthorizationFailed.Code
		answer.Topics = append(answer.Topics, refused)
	}
	return answer
}

// denyFetch is what a broker answers to who may not read a topic.
func denyFetch(r kmsg.Request) kmsg.Response {
	asked := r.(*kmsg.FetchRequest)
	answer := asked.ResponseKind().(*kmsg.FetchResponse)
	for _, t := range asked.Topics {
		refused := kmsg.NewFetchResponseTopic()
		refused.Topic, refused.TopicID = t.Topic, t.TopicID
		for _, p := range t.Partitions {
			of := kmsg.NewFetchResponseTopicPartition()
			of.Partition, of.ErrorCode, of.HighWatermark = p.Partition, kerr.TopicAuthorizationFailed.Code, -1
			refused.Partitions = append(refused.Partitions, of)
		}
		answer.Topics = append(answer.Topics, refused)
	}
	return answer
}
