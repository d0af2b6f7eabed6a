package scenarios

import (
	"time"

	"github.com/onceover/onceover/faults"
)

// drawZombie draws a zombie: the first incarnation is paused in the middle of its work, a successor takes over and
// finishes, and then the first one goes on with what it believed.
func drawZombie(c *faults.Choices, sinkOp string) faults.Schedule {
	at := faults.Place{Process: "consumer#1", Output: 15 + c.IntN(40, "output")}
	if c.IntN(2, "at an operation") == 1 {
		at = faults.Place{
			Op:         []string{sinkOp, "zookeeper.multi", "zookeeper.multi"}[c.IntN(3, "operation")],
			Stage:      []string{"received", "applied", "answered"}[c.IntN(3, "stage")],
			Client:     "consumer#1",
			Occurrence: 1 + c.IntN(6, "occurrence"),
		}
	}
	return faults.Schedule{Faults: []faults.Fault{{
		Kind: faults.Pause, At: at, For: time.Second + time.Duration(c.IntN(8, "seconds"))*time.Second,
		Restart: &faults.Restart{After: time.Duration(c.IntN(900, "milliseconds")) * time.Millisecond},
	}}}
}
