package sinks

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/sinks/retry"
)

// offsetKey is the key of a record of the offsets topic, as JSON.
type offsetKey struct {
	Group     string `json:"group"`
	Topic     string `json:"topic"`
	Partition int32  `json:"partition"`
}

// offsetValue is the value of a record of the offsets topic, as JSON.
type offsetValue struct {
	Version int `json:"version"`
	// Offset is the next one to read, Epoch the leader epoch of the record before it, -1 if it is not known.
	Offset  int64  `json:"offset"`
	Epoch   int32  `json:"epoch"`
	TopicID []byte `json:"topic_id"`
	// Writer is the run of the sink that wrote this.
	Writer string `json:"writer"`
	// Number is that of the consumer.Commit; 0 if an earlier version wrote this.
	Number int64 `json:"number"`
}

const offsetVersion = 1

// CreateOffsetsTopic creates a topic as KafkaTransaction keeps offsets in: compacted, and with one partition. The
// brokers' defaults decide on the rest, their replication factor too. If there is a topic of that name, it stays as it
// is; KafkaTransaction tells what is wrong with it.
func CreateOffsetsTopic(ctx context.Context, topic string, options ...kgo.Opt) error {
	client, err := kgo.NewClient(options...)
	if err != nil {
		return fmt.Errorf("configure kafka client: %w", err)
	}
	defer client.Close()
	req := kmsg.NewPtrCreateTopicsRequest()
	t := kmsg.NewCreateTopicsRequestTopic()
	t.Topic, t.NumPartitions, t.ReplicationFactor = topic, 1, -1
	// Small segments are compacted soon, and each start reads all of the log.
	for _, c := range [][2]string{{"cleanup.policy", "compact"}, {"segment.bytes", "16777216"}} {
		config := kmsg.NewCreateTopicsRequestTopicConfig()
		config.Name, config.Value = c[0], kmsg.StringPtr(c[1])
		t.Configs = append(t.Configs, config)
	}
	req.Topics = append(req.Topics, t)
	resp, err := req.RequestWith(ctx, client)
	if err == nil && len(resp.Topics) == 1 {
		err = kerr.ErrorForCode(resp.Topics[0].ErrorCode)
	}
	if err != nil && !errors.Is(err, kerr.TopicAlreadyExists) {
		return fmt.Errorf("create topic %s: %w", topic, err)
	}
	return nil
}

// checkOffsetsTopic refuses a topic that would forget offsets.
func checkOffsetsTopic(ctx context.Context, client *kgo.Client, topic string) error {
	count, err := partitionsOf(ctx, client, topic)
	if err != nil {
		return fmt.Errorf("look up topic %s, which direct prepare creates: %w", topic, err)
	}
	req := kmsg.NewPtrDescribeConfigsRequest()
	resource := kmsg.NewDescribeConfigsRequestResource()
	resource.ResourceType, resource.ResourceName = kmsg.ConfigResourceTypeTopic, topic
	resource.ConfigNames = []string{"cleanup.policy"}
	req.Resources = append(req.Resources, resource)
	resp, err := req.RequestWith(ctx, client)
	if err != nil {
		return fmt.Errorf("look up cleanup.policy of topic %s: %w", topic, err)
	}
	policy := ""
	for _, r := range resp.Resources {
		if err := kerr.ErrorForCode(r.ErrorCode); err != nil {
			return fmt.Errorf("look up cleanup.policy of topic %s: %w", topic, err)
		}
		for _, c := range r.Configs {
			if c.Name == "cleanup.policy" && c.Value != nil {
				policy = *c.Value
			}
		}
	}
	if count != 1 || policy != "compact" {
		return retry.Final{Err: fmt.Errorf("topic %s has %d partitions and cleanup.policy=%s: offsets need one, and compact", topic, count, policy)}
	}
	return nil
}

// readOffsets returns the last offset of each of the group's partitions. A record that is no offset is an error, unless a
// later one has its key: Kafka takes back nothing, so that is how such a record is mended.
func readOffsets(ctx context.Context, c *KafkaTransactionConfig) (map[consumer.Partition]offsetValue, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*deliveryTimeout) // transactions of other groups may be open as long as Kafka lets them
	defer cancel()
	found, odd := map[consumer.Partition]offsetValue{}, map[consumer.Partition]error{}
	for r, err := range readLog(ctx, c.Offsets, c.Options, c.Log) {
		if err != nil {
			return nil, err
		}
		k, err := decodeOffsetKey(r.Key)
		if err != nil {
			return nil, retry.Final{Err: fmt.Errorf("record %d of topic %s is no offset: %w; the topic is for offsets alone: "+
				"go on with another one, where the group begins at its store's offsets", r.Offset, c.Offsets, err)}
		}
		if k.Group != c.Group {
			continue
		}
		p := consumer.Partition{Topic: k.Topic, ID: k.Partition}
		delete(found, p)
		delete(odd, p)
		if r.Value == nil { // somebody deleted the key
			continue
		}
		if found[p], err = decodeOffset(r.Value); err != nil {
			odd[p] = fmt.Errorf("record %d of topic %s is no offset: key %q, %w; produce one of that key with the next offset to read, %s",
				r.Offset, c.Offsets, r.Key, err, `{"version":1,"offset":…,"epoch":-1,"topic_id":"AAAAAAAAAAAAAAAAAAAAAA=="}`)
		}
	}
	for _, err := range odd { //tidy:unordered one is enough
		return nil, retry.Final{Err: err}
	}
	return found, nil
}

// decodeOffsetKey reads the key of a record.
func decodeOffsetKey(text []byte) (k offsetKey, err error) {
	if err := json.Unmarshal(text, &k); err != nil || k.Group == "" || k.Topic == "" || k.Partition < 0 {
		return k, fmt.Errorf("key %q", text)
	}
	return k, nil
}

// decodeOffset reads the value of a record.
func decodeOffset(text []byte) (offsetValue, error) {
	v := offsetValue{Offset: consumer.None}
	err := json.Unmarshal(text, &v)
	if err != nil || v.Version != offsetVersion || v.Offset < 0 || v.Epoch < consumer.NoEpoch || len(v.TopicID) != len(consumer.TopicID{}) {
		return v, fmt.Errorf("value %q", text)
	}
	return v, nil
}
