package world

import (
	"strings"
	"testing"

	"github.com/onceover/onceover/sim"
)

// call has eight callers act at the same instant on so many connections, in a fresh world, and returns the sum of the
// trace and what they were told.
func call(t *testing.T, seed uint64, connections string) (sum, told string) {
	t.Helper()
	w := sim.New(sim.Config{Seed: seed}, sim.Quiet{})
	defer w.Close()
	w.AddHost("zookeeper")
	w.AddHost("client")
	w.Start(sim.Launch{Name: "zookeeper", Hosts: []string{"zookeeper"}, Image: image(t, "zookeeper")})
	run(t, w, func(w *sim.World) bool { return w.Listening("zookeeper", ports["zookeeper"]) })
	p := w.Start(sim.Launch{
		Name: "client", Hosts: []string{"client"}, Image: image(t, "zookeepercallers"), Args: []string{"-connections", connections},
	})
	run(t, w, func(*sim.World) bool { return !p.Alive() })
	told = p.LastOutput()
	if n := strings.Count(told, "first: true"); n != 1 || strings.Count(told, "<nil>") != 8 {
		t.Fatalf("%d callers were the first:\n%s", n, told)
	}
	return w.Trace().Sum(), told
}

// TestCallersAtTheSameInstant has one history for each seed, and not the same for all.
func TestCallersAtTheSameInstant(t *testing.T) {
	for _, connections := range []string{"1", "8"} {
		t.Run(connections+" connections", func(t *testing.T) {
			sum, told := call(t, 1, connections)
			for n := range 49 {
				if again, other := call(t, 1, connections); again != sum {
					t.Fatalf("run %d is another:\n%s\ninstead of\n%s", n+2, other, told)
				}
			}
			histories := map[string]bool{told: true}
			for seed := uint64(2); seed < 12; seed++ {
				_, told := call(t, seed, connections)
				histories[told] = true
			}
			t.Logf("%d histories of 11 seeds", len(histories))
			if connections == "8" && len(histories) < 2 {
				t.Error("the seed makes no difference")
			}
		})
	}
}
