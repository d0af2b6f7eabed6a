package world

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/sim"
)

// An outage is what happens to the network between redis and its client.
type outage struct {
	name  string
	begin func(w *sim.World)
	end   func(w *sim.World)
	first bool          // before the client starts; else while it sleeps between the entries a and b
	lasts time.Duration // counted from there
	sees  []string      // what the first client says, in this order
	takes []string      // whose b redis took
	reads string
}

var outages = []outage{
	{name: "partition",
		begin: func(w *sim.World) { w.Partition([]string{"redis"}, []string{"client"}) },
		end:   func(w *sim.World) { w.Heal([]string{"redis"}, []string{"client"}) },
		lasts: 5 * time.Second,
		// The client gave up on b, but its host has repeated it until somebody took it.
		sees: []string{"add b: read tcp", "i/o timeout after 3s", "add c: ok"}, takes: []string{"client#1"}, reads: "[a b c]"},
	{name: "partition_of_the_reader",
		begin: func(w *sim.World) { w.Partition([]string{"redis"}, []string{"reader"}) },
		end:   func(w *sim.World) { w.Heal([]string{"redis"}, []string{"reader"}) },
		lasts: 5 * time.Second,
		sees:  []string{"add b: ok after 0s", "add c: ok after 0s"}, takes: []string{"client#1"}, reads: "[a b c]"},
	{name: "refuse", first: true,
		begin: func(w *sim.World) { w.Refuse("redis", true) },
		end:   func(w *sim.World) { w.Refuse("redis", false) },
		lasts: 700 * time.Millisecond,
		sees:  []string{"Connection refused"}, takes: []string{"client#3"}, reads: "[a b c]"},
	{name: "refuse_leaves_connections",
		begin: func(w *sim.World) { w.Refuse("redis", true) },
		end:   func(w *sim.World) { w.Refuse("redis", false) },
		lasts: 2 * time.Second,
		sees:  []string{"add b: ok after 0s", "add c: ok after 0s"}, takes: []string{"client#1"}, reads: "[a b c]"},
	{name: "reset",
		begin: func(w *sim.World) { w.ResetConnections("client", "redis") },
		sees:  []string{"add b: ", "Connection reset by peer after 0s", "add c: ok after 0s"}, reads: "[a c]"},
	{name: "stall_of_answers",
		begin: func(w *sim.World) { w.Stall("redis", "client", true) },
		end:   func(w *sim.World) { w.Stall("redis", "client", false) },
		lasts: 2 * time.Second,
		sees:  []string{"add b: ok after 1.1s", "add c: ok after 0s"}, takes: []string{"client#1"}, reads: "[a b c]"},
	{name: "stall_of_requests",
		begin: func(w *sim.World) { w.Stall("client", "redis", true) },
		end:   func(w *sim.World) { w.Stall("client", "redis", false) },
		lasts: 2 * time.Second,
		sees:  []string{"add b: ok after 1.1s", "add c: ok after 0s"}, takes: []string{"client#1"}, reads: "[a b c]"},
}

func TestNetwork(t *testing.T) {
	stories := openBook(t, "testdata/stories/network.txtar")
	defer stories.close(t)
	for _, o := range outages {
		t.Run(o.name, func(t *testing.T) { stories.compare(t, o.name, o.check(t)) })
	}
}

func (o outage) check(t *testing.T) string {
	t.Helper()
	w := copyOfPrepared(t)
	if o.first {
		o.begin(w)
	}
	in := client(t, w, "redis", faults.Schedule{})
	if !o.first {
		after(t, w, "add a:", 100*time.Millisecond)
		o.begin(w)
	}
	if o.end != nil {
		after(t, w, "", o.lasts)
		o.end(w)
	}
	finish(t, w, in)
	inOrder(t, w.Find("client#1").LastOutput(), o.sees)
	if diff := cmp.Diff(o.takes, takers(w, "b")); diff != "" {
		t.Errorf("b was taken of (-want +got):\n%s", diff)
	}
	if got := read(t, w, "redis"); !strings.Contains(got, o.reads) {
		t.Errorf("a second reader says %q, want %s", got, o.reads)
	}
	return tell(w)
}
