package sinks

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer"
)

// letter is a dead letter as a line of JSON.
type letter struct {
	Version   int            `json:"version"`
	Topic     string         `json:"topic"`
	TopicID   string         `json:"topic_id"`
	Partition int32          `json:"partition"`
	Offset    int64          `json:"offset"`
	Epoch     int32          `json:"epoch"`
	Timestamp time.Time      `json:"timestamp"`
	Attempts  int            `json:"attempts"`
	Cause     string         `json:"cause"`
	Key       Payload        `json:"key"`
	Value     Payload        `json:"value"`
	Headers   []letterHeader `json:"headers,omitempty"`
}

type letterHeader struct {
	Key   string  `json:"key"`
	Value Payload `json:"value"`
}

const letterVersion = 1

func encodeLetter(l consumer.DeadLetter) ([]byte, error) {
	e := letter{
		Version: letterVersion, Topic: l.Topic, TopicID: l.TopicID.String(), Partition: l.ID, Offset: l.Offset, Epoch: l.Epoch,
		Timestamp: l.Timestamp, Attempts: l.Attempts, Cause: l.Cause, Key: Payload(l.Key), Value: Payload(l.Value),
	}
	for _, h := range l.Headers {
		e.Headers = append(e.Headers, letterHeader{h.Key, Payload(h.Value)})
	}
	text, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("encode the dead letter %v at %d: %w", l.Partition, l.Offset, err)
	}
	return append(text, '\n'), nil
}

func decodeLetter(line []byte) (l consumer.DeadLetter, err error) {
	e := letter{Partition: -1, Offset: consumer.None}
	if err := json.Unmarshal(line, &e); err != nil {
		return l, err
	}
	if e.Version != letterVersion || e.Topic == "" || e.Partition < 0 || e.Offset < 0 {
		return l, fmt.Errorf("version %d, topic %q, partition %d, offset %d", e.Version, e.Topic, e.Partition, e.Offset)
	}
	id, err := parseTopicID(e.TopicID)
	if err != nil {
		return l, err
	}
	var headers []kgo.RecordHeader
	for _, h := range e.Headers {
		headers = append(headers, kgo.RecordHeader{Key: h.Key, Value: h.Value})
	}
	return consumer.DeadLetter{
		TopicID: id,
		Record: consumer.Record{
			Partition: consumer.Partition{Topic: e.Topic, ID: e.Partition}, Offset: e.Offset, Epoch: e.Epoch,
			Key: e.Key, Value: e.Value, Headers: headers, Timestamp: e.Timestamp,
		},
		Attempts: e.Attempts, Cause: e.Cause,
	}, nil
}

// parseTopicID reads the form that consumer.TopicID prints.
func parseTopicID(text string) (id consumer.TopicID, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) != len(id) {
		return id, errors.Join(fmt.Errorf("topic id %q", text), err)
	}
	return consumer.TopicID(raw), nil
}
