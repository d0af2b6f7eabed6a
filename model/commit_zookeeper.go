package model

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"

	"github.com/onceover/onceover/sim/trace"
)

// ZooKeeperCommits reads a write to /consumers/<group>/offsets/<topic>/<partition>, below any chroot, or to the record of the same offset
// that the direct consumer keeps in positions/<topic>/<partition>:
//
//	{"schema":1,"offset":20,"topicId":"AAAAAAAAAAAAAAAAAAAAAQ","leaderEpoch":0,"ownerEpoch":3,"batch":4}
//
// What one transaction writes has one zxid, and counts as one store for each partition.
func ZooKeeperCommits(e trace.Event) []Commit {
	if e.Name != "zookeeper.write" {
		return nil
	}
	parts := strings.Split(e.Str("path"), "/")
	n := len(parts)
	if n < 6 || parts[n-5] != "consumers" || parts[n-3] != "offsets" && parts[n-3] != "positions" {
		return nil
	}
	kind := e.Str("kind")
	c := Commit{
		Group: parts[n-4], Topic: parts[n-2], Client: e.Str("client"), Txn: -e.Int("zxid"),
		Record: parts[n-3] == "positions", Restored: kind == "restore",
	}
	if !c.setPartition(parts[n-1]) {
		return nil
	}
	switch {
	case kind == "delete", c.Restored && e.Int("version") < 0: // such a znode the backup lacks
		c.Removed = true
	case c.Record:
		c.setRecord(e.Str("data"))
	default:
		c.setOffset(e.Str("data"))
	}
	return []Commit{c}
}

func (c *Commit) setRecord(text string) {
	r := struct {
		Offset  *int64 `json:"offset"`
		TopicID string `json:"topicId"`
	}{}
	if err := json.Unmarshal([]byte(text), &r); err != nil || r.Offset == nil || *r.Offset < 0 {
		c.Malformed = true
		return
	}
	c.Offset = *r.Offset
	c.setTopicID(r.TopicID)
}

// setTopicID reads an id in the form of Kafka's tools; one that is not known is empty.
func (c *Commit) setTopicID(text string) {
	id, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(id) != 0 && len(id) != 16 {
		c.Malformed = true
		return
	}
	c.TopicID = hex.EncodeToString(id)
}
