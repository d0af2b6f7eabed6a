package consumer

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// TestLatest starts at the end of the log. What is appended between the first start and a crash before the first batch
// is read by the next start, because the first one stored where it began.
func TestLatest(t *testing.T) {
	_, client := newTopic(t, 2)
	fill(t, client, 2, 0, 5)
	m := newMemory()
	c := config(client, m)
	c.Start = Latest
	crash, cancel := context.WithCancel(t.Context())
	m.onStore = func([]Range) error { cancel(); return nil }
	if err := Run(crash, c); err != nil {
		t.Fatal(err)
	}
	fill(t, client, 2, 5, 5)
	if err := Run(m.until(t, 20), c); err != nil {
		t.Fatal(err)
	}
	for p := range int32(2) {
		if diff := cmp.Diff(values(p, 5, 5), m.written[Partition{"t", p}]); diff != "" {
			t.Error(diff)
		}
	}
}

// TestNewPartition finds a partition without an offset in a group that has begun: it starts at the log's start, although
// the policy is to start at the end.
func TestNewPartition(t *testing.T) {
	_, client := newTopic(t, 2)
	fill(t, client, 2, 0, 5)
	m := newMemory()
	m.offsets[Partition{"t", 0}] = 5
	c := config(client, m)
	c.Start = Latest
	if err := Run(m.until(t, 10), c); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[Partition][]string{{"t", 1}: values(1, 0, 5)}, m.written); diff != "" {
		t.Error(diff)
	}
}

// TestNotices reads what the log says of partitions that begin: nothing of a group that goes on.
func TestNotices(t *testing.T) {
	_, client := newTopic(t, 3)
	fill(t, client, 3, 0, 5)
	for _, c := range []struct {
		start  StartPolicy
		stored map[Partition]int64 // below 0: an anchor, at 0
		want   string
	}{
		{Latest, nil, `level=WARN msg="a new group begins" topic=t start=latest partitions=3` + "\n"},
		{StartExactly(map[int32]int64{2: 0, 1: 4, 0: 1}), nil, `level=WARN msg="a new group begins" topic=t start="0=1,1=4,2=0" partitions=3` + "\n"},
		{Latest, map[Partition]int64{{"t", 0}: 0}, `level=WARN msg="partitions without an offset begin at their logs' start" topic=t start=earliest partitions=2` + "\n"},
		{Latest, map[Partition]int64{{"t", 1}: 0}, `level=WARN msg="partitions without an offset begin at their logs' start" topic=t start=earliest partitions=2` + "\n"},
		{Latest, map[Partition]int64{{"t", 1}: -1}, `level=WARN msg="partitions without an offset begin as in a new group, because the first one has none" topic=t start=latest partitions=2` + "\n"},
		{Latest, map[Partition]int64{{"t", 0}: 0, {"t", 1}: 0, {"t", 2}: 0}, ""},
	} {
		m := newMemory()
		for p, offset := range c.stored {
			m.offsets[p], m.anchors[p] = max(offset, 0), offset < 0
		}
		var said strings.Builder
		config := config(client, m)
		config.Start, config.Log = c.start, slog.New(slog.NewTextHandler(&said, &slog.HandlerOptions{
			Level: slog.LevelWarn,
			ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
				if a.Key == slog.TimeKey {
					return slog.Attr{}
				}
				return a
			},
		}))
		ctx, cancel := context.WithCancel(t.Context())
		config.Hooks.Assign = func(map[Partition]Position) { cancel() }
		if err := Run(ctx, config); err != nil {
			t.Fatal(err)
		}
		if said.String() != c.want {
			t.Errorf("start %v: said %q, want %q", c.start, said.String(), c.want)
		}
	}
}

// TestNoticeAsJSON reads the notice in the other format, where a start is a text, too.
func TestNoticeAsJSON(t *testing.T) {
	_, client := newTopic(t, 1)
	var said strings.Builder
	config := config(client, newMemory())
	config.Log = slog.New(slog.NewJSONHandler(&said, nil))
	ctx, cancel := context.WithCancel(t.Context())
	config.Hooks.Assign = func(map[Partition]Position) { cancel() }
	if err := Run(ctx, config); err != nil || !strings.Contains(said.String(), `"start":"earliest"`) {
		t.Errorf("said %s, error %v", said.String(), err)
	}
}

// TestStartPolicyNames holds the names of the policies to what the settings call them.
func TestStartPolicyNames(t *testing.T) {
	for want, policy := range map[string]StartPolicy{
		"earliest": Earliest, "latest": Latest, "stored": StoredOnly, "0=17,1=4": StartExactly(map[int32]int64{1: 4, 0: 17}),
		"2026-01-02T15:04:05.006Z": StartAt(time.Date(2026, 1, 2, 15, 4, 5, 6e6, time.UTC)),
	} {
		if got := policy.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestStartAtWhileRecordsArrive appends a record between the two questions that a time takes: it must not fall between
// their answers.
func TestStartAtWhileRecordsArrive(t *testing.T) {
	cluster, client := newTopic(t, 1)
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	producer := newClient(t, cluster)
	add := func(value string, at time.Time) {
		record := &kgo.Record{Topic: "t", Value: []byte(value), Timestamp: at}
		if err := producer.ProduceSync(t.Context(), record).FirstErr(); err != nil {
			t.Error(err)
		}
	}
	add("before", start.Add(-time.Hour))
	asked := 0
	cluster.ControlKey(int16(kmsg.ListOffsets), func(kmsg.Request) (kmsg.Response, error, bool) {
		cluster.KeepControl()
		if asked++; asked == 2 {
			cluster.SleepControl(func() { add("meanwhile", start.Add(time.Hour)) })
		}
		return nil, nil, false
	})
	m := newMemory()
	c := config(client, m)
	c.Start = StartAt(start)
	if err := Run(m.until(t, 2), c); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"meanwhile"}, m.written[Partition{"t", 0}]); diff != "" {
		t.Error(diff)
	}
}
