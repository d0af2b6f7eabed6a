package faults

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/onceover/onceover/sim"
	"github.com/onceover/onceover/sim/machine"
	"github.com/onceover/onceover/sim/program"
	"github.com/onceover/onceover/sim/trace"
)

var update = flag.Bool("update", false, "rewrite the stories; commit a rewrite only if you can say why they changed")

// buildShop returns the program that the stories are about. Its compiled code is kept with the user's other caches.
func buildShop(t *testing.T) *machine.Image {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	r, err := machine.NewRuntime(filepath.Join(cache, "onceover", "compiled"), machine.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	p, err := program.Builder{}.Build(program.Source{Package: "testdata/shop"})
	if err != nil {
		t.Fatal(err)
	}
	wasm, err := os.ReadFile(p.Path)
	if err != nil {
		t.Fatal(err)
	}
	im, err := r.Compile(p.Name, p.ID, wasm)
	if err != nil {
		t.Fatal(err)
	}
	return im
}

// shop is a world with a store and a buyer under a schedule.
func shop(t *testing.T, im *machine.Image, s Schedule) (*sim.World, *Injector) {
	t.Helper()
	l := sim.Launch{Hosts: []string{"buyer"}, Image: im}
	in, err := New(s, []Target{{
		Name: "buyer", Version: "v1", Launches: map[string]sim.Launch{"v1": l, "v2": l},
		RestartAfter: 500 * time.Millisecond, RestartsMax: 3,
	}})
	if err != nil {
		t.Fatal(err)
	}
	w := sim.New(sim.Config{Seed: 1}, in)
	w.AddHost("store")
	w.AddHost("buyer")
	w.Start(sim.Launch{Name: "store", Hosts: []string{"store"}, Image: im, Args: []string{"store"}})
	in.Begin(w)
	return w, in
}

// Each story is a schedule and everything of note that then happens, up to the moment from which nothing can.
func TestStories(t *testing.T) {
	im := buildShop(t)
	files, err := filepath.Glob("testdata/stories/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no stories", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var s Schedule
			if err := json.Unmarshal(a.Files[0].Data, &s); err != nil {
				t.Fatal(err)
			}
			w, in := shop(t, im, s)
			defer w.Close()
			if stop := w.Run(func(*sim.World) bool { return false }); stop != sim.Idle {
				t.Fatalf("the world stopped: %s", stop)
			}
			if in.Busy(w) {
				t.Error("nothing can happen any more, and the injector still waits for something")
			}
			got := tell(w, in)
			if *update {
				a.Files[1].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(a.Files[1].Data), got); diff != "" {
				t.Errorf("story (-want +got):\n%s", diff)
			}
		})
	}
}

// tell rounds times, so that a story does not change with every latency.
func tell(w *sim.World, in *Injector) string {
	var b strings.Builder
	for _, e := range w.Trace().Events() {
		switch e.Name {
		case "proc.start", "proc.exit", "proc.crash", "proc.pause", "proc.resume", "proc.signal", "store.sale",
			"fault.begin", "fault.end", "restart.give_up", "net.partition", "net.heal", "net.stall", "net.unstall", "net.reset", "net.refuse", "host.power_loss", "host.clock":
			_, line, _ := strings.Cut(e.String(), fmt.Sprintf("seq=%d ", e.Seq))
			fmt.Fprintf(&b, "%d.%ds %s\n", e.Time/1e9, e.Time/1e8%10, line)
		}
	}
	for _, c := range in.Counts() {
		fmt.Fprintf(&b, "%s: requested %d, armed %d, delivered %d\n", c.Kind, c.Requested, c.Armed, c.Delivered)
	}
	for _, f := range in.Undelivered() {
		fmt.Fprintf(&b, "not delivered: %s\n", f)
	}
	return b.String()
}

// A world that is copied between any two events takes its faults along: both go on to the same end.
func TestCopiedWorldHasTheSameFaults(t *testing.T) {
	im := buildShop(t)
	s := Schedule{Faults: []Fault{
		{Kind: Pause, Process: "buyer", At: Place{Time: 50 * time.Millisecond}, For: 2 * time.Second, Restart: &Restart{After: time.Second}},
		{Kind: Crash, At: Place{Stage: "applied", Occurrence: 3}, Process: "buyer"},
	}}
	for events := 1; events < 60; events += 6 {
		w, _ := shop(t, im, s)
		n := 0
		w.Run(func(*sim.World) bool { n++; return n > events })
		c := w.Copy()
		for _, world := range []*sim.World{w, c} {
			world.Run(func(*sim.World) bool { return false })
			defer world.Close()
		}
		if i, differ := trace.FirstDifference(w.Trace().Events(), c.Trace().Events()); differ || w.Trace().Sum() != c.Trace().Sum() {
			t.Errorf("copied after %d events: the traces differ at event %d", events, i)
		}
	}
}

// Heal ends what lasts at once and lets nothing else strike. A partition that nobody tried to cross is not delivered.
func TestHeal(t *testing.T) {
	in, err := New(Schedule{Faults: []Fault{
		{Kind: NetPartition, Hosts: [2][]string{{"a"}, {"b"}}, At: Place{Time: time.Second}, For: time.Minute},
		{Kind: NetPartition, Hosts: [2][]string{{"a"}, {"b"}}, At: Place{Time: 3 * time.Second}, For: time.Minute},
		{Kind: Drop, At: Place{Stage: "applied", Occurrence: 1}},
		{Kind: Crash, At: Place{Process: "a", Output: 1}},
	}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	w := sim.New(sim.Config{}, in)
	w.AddHost("a")
	w.AddHost("b")
	in.Begin(w)
	w.Run(func(w *sim.World) bool { return w.Now() >= int64(time.Second) && len(w.Trace().Events()) > 0 })
	in.Heal(w)
	w.Run(func(*sim.World) bool { return false })
	if v := in.Point(w, sim.Point{Stage: "applied"}); v != (sim.Verdict{}) {
		t.Errorf("verdict %v in a healed world", v)
	}
	in.Output(w, &sim.Process{Name: "a", Incarnation: 1, Outputs: 1})
	var names []string
	for _, e := range w.Trace().Events() {
		names = append(names, e.Name)
	}
	if diff := cmp.Diff([]string{"fault.begin", "net.partition", "fault.end", "net.heal"}, names); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Count{{Crash, 1, 0, 0}, {NetPartition, 2, 1, 0}, {Drop, 1, 0, 0}}, in.Counts()); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}

func TestNewRefuses(t *testing.T) {
	buyer := Target{Name: "buyer", Version: "v1", Launches: map[string]sim.Launch{"v1": {}}}
	upgrade := func(process string) Schedule {
		return Schedule{Faults: []Fault{{Kind: Crash, Process: process, Restart: &Restart{Version: "v2"}}}}
	}
	for want, c := range map[string]struct {
		s Schedule
		t Target
	}{
		"inject schedule: fault 1: unknown kind \"\", there is " + kindNames(): {Schedule{Faults: []Fault{{}}}, buyer},
		`inject into buyer: no launch of version "v1"`:                         {Schedule{}, Target{Name: "buyer", Version: "v1"}},
		`inject fault 1: no version "v2" of buyer, there is v1`:                {upgrade("buyer#2"), buyer},
		`inject fault 1: restart of seller, which is not a target`:             {upgrade("seller"), buyer},
	} {
		if _, err := New(c.s, []Target{c.t}); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
