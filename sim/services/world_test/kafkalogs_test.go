package world

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/sim"
)

// newLogs is a world of Kafka alone, with a ledger whose log can be compacted and truncated.
func newLogs(t *testing.T) *sim.World {
	t.Helper()
	w := sim.New(sim.Config{Seed: 1, KeepAll: true}, sim.Quiet{})
	t.Cleanup(w.Close)
	for _, h := range append([]string{"client", "reader"}, hosts["kafka"]...) {
		w.AddHost(h)
	}
	w.Start(sim.Launch{Name: "kafka", Hosts: hosts["kafka"], Image: image(t, "kafka"), Args: []string{
		"--topics", "ledger=1", "--compacted", "ledger", "--data", "/kafka"}})
	run(t, w, func(w *sim.World) bool {
		for _, h := range hosts["kafka"] {
			if !w.Listening(h, ports["kafka"]) {
				return false
			}
		}
		return true
	})
	return w
}

// told are the facts of a name, without the topic's id, which is another in each world.
func told(w *sim.World, name string) (facts []string) {
	for _, e := range w.Trace().Events() {
		if e.Name == name {
			_, text, _ := strings.Cut(e.String(), name)
			before, id, _ := strings.Cut(text, " topic_id=")
			_, behind, _ := strings.Cut(id, " ")
			facts = append(facts, strings.TrimSpace(before+" "+behind))
		}
	}
	return facts
}

// Each fault of a log is delivered, if there is something for it to strike, and leaves in the log what it must.
func TestFaultsOfLogs(t *testing.T) {
	compacted, truncated := "kafka.compacted", "kafka.truncated"
	for _, c := range []struct {
		kind      faults.Kind
		how       string
		delivered bool
		fact      string
		facts     []string
		reads     string
	}{
		{faults.LogCompact, `"at": {"time": "3500ms"}`, true, compacted, []string{`topic="ledger" partition=0 offset=0 client=""`}, "[b c]"},
		{faults.LogCompact, `"at": {"time": "1500ms"}`, false, compacted, nil, "[a b c]"},
		{faults.LogTruncate, `"offset": 1, "at": {"time": "2500ms"}`, true, truncated, []string{`topic="ledger" partition=0 offset=1 epoch=3 client=""`}, "[a c]"},
		{faults.LogTruncate, `"offset": 0, "at": {"time": "3500ms"}`, true, truncated, []string{`topic="ledger" partition=0 offset=0 epoch=3 client=""`}, "[]"},
		{faults.LogTruncate, `"offset": 1, "at": {"time": "1500ms"}`, false, truncated, nil, "[a b c]"},
	} {
		t.Run(string(c.kind)+c.how, func(t *testing.T) {
			w := newLogs(t)
			in := client(t, w, "kafka", schedule(t, `{"fault": "`+string(c.kind)+`", "topic": "ledger", `+c.how+`}`), "-key=k", "-safe")
			finish(t, w, in)
			if diff := cmp.Diff(counted(c.kind, c.delivered), in.Counts()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.facts, told(w, c.fact)); diff != "" {
				t.Errorf("facts (-want +got):\n%s", diff)
			}
			if got := read(t, w, "kafka"); !strings.Contains(got, c.reads) {
				t.Errorf("a reader says %q, want %s", got, c.reads)
			}
		})
	}
}

func schedule(t *testing.T, fault string) (s faults.Schedule) {
	t.Helper()
	if err := json.Unmarshal([]byte(`{"format": 1, "faults": [`+fault+`]}`), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// A client that has read what is gone is told so, by the brokers and by franz-go, and reads what stands there then.
func TestTruncationIsSeen(t *testing.T) {
	w := newLogs(t)
	reader := w.Start(sim.Launch{Name: "reader", Hosts: []string{"reader"}, Image: image(t, "kafkaclient"), Args: []string{"-follow"}})
	in := client(t, w, "kafka", schedule(t, cutAt), "-safe")
	finish(t, w, in)
	run(t, w, func(*sim.World) bool { return !reader.Alive() })
	inOrder(t, reader.LastOutput(), []string{"0 is a", "1 is b", "lost records; the client consumed to offset 2", "0 is c"})
}

// cutAt takes all that the ledger has after two entries.
const cutAt = `{"fault": "log_truncate", "topic": "ledger", "offset": 0, "at": {"time": "2500ms"}}`

// The direct consumer, with its offsets in Kafka, says which offsets it has lost, and stops.
func TestTruncationIsALoss(t *testing.T) {
	w := newLogs(t)
	direct := w.Start(sim.Launch{Name: "reader", Hosts: []string{"reader"}, Image: image(t, "direct"), Args: []string{
		"run", "--topic", "ledger", "--kafka.brokers", "kafka-1:9092", "--group", "g", "--store.kind", "kafka",
		"--sink.kind", "file-append", "--sink.path", "/out"}})
	finish(t, w, client(t, w, "kafka", schedule(t, cutAt), "-safe"))
	run(t, w, func(*sim.World) bool { return !direct.Alive() })
	if want := "offsets are lost: ledger/0 [0, 2) is not in the log (truncation), which goes on at 0"; direct.Code != 1 ||
		!strings.Contains(direct.LastOutput(), want) {
		t.Errorf("it ends with code %d and %q, want %q", direct.Code, direct.LastOutput(), want)
	}
	var want []string
	for stored, epoch := range []int{-1, 1, 1} {
		want = append(want, fmt.Sprintf(`group="g" topic="ledger" partition=0 offset=%d epoch=%d client="reader#1"`, stored, epoch))
	}
	if diff := cmp.Diff(want, told(w, "kafka.offset")); diff != "" {
		t.Errorf("offsets (-want +got):\n%s", diff)
	}
}
