package world

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/sim"
)

// A mishap is a fault of the network or of a service's pace, while a client adds a, b and c, one a second.
type mishap struct {
	kind    faults.Kind
	service string
	how     string // the rest of the fault
	args    []string
	sees    []string // what the first client says, in this order
	takes   []string // whose b the service took
	reads   string
}

var mishaps = []mishap{
	{kind: faults.NetReset, service: "redis", how: `"between": [["client"], ["redis"]], "at": {"op": "redis.rpush", "stage": "applied", "occurrence": 2}`,
		// go-redis looks for other messages first, and is told of the reset then; whoever reads on is told that the stream has ended.
		sees: []string{"add b: EOF after 0s", "add c: ok"}, takes: []string{one}, reads: complete},
	{kind: faults.NetReset, service: "kafka", how: `"between": [["client"], ["kafka-1", "kafka-2", "kafka-3"]],
		"at": {"op": "kafka.produce", "stage": "applied", "occurrence": 2}`,
		args: []string{"-safe"}, sees: []string{"add b: ok", "add c: ok"}, takes: []string{one}, reads: complete},
	{kind: faults.NetRefuse, service: "redis", how: `"host": "redis", "at": {"time": "0s"}, "for": "700ms"`,
		sees: []string{"Connection refused"}, takes: []string{"client#3"}, reads: complete},
	{kind: faults.NetStall, service: "redis", how: `"between": [["redis"], ["client"]], "at": {"time": "500ms"}, "for": "2s"`,
		sees: []string{"add b: ok after 1.5s", "add c: ok after 0s"}, takes: []string{one}, reads: complete},
	{kind: faults.NetStall, service: "redis", how: `"between": [["redis"], ["client"]], "at": {"time": "500ms"}, "for": "5s"`,
		sees: []string{"add b: ", "i/o timeout after 3s"}, takes: []string{one}, reads: complete},
	{kind: faults.Slow, service: "redis", how: `"by": "2s", "at": {"op": "redis.rpush", "stage": "received", "occurrence": 1}, "for": "4s"`,
		sees: []string{"add a: ok after 2s", "add b: ok after 2s", "add c: ok after 0s"}, takes: []string{one}, reads: complete},
	{kind: faults.Slow, service: "zookeeper", how: `"by": "1s", "at": {"op": "zookeeper.create", "stage": "applied", "occurrence": 4}, "for": "4s"`,
		sees: []string{"add b: ok after 1s", "add c: ok after 1s"}, takes: []string{one}, reads: complete},
	{kind: faults.ClockForward, service: "redis", how: `"process": "client", "by": "1h", "at": {"time": "500ms"}`,
		sees: []string{"add b: ok after 0s", "add c: ok after 0s"}, takes: []string{one}, reads: complete},
	{kind: faults.BrokerStop, service: "kafka", how: `"node": 1, "at": {"time": "1500ms"}, "for": "20s"`, args: []string{"-safe"},
		sees: []string{"write to kafka-1", "add a: ok", "write to kafka-2", "add b: ok", "write to kafka-2", "add c: ok"}, takes: []string{one}, reads: complete},
	// What comes late is done all the same, although the client has given up. ZooKeeper does nothing of a connection whose session
	// has come back by another one: what was sent on the first is done before, or never.
	{kind: faults.Delay, service: "zookeeper", how: `"at": {"op": "zookeeper.create", "stage": "received", "occurrence": 4}, "for": "30s"`,
		sees: []string{"add b: zk: connection closed", "add c: ok"}, reads: withoutB},
	{kind: faults.Delay, service: "kafka", how: `"at": {"op": "kafka.produce", "stage": "received", "occurrence": 2}, "for": "60s"`,
		sees: []string{"add b: "}, takes: []string{one}, reads: "[a c b]"},
	{kind: faults.Delay, service: "hbase", how: `"at": {"op": "hbase.checkAndPut", "stage": "received", "occurrence": 2}, "for": "4s"`,
		sees: []string{"add b: context deadline exceeded after 3s", "add c: ok"}, takes: []string{one}, reads: complete},
}

func TestMishaps(t *testing.T) {
	stories := openBook(t, "testdata/stories/mishaps.txtar")
	defer stories.close(t)
	for i, m := range mishaps {
		name := fmt.Sprintf("%02d_%s_%s", i+1, m.kind, m.service)
		t.Run(name, func(t *testing.T) { stories.compare(t, name, m.check(t)) })
	}
}

func (m mishap) check(t *testing.T) string {
	t.Helper()
	w := copyOfPrepared(t)
	in := client(t, w, m.service, schedule(t, `{"fault": "`+string(m.kind)+`", `+m.how+`}`), m.args...)
	finish(t, w, in)
	if diff := cmp.Diff(counted(m.kind, true), in.Counts()); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	inOrder(t, w.Find("client#1").LastOutput(), m.sees)
	if got := read(t, w, m.service); !strings.Contains(got, m.reads) {
		t.Errorf("a second reader says %q, want %s", got, m.reads)
	}
	if diff := cmp.Diff(m.takes, takers(w, "b")); diff != "" {
		t.Errorf("b was taken of (-want +got):\n%s", diff)
	}
	return tell(w)
}

// A log whose fetches are short takes a reader a fetch for each batch, and it reads all of them.
func TestShortFetches(t *testing.T) {
	for _, c := range []struct {
		how     string
		fetches int // that had the reader's records
	}{
		{`"partition": 0, "at": {"time": "0s"}, "for": "1h"`, 3},
		{`"partition": 0, "at": {"time": "0s"}, "for": "1s"`, 1},
	} {
		w := newLogs(t)
		in := client(t, w, "kafka", schedule(t, `{"fault": "fetch_short", "topic": "ledger", `+c.how+`}`), "-safe")
		run(t, w, func(w *sim.World) bool { return !w.Find("client").Alive() })
		if diff := cmp.Diff(counted(faults.FetchShort, true), in.Counts()); diff != "" {
			t.Errorf("%s: counts (-want +got):\n%s", c.how, diff)
		}
		if got := read(t, w, "kafka"); !strings.Contains(got, complete) {
			t.Errorf("%s: a reader says %q", c.how, got)
		}
		behind := map[int64]bool{} // offsets below the end that the reader asked for
		for _, e := range w.Trace().Events() {
			if e.Name == "kafka.fetch" && e.Str("client") == "reader#1" && e.Str("stage") == "answered" && e.Int("offset") < 3 {
				behind[e.Int("offset")] = true
			}
		}
		if len(behind) != c.fetches {
			t.Errorf("%s: the reader asked for %v, want %d fetches", c.how, behind, c.fetches)
		}
	}
}

// The direct consumer reads no further than the end that it is told, and the rest when it is told the truth.
func TestLowEnd(t *testing.T) {
	w := newLogs(t)
	direct := w.Start(sim.Launch{Name: "reader", Hosts: []string{"reader"}, Image: image(t, "direct"), Args: []string{
		"run", "--topic", "ledger", "--kafka.brokers", "kafka-1:9092", "--group", "g", "--store.kind", "kafka",
		"--sink.kind", "file-append", "--sink.path", "/out", "--batch.poll_interval", "200ms"}})
	in := client(t, w, "kafka", schedule(t, `{"fault": "log_end_low", "topic": "ledger", "offset": 1, "at": {"time": "2200ms"}, "for": "10s"},
		{"fault": "log_end_low", "topic": "ledger", "offset": 3, "at": {"time": "100ms"}, "for": "1s"}`), "-safe")
	finish(t, w, in)
	if diff := cmp.Diff(counted(faults.LogEndLow, true, false), in.Counts()); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	var want []string
	for _, stored := range []string{"offset=0 epoch=-1", "offset=1 epoch=1", "offset=3 epoch=1"} {
		want = append(want, `group="g" topic="ledger" partition=0 `+stored+` client="reader#1"`)
	}
	w.SetAlarm(2e9, wake) // it asks again once it is told the truth
	until := w.Now() + 2e9
	run(t, w, func(w *sim.World) bool { return w.Now() >= until })
	if diff := cmp.Diff(want, told(w, "kafka.offset")); diff != "" {
		t.Errorf("offsets of %s (-want +got):\n%s", direct.LastOutput(), diff)
	}
}
