package scenarios

import (
	"time"

	"github.com/onceover/onceover/faults"
)

// withZombies draws from the space, and in every third case a zombie: the first incarnation is paused in the middle of
// its work, a successor takes over and finishes, and then the first one goes on with what it believed.
func withZombies(space faults.Space, sinkOp string) func(*faults.Choices) faults.Schedule {
	return func(c *faults.Choices) faults.Schedule {
		if c.IntN(3, "zombie") > 0 {
			return faults.Draw(space, c)
		}
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
}
