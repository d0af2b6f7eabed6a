package world

import (
	"encoding/json"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/sim"
)

// members are the hosts of an ensemble of ZooKeeper, of which the last leads.
var members = []string{"zookeeper-1", "zookeeper-2", "zookeeper-3"}

const (
	member1 = "zookeeper-1:2181"
	member2 = "zookeeper-2:2181"
	member3 = "zookeeper-3:2181"
)

// prepareEnsemble is a world of seed 1 with an ensemble of which nobody has asked anything.
var prepareEnsemble = sync.OnceValue(func() *sim.World {
	w := sim.New(sim.Config{Seed: 1, KeepAll: true}, sim.Quiet{})
	for _, h := range append([]string{"client", "other"}, members...) {
		w.AddHost(h)
	}
	all, err := images()
	if err != nil {
		return nil
	}
	w.Start(sim.Launch{Name: "zookeeper", Hosts: members, Image: all["zookeeper"], Args: []string{
		"-ensemble", "3", "-listen", strings.Join([]string{member1, member2, member3}, ","),
	}})
	w.Run(func(w *sim.World) bool { return w.Listening(members[2], 2181) })
	return w
})

// A tale is a schedule, what its clients do, and what they see.
type tale struct {
	name     string
	schedule string // faults, as they are written in a schedule
	client   []string
	sees     []string // what the client says, in this order
	other    []string // arguments of another client, on a host of its own
	observes []string // what that one says
	counts   []faults.Count
	writes   []string // what was written into znodes in the end, where two requests to write were received
}

func steps(servers string, steps ...string) []string {
	return append([]string{"-servers", servers}, steps...)
}

func TestEnsemble(t *testing.T) {
	stories := openBook(t, "testdata/stories/ensemble.txtar")
	defer stories.close(t)
	for _, x := range tales {
		t.Run(x.name, func(t *testing.T) { stories.compare(t, x.name, x.check(t)) })
	}
}

var sessions = regexp.MustCompile(`"session":\d+`)

func (x tale) check(t *testing.T) string {
	t.Helper()
	var s faults.Schedule
	if err := json.Unmarshal([]byte(`{"format": 1, "faults": [`+x.schedule+`]}`), &s); err != nil {
		t.Fatal(err)
	}
	clients := map[string][]string{"client": x.client}
	targets := []faults.Target{stepper(t, "client", x.client)}
	if x.other != nil {
		clients["other"] = x.other
		targets = append(targets, stepper(t, "other", x.other))
	}
	in, err := faults.New(s, targets)
	if err != nil {
		t.Fatal(err)
	}
	prepared := prepareEnsemble()
	if prepared == nil || !prepared.Listening(members[2], 2181) {
		t.Fatal("the ensemble did not come up")
	}
	w := prepared.Copy()
	t.Cleanup(w.Close)
	w.SetController(in)
	in.Begin(w)
	run(t, w, func(w *sim.World) bool {
		for name := range clients {
			if w.Find(name).Alive() {
				return false
			}
		}
		return !in.Busy(w)
	})
	inOrder(t, w.Find("client").LastOutput(), x.sees)
	if x.other != nil {
		inOrder(t, w.Find("other").LastOutput(), x.observes)
	}
	if diff := cmp.Diff(x.counts, in.Counts()); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	if x.writes != nil {
		x.compete(t, w)
	}
	return sessions.ReplaceAllString(tell(w), `"session":SESSION`)
}

// compete holds the service to having received two requests to write, and done only what it should.
func (x tale) compete(t *testing.T, w *sim.World) {
	t.Helper()
	received, written := 0, []string(nil)
	for _, e := range w.Trace().Events() {
		switch {
		case e.Name == "zookeeper.setData" && e.Str("stage") == "received":
			received++
		case e.Name == "zookeeper.write" && e.Str("kind") == "set":
			written = append(written, e.Str("data"))
		}
	}
	if diff := cmp.Diff(x.writes, written); diff != "" || received != 2 {
		t.Errorf("of %d requests to write, these were done (-want +got):\n%s", received, diff)
	}
}

func stepper(t *testing.T, name string, args []string) faults.Target {
	l := sim.Launch{Hosts: []string{name}, Image: image(t, "zookeepersteps"), Args: args}
	return faults.Target{Name: name, Launches: map[string]sim.Launch{"": l}}
}

func counted(k faults.Kind, delivered ...bool) []faults.Count {
	c := faults.Count{Kind: k, Requested: len(delivered), Armed: len(delivered)}
	for _, yes := range delivered {
		if yes {
			c.Delivered++
		}
	}
	return []faults.Count{c}
}
