package world

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/sim"
)

// An order is a control message to a service, given while its client sleeps between the entries a and b.
type order struct {
	name    string
	service string
	message string // SESSION stands for the client's session
	args    []string
	sees    []string // what the client says of it, in this order
	reader  []string // arguments of the second reader
	reads   string   // what that one says
}

var orders = []order{
	{name: "kafka_move_leader", service: "kafka", message: `{"do":"move_leader","topic":"ledger","partition":0,"node":2}`,
		args: []string{"-safe"},
		sees: []string{"write to kafka-1", "add a: ok", "write to kafka-2", "add b: ok", "partition 0 is led by kafka-2"}, reads: "[a b c]"},
	{name: "kafka_move_leader_without_retries", service: "kafka", message: `{"do":"move_leader","topic":"ledger","partition":0,"node":2}`,
		sees: []string{"add a: ok", "write to kafka-1", "add b: record failed", "write to kafka-2", "add c: ok"}, reads: "[a c]"},
	{name: "kafka_delete_records", service: "kafka", message: `{"do":"delete_records","topic":"ledger","partition":0,"offset":1}`,
		sees: []string{"add b: ok", "add c: ok"}, reads: "read ledger/0: OFFSET_OUT_OF_RANGE"},
	{name: "kafka_delete_records_read_behind", service: "kafka", message: `{"do":"delete_records","topic":"ledger","partition":0,"offset":1}`,
		reader: []string{"-from=1"}, reads: "[b c]"},
	{name: "kafka_add_partitions", service: "kafka", message: `{"do":"add_partitions","topic":"ledger","partitions":3}`,
		sees: []string{"partition 0 is led by kafka-1", "partition 1 is led by kafka-2", "partition 2 is led by kafka-3"}},
	{name: "kafka_recreate_topic", service: "kafka", message: `{"do":"recreate_topic","topic":"ledger","partitions":2}`,
		sees: []string{"add a: ok", "partition 0 is led by kafka-1", "partition 1 is led by kafka-2"}, reads: "the ledger holds"},
	{name: "zookeeper_expire", service: "zookeeper", message: `{"do":"expire","session":SESSION}`,
		sees: []string{"add a: ok", "session: StateDisconnected", "session: StateExpired", "add b: zk: could not connect to a server", "session: StateHasSession", "add c: ok",
			"the writer is announced: false, ok"}, reads: "[a c]"},
	{name: "zookeeper_disconnect", service: "zookeeper", message: `{"do":"disconnect","session":SESSION}`,
		sees: []string{"add a: ok", "session: StateDisconnected", "session: StateHasSession", "the writer is announced: true, ok"}, reads: "[a b c]"},
}

func TestControl(t *testing.T) {
	stories := openBook(t, "testdata/stories/control.txtar")
	defer stories.close(t)
	for _, o := range orders {
		t.Run(o.name, func(t *testing.T) { stories.compare(t, o.name, o.check(t)) })
	}
}

func (o order) check(t *testing.T) string {
	t.Helper()
	w := copyOfPrepared(t)
	in := client(t, w, o.service, faults.Schedule{}, o.args...)
	after(t, w, "add a:", 100*time.Millisecond)
	number := session(w)
	if !w.Control(o.service, []byte(strings.ReplaceAll(o.message, "SESSION", number))) {
		t.Fatalf("%s does not run", o.service)
	}
	finish(t, w, in)
	inOrder(t, w.Find("client").LastOutput(), o.sees)
	if got := read(t, w, o.service, o.reader...); !strings.Contains(got, o.reads) {
		t.Errorf("a second reader says %q, want %s", got, o.reads)
	}
	return strings.ReplaceAll(tell(w), number, "SESSION")
}

// session is the number of the newest ZooKeeper session.
func session(w *sim.World) string {
	newest := "no session"
	for _, e := range w.Trace().Events() {
		if e.Name == "zookeeper.session" && e.Str("kind") == "open" {
			newest = fmt.Sprint(e.Int("session"))
		}
	}
	return newest
}

// inOrder reports which of the texts is not in the output behind the one before.
func inOrder(t *testing.T, output string, texts []string) {
	t.Helper()
	rest := output
	for _, text := range texts {
		_, behind, ok := strings.Cut(rest, text)
		if !ok {
			t.Errorf("%q is missing, or out of order, in\n%s", text, output)
			return
		}
		rest = behind
	}
}
