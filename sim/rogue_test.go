package sim_test

import (
	"strings"
	"testing"

	"github.com/onceover/onceover/sim"
	"github.com/onceover/onceover/sim/machine"
	"github.com/onceover/onceover/sim/program"
)

// Each misbehaviour is reported as what it is, with the program and the virtual time. A program that computes for ever
// without a system call cannot be ended from inside its host process: the command has the test for that.
func TestMisbehaviourIsReportedAsWhatItIs(t *testing.T) {
	r := newRuntime(t, machine.Limits{Memory: 64 << 20, Calls: 200_000})
	im := build(t, r, program.Source{Package: "testdata/rogue"})
	for _, c := range []struct {
		how    string
		status sim.Status
		code   int
		event  string
		cause  string
	}{
		{"exit", sim.Exited, 3, "proc.exit code=3", ""},
		{"panic", sim.Exited, 2, "proc.exit code=2", ""},
		{"memory", sim.Crashed, 0, "proc.crash", "out of memory"},
		{"output", sim.Crashed, 0, "proc.crash", "output without end"},
		{"yield", sim.Crashed, 0, "proc.crash", "system calls without end"},
		{"deadlock", sim.Running, 0, "proc.deadlock", ""},
	} {
		t.Run(c.how, func(t *testing.T) {
			w := sim.New(sim.Config{OutputMax: 10_000}, sim.Quiet{})
			w.AddHost("host")
			p := w.Start(sim.Launch{Name: "rogue", Hosts: []string{"host"}, Image: im, Args: []string{c.how}})
			stop := w.Run(func(*sim.World) bool { return !p.Alive() })
			if p.Status != c.status || p.Code != c.code || !strings.Contains(p.Cause, c.cause) {
				t.Errorf("status %d code %d cause %q", p.Status, p.Code, p.Cause)
			}
			if c.how == "deadlock" && (stop != sim.Idle || !p.Stuck) {
				t.Errorf("stopped: %s, stuck %v", stop, p.Stuck)
			}
			events := w.Trace().Events()
			last := events[len(events)-1].String()
			if !strings.Contains(last, c.event) || !strings.Contains(last, c.cause) || !strings.HasPrefix(last, "t=0.001") || !strings.Contains(last, "proc=rogue#1") {
				t.Errorf("last event: %s", last)
			}
			w.Close()
		})
	}
}
