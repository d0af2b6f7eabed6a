package sim_test

import (
	"testing"

	"github.com/onceover/onceover/sim"
	"github.com/onceover/onceover/sim/machine"
	"github.com/onceover/onceover/sim/program"
)

// BenchmarkBoot starts one process of a large program, which prints its usage and ends.
func BenchmarkBoot(b *testing.B) {
	r := newRuntime(b, machine.Limits{})
	im := build(b, r, program.Source{Package: "../cmd/direct"})
	for b.Loop() {
		w := sim.New(sim.Config{Seed: 1}, sim.Quiet{})
		w.AddHost("host")
		p := w.Start(sim.Launch{Name: "direct", Hosts: []string{"host"}, Image: im, Args: []string{"-help"}})
		w.Run(func(*sim.World) bool { return !p.Alive() })
		w.Close()
	}
}

// BenchmarkCopy copies a world of two running processes and gives it back.
func BenchmarkCopy(b *testing.B) {
	r := newRuntime(b, machine.Limits{})
	im := build(b, r, program.Source{Package: "testdata/outsider"})
	w := outsiders(im, 1)
	w.Run(func(w *sim.World) bool { return w.Find("client").Outputs > 2 })
	for b.Loop() {
		w.Copy().Close()
	}
}
