package world

import (
	"fmt"
	"slices"
	"testing"

	"github.com/onceover/onceover/sim"
	"github.com/onceover/onceover/sim/trace"
)

// everything runs all clients at once, from the start of the services to the end of the clients.
func everything(t *testing.T, w *sim.World) *trace.Log {
	t.Helper()
	for _, s := range services {
		w.Start(sim.Launch{Name: s + "client", Hosts: []string{"client"}, Image: image(t, s+"client")})
	}
	run(t, w, func(w *sim.World) bool {
		for _, s := range services {
			if w.Find(s + "client").Alive() {
				return false
			}
		}
		return true
	})
	for _, s := range services {
		p := w.Find(s + "client")
		inOrder(t, p.LastOutput(), []string{"the ledger holds []", "add a: ok", "add b: ok", "add c: ok"})
	}
	w.Close()
	return w.Trace()
}

func TestOneSeedOneTrace(t *testing.T) {
	want := everything(t, newWorld(t, 1))
	compareTraces(t, "again", want, everything(t, newWorld(t, 1)))
	copied := newWorld(t, 1)
	defer copied.Close()
	compareTraces(t, "a copy", want, everything(t, copied.Copy()))
	setFresh(t, true)
	compareTraces(t, "fresh instances", want, everything(t, newWorld(t, 1)))
	setFresh(t, false)
	seen := map[string]uint64{want.Sum(): 1}
	for seed := uint64(2); seed < 6; seed++ {
		sum := everything(t, newWorld(t, seed)).Sum()
		if other, ok := seen[sum]; ok {
			t.Errorf("seeds %d and %d give the same trace", other, seed)
		}
		seen[sum] = seed
	}
}

// TestTwentyWorldsOneTrace has twenty clients each of the services that speak HTTP act at once, in twenty worlds.
func TestTwentyWorldsOneTrace(t *testing.T) {
	speakHTTP := func() *trace.Log {
		w := newWorld(t, 1)
		defer w.Close()
		var clients []*sim.Process
		for _, s := range []string{"hbase", "http"} {
			for range 20 {
				clients = append(clients, w.Start(sim.Launch{Name: s + "client", Hosts: []string{"client"}, Image: image(t, s+"client")}))
			}
		}
		run(t, w, func(*sim.World) bool {
			return !slices.ContainsFunc(clients, func(p *sim.Process) bool { return p.Alive() })
		})
		return w.Trace()
	}
	want := speakHTTP()
	for n := range 19 {
		compareTraces(t, fmt.Sprintf("world %d", n+2), want, speakHTTP())
	}
}

// setFresh makes the processes to come boot anew, or start from their snapshots again.
func setFresh(t *testing.T, on bool) {
	for _, s := range services {
		image(t, s).SetFresh(on)
		image(t, s+"client").SetFresh(on)
	}
}

func compareTraces(t *testing.T, what string, want, got *trace.Log) {
	t.Helper()
	if want.Sum() == got.Sum() {
		return
	}
	i, _ := trace.FirstDifference(want.Events(), got.Events())
	line := func(l *trace.Log) string {
		if i < len(l.Events()) {
			return l.Events()[i].String()
		}
		return "(nothing)"
	}
	t.Errorf("%s: the traces differ at event %d:\n want %s\n got  %s", what, i+1, line(want), line(got))
}
