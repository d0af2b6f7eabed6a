package world

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/faults"
)

// second is the operation with which a client adds its second entry, b.
type second struct {
	op         string
	occurrence int    // of the operation
	error      string // with which the service can fail it
	seen       string // that error as the client reports it
	lost       string // what the client reports when the connection is closed under it
	half       string // what it reports when half of the answer comes, and nothing more
}

var seconds = map[string]second{
	"redis": {"redis.rpush", 2, "OOM command not allowed", "OOM command not allowed", "EOF", "i/o timeout after 3s"},
	// The ledger, the writer and the entry a are created before.
	"zookeeper": {"zookeeper.create", 4, "-102", "zk: not authenticated", "zk: connection closed",
		"add b: zk: connection closed after 1.7s"},
	"kafka": {"kafka.produce", 2, "POLICY_VIOLATION", "POLICY_VIOLATION: Request parameters do not satisfy the configured policy.",
		"record failed after being retried too many times", "add b: record failed after being retried too many times after 20s"},
	"hbase": {"hbase.checkAndPut", 2, "503 Unavailable", "503 Unavailable", "EOF", "add b: context deadline exceeded after 3s"},
	"http":  {"http.post", 2, "429 Slow down", "429 Slow down", "EOF", "add b: context deadline exceeded after 3s"},
}

// A row is one fault at one stage of the operation that adds b: what the client is told of it, and what became of it.
type row struct {
	name  string
	kind  faults.Kind
	stage string
	lasts time.Duration
	args  []string // of the client

	says  string   // of b, with ERROR, LOST and HALF for what it is at the service; empty where a dead client says nothing
	takes []string // whose b the service took
	holds string   // in the end
}

const (
	one      = "client#1"
	complete = "[a b c]"
	withoutB = "[a c]"
)

// rows are the faults that every service must deliver.
var rows = []row{
	{name: "fail_before", kind: faults.Fail, stage: "received", says: "add b: ERROR after 0s", holds: withoutB},
	{name: "fail_after", kind: faults.Fail, stage: "applied", says: "add b: ERROR after 0s", takes: []string{one}, holds: complete},
	{name: "drop_before", kind: faults.Drop, stage: "received", says: "add b: LOST after 0s", holds: withoutB},
	{name: "drop_answer", kind: faults.Drop, stage: "applied", says: "add b: LOST after 0s", takes: []string{one}, holds: complete},
	{name: "delay_before", kind: faults.Delay, stage: "received", lasts: 1500 * time.Millisecond,
		says: "add b: ok after 1.5s", takes: []string{one}, holds: complete},
	{name: "delay_answer", kind: faults.Delay, stage: "applied", lasts: 1500 * time.Millisecond,
		says: "add b: ok after 1.5s", takes: []string{one}, holds: complete},
	{name: "half_answer", kind: faults.Half, stage: "applied", says: "HALF", takes: []string{one}, holds: complete},
	{name: "kill_when_received", kind: faults.Crash, stage: "received", takes: []string{one}, holds: complete},
	{name: "kill_when_applied", kind: faults.Crash, stage: "applied", takes: []string{one}, holds: complete},
	{name: "kill_when_answered", kind: faults.Crash, stage: "answered", takes: []string{one}, holds: complete},
}

// own are further rows of single services.
var own = map[string][]row{
	"redis": {
		{name: "drop_answer_retried", kind: faults.Drop, stage: "applied", args: []string{"-retries=1"},
			says: "add b: ok after 0s", takes: []string{one, one}, holds: "[a b b c]"},
		{name: "delay_before_too_long", kind: faults.Delay, stage: "received", lasts: 3500 * time.Millisecond,
			says: "i/o timeout after 3s", takes: []string{one}, holds: "[a b c]"},
	},
	"kafka": {
		{name: "drop_answer_idempotent", kind: faults.Drop, stage: "applied", args: []string{"-safe"},
			says: "add b: ok after ", takes: []string{one}, holds: complete},
	},
	"hbase": {
		{name: "drop_answer_checked", kind: faults.Drop, stage: "applied", args: []string{"-retries=1"},
			says: "add b: there already after 0s", takes: []string{one}, holds: complete},
		{name: "drop_before_checked", kind: faults.Drop, stage: "received", args: []string{"-retries=1"},
			says: "add b: ok after 0s", takes: []string{one}, holds: complete},
	},
	"http": {
		// net/http repeats a request with a key by itself.
		{name: "drop_answer_keyed", kind: faults.Drop, stage: "applied", args: []string{"-keyed"},
			says: "b was there already\nadd b: ok after 0s", takes: []string{one}, holds: complete},
		{name: "delay_before_too_long", kind: faults.Delay, stage: "received", lasts: 3500 * time.Millisecond,
			says: "add b: context deadline exceeded after 3s", takes: []string{one}, holds: complete},
	},
}

func TestFaults(t *testing.T) {
	for _, service := range services {
		t.Run(service, func(t *testing.T) {
			stories := openBook(t, "testdata/stories/"+service+".txtar")
			defer stories.close(t)
			for _, r := range append(rows[:len(rows):len(rows)], own[service]...) {
				t.Run(r.name, func(t *testing.T) { stories.compare(t, r.name, r.check(t, service)) })
			}
		})
	}
}

// check runs the row at a service and returns its story.
func (r row) check(t *testing.T, service string) string {
	t.Helper()
	s := seconds[service]
	f := faults.Fault{Kind: r.kind, For: r.lasts, At: faults.Place{
		Stage: r.stage, Op: s.op, Service: service, Client: "client", Occurrence: s.occurrence,
	}}
	if r.kind == faults.Fail {
		f.Error = s.error
	}
	w := copyOfPrepared(t)
	in := client(t, w, service, faults.Schedule{Faults: []faults.Fault{f}}, r.args...)
	finish(t, w, in)
	r.delivered(t, in)
	if want := strings.NewReplacer("ERROR", s.seen, "LOST", s.lost, "HALF", s.half).Replace(r.says); !strings.Contains(w.Find("client#1").LastOutput(), want) {
		t.Errorf("the client did not report %q", want)
	}
	if diff := cmp.Diff(r.takes, takers(w, "b")); diff != "" {
		t.Errorf("b was taken of (-want +got):\n%s", diff)
	}
	if got := read(t, w, service); !strings.Contains(got, "the ledger holds "+r.holds+"\n") {
		t.Errorf("a second reader says %q, want %s", got, r.holds)
	}
	return tell(w)
}

// delivered holds the injector to having delivered the row's fault.
func (r row) delivered(t *testing.T, in *faults.Injector) {
	t.Helper()
	if diff := cmp.Diff([]faults.Count{{Kind: r.kind, Requested: 1, Armed: 1, Delivered: 1}}, in.Counts()); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}
