package direct

import (
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/sinks"
)

// result is what the program makes of a record: its position, its content, and who read it. A record without a key or
// headers has none here, either.
type result struct {
	Version   string        `json:"version"`
	Topic     string        `json:"topic"`
	Partition int32         `json:"partition"`
	Offset    int64         `json:"offset"`
	Timestamp *int64        `json:"timestamp,omitempty"` // milliseconds since 1970
	Key       sinks.Payload `json:"key,omitzero"`
	Value     sinks.Payload `json:"value"`
	Headers   []header      `json:"headers,omitempty"`
}

type header struct {
	Key   sinks.Payload `json:"key"`
	Value sinks.Payload `json:"value"`
}

// process is the program's processing step. It fails on what the settings will not have.
func (w *wiring) process(r consumer.Record) ([]byte, error) {
	switch {
	case r.Value == nil: // it deletes what has its key, in whatever form the others are
	case w.Process.Require == "utf8" && !utf8.Valid(r.Value):
		return nil, errors.New("the value is not UTF-8")
	case w.Process.Require == "json" && !json.Valid(r.Value):
		return nil, errors.New("the value is not JSON")
	}
	made := result{
		Version: w.version, Topic: r.Topic, Partition: r.ID, Offset: r.Offset,
		Key: r.Key, Value: r.Value, Headers: headers(r.Headers),
	}
	if w.Process.Timestamp {
		at := r.Timestamp.UnixMilli()
		made.Timestamp = &at
	}
	text, err := json.Marshal(made)
	if most := w.Process.MaxBytes; err == nil && most > 0 && len(text) > most {
		return nil, fmt.Errorf("the result has %d bytes, and %d are allowed", len(text), most)
	}
	return text, err
}

func headers(of []kgo.RecordHeader) []header {
	var all []header
	for _, h := range of {
		all = append(all, header{sinks.Payload(h.Key), h.Value})
	}
	return all
}
