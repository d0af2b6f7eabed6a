package direct

import (
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/settings"
)

// record is the one at 17 in partition 2, made by change.
func record(change func(*consumer.Record)) consumer.Record {
	r := consumer.Record{Partition: consumer.Partition{Topic: "t", ID: 2}, Offset: 17, Value: []byte("v"), Timestamp: time.UnixMilli(1500)}
	change(&r)
	return r
}

// TestResult holds the form of the program's output: of a record with a value that is text, and of every other kind.
func TestResult(t *testing.T) {
	const position = `{"version":"v2","topic":"t","partition":2,"offset":17,`
	for _, c := range []struct {
		name   string
		set    settings.Process
		change func(*consumer.Record)
		want   string
	}{
		{"text", settings.Process{}, func(r *consumer.Record) { r.Value = []byte("rec-2-000017..") }, `"value":"rec-2-000017.."}`},
		{"text of other letters", settings.Process{}, func(r *consumer.Record) { r.Value = []byte("<ä\ufffd>") }, `"value":"\u003cä` + "\ufffd" + `\u003e"}`},
		{"bytes", settings.Process{}, func(r *consumer.Record) { r.Value = []byte("a\xff\x00") }, `"value":{"base64":"Yf8A"}}`},
		{"null", settings.Process{}, func(r *consumer.Record) { r.Value = nil }, `"value":null}`},
		{"empty", settings.Process{}, func(r *consumer.Record) { r.Value = []byte{} }, `"value":""}`},
		{"key", settings.Process{}, func(r *consumer.Record) { r.Key = []byte("k") }, `"key":"k","value":"v"}`},
		{"empty key", settings.Process{}, func(r *consumer.Record) { r.Key = []byte{} }, `"key":"","value":"v"}`},
		{"key of bytes", settings.Process{}, func(r *consumer.Record) { r.Key = []byte{0xfe} }, `"key":{"base64":"/g=="},"value":"v"}`},
		{"headers", settings.Process{}, func(r *consumer.Record) {
			r.Headers = []kgo.RecordHeader{{Key: "a", Value: []byte{0xff}}, {Key: "a"}}
		}, `"value":"v","headers":[{"key":"a","value":{"base64":"/w=="}},{"key":"a","value":null}]}`},
		{"timestamp", settings.Process{Timestamp: true}, func(*consumer.Record) {}, `"timestamp":1500,"value":"v"}`},
		{"null, to be JSON", settings.Process{Require: "json"}, func(r *consumer.Record) { r.Value = nil }, `"value":null}`},
		{"JSON, to be so", settings.Process{Require: "json"}, func(r *consumer.Record) { r.Value = []byte("[1]") }, `"value":"[1]"}`},
		{"no longer than allowed", settings.Process{MaxBytes: len(position) + len(`"value":"v"}`)}, func(*consumer.Record) {}, `"value":"v"}`},
	} {
		w := wiring{Settings: &settings.Settings{Process: c.set}, version: "v2"}
		if got, err := w.process(record(c.change)); err != nil || string(got) != position+c.want {
			t.Errorf("%s: result %s, error %v, want %s", c.name, got, err, position+c.want)
		}
	}
}

// TestPoison holds the reasons why a record cannot be processed.
func TestPoison(t *testing.T) {
	for _, c := range []struct {
		set   settings.Process
		value string
		want  string
	}{
		{settings.Process{Require: "utf8"}, "a\xff", "the value is not UTF-8"},
		{settings.Process{Require: "json"}, "a", "the value is not JSON"},
		{settings.Process{Require: "json"}, "", "the value is not JSON"},
		{settings.Process{MaxBytes: 30}, "v", "the result has 66 bytes, and 30 are allowed"},
	} {
		w := wiring{Settings: &settings.Settings{Process: c.set}, version: "v2"}
		if got, err := w.process(record(func(r *consumer.Record) { r.Value = []byte(c.value) })); err == nil || err.Error() != c.want {
			t.Errorf("%+v of %q: result %s, error %v, want %s", c.set, c.value, got, err, c.want)
		}
	}
}
