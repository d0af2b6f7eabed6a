package program_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/sim"
	"github.com/onceover/onceover/sim/machine"
	"github.com/onceover/onceover/sim/program"
)

// A program sees in the simulator what it sees on an ordinary machine: the golden output was printed by one.
func TestSystemAsPrograms(t *testing.T) {
	want, err := os.ReadFile(filepath.Join("testdata", "system", "want.txt"))
	if err != nil {
		t.Fatal(err)
	}
	w := sim.New(sim.Config{Seed: 1, KeepAll: true}, sim.Quiet{})
	defer w.Close()
	w.AddHost("machine")
	p := w.Start(sim.Launch{
		Name: "system", Hosts: []string{"machine"}, Image: image(t, "testdata/system"), Args: []string{"x", "y"}, Environ: []string{"A=1"},
	})
	if stop := w.Run(func(*sim.World) bool { return !p.Alive() }); stop != sim.Done {
		t.Errorf("world stopped: %s", stop)
	}
	printed, complaint := output(w)
	if diff := cmp.Diff(string(want), printed); diff != "" {
		t.Errorf("output differs (-want +got):\n%s", diff)
	}
	if p.Code != 2 || !strings.HasPrefix(complaint, "panic: the end\n\ngoroutine ") {
		t.Errorf("it ended with code %d and the complaint\n%s", p.Code, complaint)
	}
}

// A signal that no one listens for ends the process as the system would end it.
func TestSignalWithoutHandler(t *testing.T) {
	w := sim.New(sim.Config{Seed: 1, KeepAll: true}, sim.Quiet{})
	defer w.Close()
	w.AddHost("machine")
	p := w.Start(sim.Launch{Name: "system", Hosts: []string{"machine"}, Image: image(t, "testdata/system"), Args: []string{"wait"}})
	w.Run(func(*sim.World) bool { return p.LastOutput() != "" })
	w.Terminate(p)
	w.Run(func(*sim.World) bool { return !p.Alive() })
	if printed, _ := output(w); printed != "host: machine <nil> true\n" || p.Code != 128+15 {
		t.Errorf("it printed %q and ended with code %d", printed, p.Code)
	}
}

// output is what the processes of the world wrote to standard output and standard error.
func output(w *sim.World) (stdout, stderr string) {
	for _, e := range w.Trace().Events() {
		switch {
		case e.Name != "proc.output":
		case e.Args[0].Number == 1:
			stdout += e.Args[1].Text
		default:
			stderr += e.Args[1].Text
		}
	}
	return stdout, stderr
}

func image(t *testing.T, dir string) *machine.Image {
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
	built, err := program.Builder{}.Build(program.Source{Package: dir})
	if err != nil {
		t.Fatal(err)
	}
	wasm, err := os.ReadFile(built.Path)
	if err != nil {
		t.Fatal(err)
	}
	im, err := r.Compile(built.Name, built.ID, wasm)
	if err != nil {
		t.Fatal(err)
	}
	return im
}
