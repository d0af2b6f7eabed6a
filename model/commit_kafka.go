package model

import (
	"encoding/hex"
	"encoding/json"

	"github.com/onceover/onceover/sim/trace"
)

// KafkaCommits reads an offset that the coordinator of a group took, or forgot.
func KafkaCommits(e trace.Event) []Commit {
	if e.Name != "kafka.offset" {
		return nil
	}
	partition := e.Int("partition")
	c := Commit{
		Group: e.Str("group"), Topic: e.Str("topic"), TopicID: e.Str("topic_id"), Partition: int(partition), Offset: e.Int("offset"),
		Client: e.Str("client"), Txn: e.Int("txn"), Removed: e.Str("kind") == "delete",
	}
	c.Malformed = c.Offset < 0 && !c.Removed
	return []Commit{c}
}

// KafkaLogCommits returns a reader of the offsets that the direct consumer's transactional Kafka sink keeps in a topic of its own, by
// records that are no records to be read to Build:
//
//	key   {"group":"g","topic":"t","partition":0}
//	value {"version":1,"offset":20,"epoch":0,"topic_id":"AAAAAAAAAAAAAAAAAAAAAQ==","writer":"9f"}
func KafkaLogCommits(topic string) func(trace.Event) []Commit {
	return func(e trace.Event) []Commit {
		if e.Name != "kafka.append" || e.Str("topic") != topic {
			return nil
		}
		var key struct {
			Group, Topic string
			Partition    int
		}
		c := Commit{Client: e.Str("client"), Txn: e.Int("txn"), Malformed: true}
		if err := json.Unmarshal([]byte(e.Str("key")), &key); err != nil || key.Topic == "" || key.Partition < 0 {
			return nil
		}
		c.Group, c.Topic, c.Partition = key.Group, key.Topic, key.Partition
		if e.Str("value") == "" {
			c.Removed, c.Malformed = true, false
			return []Commit{c}
		}
		var value struct {
			Offset  *int64
			TopicID []byte `json:"topic_id"`
		}
		if err := json.Unmarshal([]byte(e.Str("value")), &value); err == nil && value.Offset != nil && *value.Offset >= 0 {
			c.Offset, c.TopicID, c.Malformed = *value.Offset, hex.EncodeToString(value.TopicID), false
		}
		return []Commit{c}
	}
}
