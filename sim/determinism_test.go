package sim_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/onceover/onceover/sim"
	"github.com/onceover/onceover/sim/machine"
	"github.com/onceover/onceover/sim/program"
	"github.com/onceover/onceover/sim/trace"
)

// newRuntime returns a runtime whose compiled code is kept with the user's other caches, as the command does.
func newRuntime(t testing.TB, limits machine.Limits) *machine.Runtime {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	r, err := machine.NewRuntime(filepath.Join(cache, "onceover", "compiled"), limits)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

func build(t testing.TB, r *machine.Runtime, src program.Source) *machine.Image {
	t.Helper()
	p, err := program.Builder{}.Build(src)
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

// outsiders is a world in which the outsider program serves and asks.
func outsiders(im *machine.Image, seed uint64) *sim.World {
	w := sim.New(sim.Config{Seed: seed, KeepAll: true}, sim.Quiet{})
	w.AddHost("server")
	w.AddHost("client")
	w.Start(sim.Launch{Name: "server", Hosts: []string{"server"}, Image: im, Args: []string{"serve"}})
	w.Start(sim.Launch{Name: "client", Hosts: []string{"client"}, Image: im, Environ: []string{"MOOD=good"}})
	return w
}

// finish lets the client end, stops the server, and returns the trace.
func finish(t testing.TB, w *sim.World) *trace.Log {
	t.Helper()
	gone := func(name string) func(*sim.World) bool {
		return func(w *sim.World) bool { return !w.Find(name).Alive() }
	}
	if stop := w.Run(gone("client")); stop != sim.Done {
		t.Fatalf("client: %s", stop)
	}
	w.Terminate(w.Find("server"))
	if stop := w.Run(gone("server")); stop != sim.Done {
		t.Fatalf("server: %s", stop)
	}
	w.Close()
	return w.Trace()
}

func same(t *testing.T, what string, want, got *trace.Log) {
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

func TestOneSeedOneTrace(t *testing.T) {
	r := newRuntime(t, machine.Limits{})
	im := build(t, r, program.Source{Package: "testdata/outsider"})
	want := finish(t, outsiders(im, 1))
	text := ""
	for _, e := range want.Events() {
		text += e.String() + "\n"
	}
	for _, part := range []string{"answer 8", "tick after", "token", "file \\\"8\\\\n\\\"", "recovered: assignment", "served w", "on client env good"} {
		if !strings.Contains(text, part) {
			t.Errorf("the program did not do all it should: no %q in\n%s", part, text)
		}
	}

	same(t, "again", want, finish(t, outsiders(im, 1)))

	im.SetFresh(true)
	same(t, "fresh instances", want, finish(t, outsiders(im, 1)))
	im.SetFresh(false)

	collected := outsiders(im, 1)
	steps := 0
	collected.Run(func(w *sim.World) bool {
		if steps++; steps%7 == 0 {
			runtime.GC()
		}
		return !w.Find("client").Alive()
	})
	same(t, "collector of the host forced", want, finish(t, collected))

	for _, procs := range []int{1, 2} {
		before := runtime.GOMAXPROCS(procs)
		same(t, "GOMAXPROCS", want, finish(t, outsiders(im, 1)))
		runtime.GOMAXPROCS(before)
	}
}

func TestCollectorOfTheProgramLeavesTheTrace(t *testing.T) {
	r := newRuntime(t, machine.Limits{})
	im := build(t, r, program.Source{Package: "testdata/outsider"})
	launch := func(environ ...string) *trace.Log {
		w := sim.New(sim.Config{Seed: 1, KeepAll: true}, sim.Quiet{})
		w.AddHost("server")
		w.AddHost("client")
		w.Start(sim.Launch{Name: "server", Hosts: []string{"server"}, Image: im, Args: []string{"serve"}, Environ: environ})
		w.Start(sim.Launch{Name: "client", Hosts: []string{"client"}, Image: im, Environ: environ})
		return finish(t, w)
	}
	want := launch("GOGC=100")
	same(t, "collector off", want, launch("GOGC=off"))
	same(t, "collector eager", want, launch("GOGC=1"))
}

func TestOtherDirectorySameTrace(t *testing.T) {
	r := newRuntime(t, machine.Limits{})
	want := finish(t, outsiders(build(t, r, program.Source{Package: "testdata/outsider"}), 1))
	source, err := os.ReadFile("testdata/outsider/main.go")
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "elsewhere", "outsider")
	for name, content := range map[string]string{
		"go.mod":  "module github.com/onceover/onceover/sim/testdata/outsider\n\ngo 1.26.0\n",
		"main.go": string(source),
	} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	same(t, "other directory", want, finish(t, outsiders(build(t, r, program.Source{Package: dir}), 1)))
}

func TestOtherSeedsOtherTraces(t *testing.T) {
	r := newRuntime(t, machine.Limits{})
	im := build(t, r, program.Source{Package: "testdata/outsider"})
	seen := map[string]uint64{}
	for seed := range uint64(20) {
		sum := finish(t, outsiders(im, seed)).Sum()
		if other, ok := seen[sum]; ok {
			t.Errorf("seeds %d and %d give the same trace", other, seed)
		}
		seen[sum] = seed
	}
}

// A running world is copied at every fifth event, and each copy must end as the original does.
func TestCopiedWorldHasTheSameFuture(t *testing.T) {
	r := newRuntime(t, machine.Limits{})
	im := build(t, r, program.Source{Package: "testdata/outsider"})
	want := finish(t, outsiders(im, 1))
	w := outsiders(im, 1)
	var copies []*sim.World
	steps := 0
	w.Run(func(w *sim.World) bool {
		if steps++; steps%5 == 0 {
			copies = append(copies, w.Copy())
		}
		return !w.Find("client").Alive()
	})
	same(t, "the original", want, finish(t, w))
	for _, c := range copies {
		same(t, "a copy", want, finish(t, c))
	}
	if len(copies) < 5 {
		t.Errorf("only %d copies", len(copies))
	}
}

func TestReseededCopyHasAnotherFuture(t *testing.T) {
	r := newRuntime(t, machine.Limits{})
	im := build(t, r, program.Source{Package: "testdata/outsider"})
	future := func(seed uint64) string {
		w := outsiders(im, 1)
		w.Run(func(w *sim.World) bool { return w.Find("client").Outputs > 2 })
		c := w.Copy()
		w.Close()
		c.Reseed(seed)
		return finish(t, c).Sum()
	}
	first := future(2)
	if again := future(2); first != again {
		t.Error("the same new seed gives two futures")
	}
	if first == future(3) {
		t.Error("two new seeds give one future")
	}
}
