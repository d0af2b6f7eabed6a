package scenarios

import (
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// directFirstStart asks what a group's very first start is worth when it is cut short: the policy's answer must have been
// stored before the first read, or the next start answers anew, and what came in between is lost (or read again).
func directFirstStart() Scenario {
	during := load
	during.Records, during.Later, during.LaterAt = 30, 60, 60*time.Millisecond
	return Scenario{
		Name:     "direct-first-start",
		Summary:  "direct consumer, struck between the first start and the first store, for each start policy",
		Workload: during,
		Consumer: direct("append", during, directV1),
		Variants: []Variant{
			{Name: "earliest", Args: []string{"--start", "earliest"}, Start: model.Earliest},
			{Name: "latest", Args: []string{"--start", "latest"}, Start: model.Latest},
		},
		Drains:  true,
		Promise: model.Promise{Guarantee: model.AtLeastOnce},
		Draw:    drawFirstStart,
	}
}

func drawFirstStart(c *faults.Choices) faults.Schedule {
	at := func(process string, outputs int) faults.Fault {
		return faults.Fault{
			Kind:    faults.Crash,
			At:      faults.Place{Process: process, Output: 1 + c.IntN(outputs, "output of "+process)},
			Restart: restart(c, ""),
		}
	}
	s := faults.Schedule{Faults: []faults.Fault{at("consumer#1", 60)}}
	if c.IntN(2, "the second start is struck too") == 1 {
		s.Faults = append(s.Faults, at("consumer#2", 50))
	}
	return s
}
