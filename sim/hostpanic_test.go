package sim_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/onceover/onceover/sim"
	"github.com/onceover/onceover/sim/machine"
	"github.com/onceover/onceover/sim/program"
)

// faulty is a controller with a bug.
type faulty struct{ sim.Quiet }

func (faulty) Output(*sim.World, *sim.Process) bool {
	var none []int
	return none[3] > 0
}

// A bug of the simulator that shows while a program makes a system call is no crash of the program: the run ends there,
// with the program and the virtual time.
func TestBugOfTheHostIsNotACrash(t *testing.T) {
	r := newRuntime(t, machine.Limits{})
	im := build(t, r, program.Source{Package: "testdata/rogue"})
	w := sim.New(sim.Config{}, faulty{})
	w.AddHost("host")
	w.Start(sim.Launch{Name: "rogue", Hosts: []string{"host"}, Image: im, Args: []string{"output"}})
	defer func() {
		said := fmt.Sprint(recover())
		for _, want := range []string{"sim: while rogue#1 ran, at 1000000 ns", "index out of range", "hostpanic_test.go"} {
			if !strings.Contains(said, want) {
				t.Errorf("no %q in the panic: %s", want, said)
			}
		}
	}()
	w.Run(func(*sim.World) bool { return false })
	t.Error("the run went on")
}
