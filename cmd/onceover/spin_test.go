package main

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/sim"
	"github.com/onceover/onceover/sim/machine"
	"github.com/onceover/onceover/sim/program"
)

// A program that computes for ever cannot be interrupted from within: its worker is killed, the report says which program
// it was and when, and the other cases are answered.
func TestProgramThatNeverStops(t *testing.T) {
	p := fakePool(t, 1, script{1: "spin"})
	p.patience.running, p.patience.loading = time.Second, 2*time.Minute
	want := map[int]string{
		0: "",
		1: "no progress for 1s of wall time in case 1 of direct-append, while rogue#1 ran at virtual time 0.001000000 s",
		2: "",
	}
	if diff := cmp.Diff(want, reasons(t, p, 3)); diff != "" {
		t.Errorf("errors differ (-want +got):\n%s", diff)
	}
}

// spin runs a world whose only program never stops, as a worker would, with the worker's own pulse.
func spin(out io.Writer) {
	built, err := program.Builder{}.Build(program.Source{Package: "../../sim/testdata/rogue"})
	must(err)
	wasm, err := os.ReadFile(built.Path)
	must(err)
	cache, err := os.UserCacheDir()
	must(err)
	r, err := machine.NewRuntime(filepath.Join(cache, "onceover", "compiled"), machine.Limits{})
	must(err)
	im, err := r.Compile("rogue", built.ID, wasm)
	must(err)

	var p pulse
	go p.send(&sender{encoder: json.NewEncoder(out)})
	w := sim.New(sim.Config{}, sim.Quiet{})
	w.Watch(p.step)
	w.AddHost("host")
	calmCollector()
	runtime.GC()
	w.Start(sim.Launch{Name: "rogue", Hosts: []string{"host"}, Image: im, Args: []string{"spin"}})
	w.Run(func(*sim.World) bool { return false })
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
