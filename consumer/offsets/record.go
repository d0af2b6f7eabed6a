package offsets

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/internal/decimal"
)

// recordSchema is the version of the records that this package writes, and the latest that it reads.
const recordSchema = 1

// errDisagree says that a plain offset and its record are not of one write.
var errDisagree = errors.New("znodes disagree")

// znodeRecord is what positions/<topic>/<partition> holds.
type znodeRecord struct {
	Schema int    `json:"schema"`
	Offset *int64 `json:"offset"` // the next to read, as the plain znode has it
	// TopicID is the topic's that the offset counts in, in the form of Kafka's tools; empty if it is not known.
	TopicID string `json:"topicId,omitempty"`
	// LeaderEpoch is that of the record before the offset, -1 if it is not known.
	LeaderEpoch int32 `json:"leaderEpoch"`
	// OwnerEpoch is the version of epochs/<topic>/<partition> under which this was written, -1 if the partition was not
	// owned. With Batch, the number of the batch in its run, or another of consumer.Commit, it tells who wrote this.
	OwnerEpoch int32  `json:"ownerEpoch"`
	Batch      int64  `json:"batch"`
	App        string `json:"app,omitempty"` // the version of the program that wrote this

	topic consumer.TopicID // what TopicID says
}

// encode returns the record's form.
func (r znodeRecord) encode() string {
	data, err := json.Marshal(r)
	if err != nil {
		panic(err) // strings and numbers always have a form
	}
	return string(data)
}

// decodeRecord reads a record, which must be whole and of a schema that this package knows.
func decodeRecord(data string) (znodeRecord, error) {
	var version struct {
		Schema int `json:"schema"`
	}
	if err := json.Unmarshal([]byte(data), &version); err != nil {
		return znodeRecord{}, err
	}
	if version.Schema > recordSchema {
		return znodeRecord{}, fmt.Errorf("schema %d is newer than %d: run the program's newer version", version.Schema, recordSchema)
	}
	r := znodeRecord{LeaderEpoch: consumer.NoEpoch, OwnerEpoch: unborn}
	d := json.NewDecoder(bytes.NewReader([]byte(data)))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return r, err
	}
	if r.Schema < 1 || r.Offset == nil || *r.Offset < 0 || r.LeaderEpoch < consumer.NoEpoch {
		return r, errors.New("schema, offset or leader epoch is missing or out of range")
	}
	var err error
	r.topic, err = parseTopicID(r.TopicID)
	return r, err
}

// pair is a partition's two znodes.
type pair struct {
	at, recordAt  string
	plain, record state
}

// readPairs reads the znodes of partitions.
func (z *ZooKeeper) readPairs(ctx context.Context, partitions []consumer.Partition) ([]pair, error) {
	nodes := make([]string, 0, 2*len(partitions))
	for _, p := range partitions {
		nodes = append(nodes, z.node("offsets", p), z.node("positions", p))
	}
	states, err := z.read(ctx, nodes)
	if err != nil {
		return nil, err
	}
	pairs := make([]pair, len(partitions))
	for i := range pairs {
		pairs[i] = pair{nodes[2*i], nodes[2*i+1], states[2*i], states[2*i+1]}
	}
	return pairs, nil
}

// position is what the znodes say. Whatever is not as a store writes it is an error: no offset is made up for it.
func (s pair) position() (at consumer.Position, exists bool, err error) {
	at = consumer.Position{Offset: consumer.None, Epoch: consumer.NoEpoch}
	if s.plain.version != unborn {
		if at.Offset, err = decimal.Offset(s.plain.data); err != nil {
			return at, false, fmt.Errorf("read offset in %s: %w; set it to %s, or delete it and %s, "+
				"and the partition begins at its log's start, or where start says if the group has read nothing yet", s.at, err, s.next(), s.recordAt)
		}
	}
	if s.record.version == unborn {
		return at, s.plain.version != unborn, nil
	}
	r, err := decodeRecord(s.record.data)
	if err != nil {
		return at, false, fmt.Errorf("read record in %s: %w; delete it to go on at the offset in %s alone", s.recordAt, err, s.at)
	}
	if *r.Offset != at.Offset {
		return at, false, fmt.Errorf("%w: %s says %s and its record %s says %d, so that somebody else changed one of them; "+
			"delete the record to go on at the first, or set the first to %[5]d to go on at the record",
			errDisagree, s.at, s.plain.says(), s.recordAt, *r.Offset)
	}
	at.Epoch = r.LeaderEpoch
	at.TopicID, at.Anchor = r.topic, r.Batch == consumer.Beginning
	return at, true, nil
}

// next is what an offset that is none can be set to, for people.
func (s pair) next() string {
	if s.record.version == unborn {
		return "the next offset to read"
	}
	if r, err := decodeRecord(s.record.data); err == nil {
		return fmt.Sprintf("%d, which %s says", *r.Offset, s.recordAt)
	}
	return "the next offset to read, with " + s.recordAt + " deleted"
}

// says is what a znode holds, for people.
func (s state) says() string {
	if s.version == unborn {
		return "nothing"
	}
	return s.data
}
