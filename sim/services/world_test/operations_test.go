package world

import (
	"slices"
	"testing"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/sim"
)

// Whatever operation a client asks for, the handshake included, each fault at each of its stages is delivered, no service
// comes to harm, and the client comes to an end.
func TestEveryOperation(t *testing.T) {
	for _, service := range services {
		t.Run(service, func(t *testing.T) {
			asked := operations(t, service)
			for _, op := range asked {
				for _, r := range rows {
					t.Run(op+"/"+r.name, func(t *testing.T) { disturb(t, service, op, r) })
				}
			}
		})
	}
}

// patient are the arguments with which a client asks for most.
var patient = map[string][]string{"kafka": {"-safe"}, "redis": {"-retries=1"}, "hbase": {"-retries=1"}, "http": {"-keyed"}}

// operations are those that a client asks for when nothing goes wrong.
func operations(t *testing.T, service string) []string {
	t.Helper()
	w := copyOfPrepared(t)
	finish(t, w, client(t, w, service, faults.Schedule{}, patient[service]...))
	var ops []string
	for _, e := range w.Trace().Events() {
		if e.Str("client") == "client#1" && e.Str("stage") == "received" && !slices.Contains(ops, e.Name) {
			ops = append(ops, e.Name)
		}
	}
	return ops
}

func disturb(t *testing.T, service, op string, r row) {
	t.Helper()
	f := faults.Fault{Kind: r.kind, For: r.lasts, At: faults.Place{Stage: r.stage, Op: op, Client: "client", Occurrence: 1}}
	if r.kind == faults.Fail {
		f.Error = seconds[service].error
	}
	w := copyOfPrepared(t)
	in := client(t, w, service, faults.Schedule{Faults: []faults.Fault{f}}, patient[service]...)
	const enough = int64(10 * time.Minute)
	w.SetAlarm(enough, wake)
	run(t, w, func(w *sim.World) bool { return !w.Find("client").Alive() && !in.Busy(w) || w.Now() >= enough })
	if p := w.Find("client"); p.Alive() {
		t.Errorf("%s still runs after ten minutes: %s", p.ID(), p.LastOutput())
	}
	r.delivered(t, in)
	for _, s := range services {
		if p := w.Find(s); !p.Alive() || p.LastOutput() != "" {
			t.Errorf("%s: %s%s", s, p.Cause, p.LastOutput())
		}
	}
}
