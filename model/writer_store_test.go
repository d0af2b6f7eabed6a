package model

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"

	"github.com/onceover/onceover/sim/trace"
)

// record stores an offset as the direct consumer does: the plain one and the record beside it in one transaction.
func (w *writer) record(client, topic string, partition int, offset, topicID string) {
	zxid := int64(len(w.events))
	id, err := hex.DecodeString(topicID)
	if err != nil || len(id) != 16 {
		panic("the id of topic " + topic + " is not 32 hexadecimal digits")
	}
	beside := fmt.Sprintf(`{"schema":1,"offset":%s,"topicId":%q,"leaderEpoch":-1,"ownerEpoch":0,"batch":1}`, offset, base64.RawURLEncoding.EncodeToString(id))
	w.znode("set", client, "offsets", topic, partition, offset, 1, zxid)
	w.znode("set", client, "positions", topic, partition, beside, 1, zxid)
}

// restore puts back the plain offset that a backup has, or takes away what it lacks.
func (w *writer) restore(topic string, partition int, data string) {
	version := int64(1)
	if data == "none" {
		data, version = "", -1
	}
	w.znode("restore", "", "offsets", topic, partition, data, version, 1)
}

func (w *writer) znode(kind, client, dir, topic string, partition int, data string, version, zxid int64) {
	w.add("zookeeper#1", "zookeeper.write", trace.Str("kind", kind), trace.Str("path", fmt.Sprintf("/consumers/g/%s/%s/%d", dir, topic, partition)),
		trace.Str("data", data), trace.Int("version", version), trace.Int("zxid", zxid), trace.Int("session", 1), trace.Str("client", client))
}

// topicIDOf is the id that a story names, or the topic's own.
func (w *writer) topicIDOf(topic string, words []string) string {
	if len(words) > 0 {
		return words[0]
	}
	return w.topicID(topic)
}

// report tells of a loss, until an offset or as far as nobody knows ("end").
func (w *writer) report(client, topic string, partition int, words []string) {
	until, key := words[1], "losses"
	if until == "end" {
		until = strconv.Itoa(1<<63 - 1)
	}
	if len(words) > 2 {
		key = words[2]
	}
	w.effect(client, "REPORT", key, fmt.Sprintf("%s %d %s %s", topic, partition, words[0], until), 0)
}

func (w *writer) shrink(name, topic string, partition int, offset int64) {
	w.add("kafka#1", name, trace.Str("topic", topic), trace.Int("partition", int64(partition)), trace.Int("offset", offset))
}
