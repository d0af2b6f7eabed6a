package offsets

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/onceover/onceover/consumer"
)

// documentSchema is the schema that is written. Readers accept it and the one before, which has offsets alone.
const documentSchema = 2

// document is the positions of one group, as a File keeps them and Export writes them.
type document struct {
	Schema    int                `json:"schema"`
	Group     string             `json:"group"`
	Positions []documentPosition `json:"positions"`
}

// documentPosition is the position of one partition. What is not known is left out.
type documentPosition struct {
	Topic     string `json:"topic"`
	Partition *int32 `json:"partition"`
	Offset    *int64 `json:"offset"`
	Epoch     *int32 `json:"epoch,omitempty"`
	TopicID   string `json:"topicId,omitempty"`
	Write     string `json:"write,omitempty"`
}

// encodeDocument writes the positions of a group, a line each, in order.
func encodeDocument(group string, all map[consumer.Partition]entry) ([]byte, error) {
	d := document{Schema: documentSchema, Group: group, Positions: []documentPosition{}}
	for p, e := range all {
		at := documentPosition{Topic: p.Topic, Partition: &p.ID, Offset: &e.Offset, Write: e.mark}
		if e.Epoch != consumer.NoEpoch {
			at.Epoch = &e.Epoch
		}
		if e.TopicID != (consumer.TopicID{}) {
			at.TopicID = e.TopicID.String()
		}
		d.Positions = append(d.Positions, at)
	}
	slices.SortFunc(d.Positions, func(a, b documentPosition) int {
		return cmp.Or(cmp.Compare(a.Topic, b.Topic), cmp.Compare(*a.Partition, *b.Partition))
	})
	data, err := json.MarshalIndent(d, "", " ")
	return append(data, '\n'), err
}

// decodeDocument reads the positions of a group, which must be the one that the document names.
func decodeDocument(data []byte, group string) (map[consumer.Partition]entry, error) {
	var head struct{ Schema int }
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf("no document of offsets, or a torn one: %w", err)
	}
	if head.Schema > documentSchema {
		return nil, fmt.Errorf("schema %d is newer than %d, the newest that is known here", head.Schema, documentSchema)
	}
	if head.Schema < documentSchema-1 {
		return nil, fmt.Errorf("schema %d is not known", head.Schema)
	}
	var d document
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&d); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more follows behind the document")
	}
	if d.Group != group {
		return nil, fmt.Errorf("the offsets are of group %q, not of %q", d.Group, group)
	}
	if d.Positions == nil {
		return nil, errors.New("the document has no positions")
	}
	all := make(map[consumer.Partition]entry, len(d.Positions))
	for i, at := range d.Positions {
		p, e, err := at.entry(d.Schema)
		if _, twice := all[p]; err == nil && twice {
			err = fmt.Errorf("%v has two", p)
		}
		if err != nil {
			return nil, fmt.Errorf("position %d: %w", i+1, err)
		}
		all[p] = e
	}
	return all, nil
}

// entry checks a position.
func (at documentPosition) entry(schema int) (consumer.Partition, entry, error) {
	if at.Topic == "" || at.Partition == nil || *at.Partition < 0 || at.Offset == nil || *at.Offset < 0 {
		return consumer.Partition{}, entry{}, errors.New("topic, partition and offset are needed, and not below 0")
	}
	p := consumer.Partition{Topic: at.Topic, ID: *at.Partition}
	e := entry{Position: consumer.Position{Offset: *at.Offset, Epoch: consumer.NoEpoch}, mark: at.Write}
	if schema < documentSchema && (at.Epoch != nil || at.TopicID != "" || at.Write != "") {
		return p, e, fmt.Errorf("%v: schema %d has offsets alone", p, schema)
	}
	if at.Epoch != nil {
		if e.Epoch = *at.Epoch; e.Epoch < 0 {
			return p, e, fmt.Errorf("%v: epoch %d is none", p, e.Epoch)
		}
	}
	var err error
	e.TopicID, err = parseTopicID(at.TopicID)
	if err != nil {
		return p, e, fmt.Errorf("%v: %w", p, err)
	}
	return p, e, nil
}

// parseTopicID reads what TopicID.String writes. Empty text is an identity that is not known.
func parseTopicID(text string) (consumer.TopicID, error) {
	if text == "" {
		return consumer.TopicID{}, nil
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(b) != len(consumer.TopicID{}) {
		return consumer.TopicID{}, fmt.Errorf("topic id %q is none", text)
	}
	return consumer.TopicID(b), nil
}
