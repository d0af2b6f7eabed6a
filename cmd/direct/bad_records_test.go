package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/direct"
)

// produce appends records to partition 2, whatever their sizes and times.
func (w *world) produce(t *testing.T, records ...*kgo.Record) {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(w.kafka.ListenAddrs()...), kgo.RecordPartitioner(kgo.ManualPartitioner()),
		kgo.ProducerBatchMaxBytes(8<<20))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for _, r := range records {
		r.Topic, r.Partition = "t", 2
	}
	if err := client.ProduceSync(t.Context(), records...).FirstErr(); err != nil {
		t.Fatal(err)
	}
}

// createTopic creates a topic of one partition.
func (w *world) createTopic(t *testing.T, name string) {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(w.kafka.ListenAddrs()...))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if _, err := kadm.NewClient(client).CreateTopic(t.Context(), 1, 1, nil, name); err != nil {
		t.Fatal(err)
	}
}

const huge = 3 << 20 // bytes of a record: more than one fetch asks of a partition

var large = kfake.BrokerConfigs(map[string]string{"message.max.bytes": "8388608"})

// TestRejected has sinks that will not take a result. The error names its record, and nothing is stored.
func TestRejected(t *testing.T) {
	for _, c := range []badInput{
		{name: "http", wrote: false, says: `post the result of t/2 at 40: the result of t/2 at 40 was rejected: 422 Unprocessable Entity: "no"`,
			spoil: func(t *testing.T, _ *world) []string {
				server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if strings.HasSuffix(r.Header.Get("X-Record"), ":2:40:0") {
						w.WriteHeader(http.StatusUnprocessableEntity)
						fmt.Fprint(w, "no")
					}
				}))
				t.Cleanup(server.Close)
				return []string{"--sink.kind", "http", "--sink.url", server.URL, "--sink.http.key_header", "X-Record"}
			}},
		{name: "redis", says: "append 25 results: WRONGTYPE", wrote: true,
			spoil: func(t *testing.T, w *world) []string {
				if err := w.redis.Set("out:t:2", `{"version":"v1","value":"not a list"}`); err != nil {
					t.Fatal(err)
				}
				return nil
			}},
		{name: "kafka", says: "produce the result of t/2 at 75 to topic out: MESSAGE_TOO_LARGE",
			spoil: func(t *testing.T, w *world) []string {
				w.createTopic(t, "out")
				w.produce(t, &kgo.Record{Value: make([]byte, huge)})
				w.tell(t, 0, "offsets set --offset 75")
				return []string{"--sink.kind", "kafka", "--sink.topic", "out"}
			}},
		{name: "file", says: "not a directory", spoil: func(t *testing.T, _ *world) []string {
			return []string{"--sink.kind", "file-append", "--sink.path", filepath.Join("main_test.go", "out")}
		}},
	} {
		t.Run(c.name, func(t *testing.T) { c.meet(t, newWorld(t, large)) })
	}
}

// TestOddRecords reads records that are larger than what a fetch asks for, empty ones, and ones whose producers' clocks
// jump: all are handled, in the order of their offsets.
func TestOddRecords(t *testing.T) {
	w := newWorld(t, large)
	year := func(y int) time.Time { return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC) }
	w.produce(t,
		&kgo.Record{Value: []byte("a"), Timestamp: year(2100)},
		&kgo.Record{Value: make([]byte, huge), Timestamp: year(1971)},
		&kgo.Record{Timestamp: year(2026)},
		&kgo.Record{Value: []byte("b"), Timestamp: year(2025)},
	)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var handled []string
	args := append(w.args("append"), "--batch.interval", "1ms", "--rate.backpressure", "--batch.max_records_per_partition", "3")
	status := direct.Run(ctx, args, version, t.Output(), func(c *consumer.Config) {
		process := c.Process
		c.Process = func(r consumer.Record) ([]byte, error) {
			if handled = append(handled, fmt.Sprintf("%d at %d: %d bytes", r.Offset, r.Timestamp.Year(), len(r.Value))); r.Offset == 3 {
				cancel()
			}
			return process(r)
		}
	})
	want := "0 at 2100: 1 bytes, 1 at 1971: 3145728 bytes, 2 at 2026: 0 bytes, 3 at 2025: 1 bytes"
	if got := strings.Join(handled, ", "); got != want || status != 0 {
		t.Errorf("exit status %d, handled\n%s, want\n%s", status, got, want)
	}
}
