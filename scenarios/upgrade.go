package scenarios

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/trace"
)

// restarts are how long after its end a process may be started again.
var restarts = []time.Duration{0, 100 * time.Millisecond, 2 * time.Second}

func restart(c *faults.Choices, version string) *faults.Restart {
	return &faults.Restart{After: restarts[c.IntN(len(restarts), "restart after")], Version: version}
}

func directUpgrade() Scenario {
	return Scenario{
		Name:     "direct-upgrade",
		Summary:  "direct consumer, restarted as another build; what it writes says which build wrote it",
		Workload: load,
		Consumer: direct("append", load, directV1, directV2),
		Promise:  model.Promise{Guarantee: model.AtLeastOnce},
		Draw:     drawUpgrade,
		Inspect:  inspectUpgrade,
	}
}

// drawUpgrade ends the first build somewhere, and perhaps the second one while it recovers.
func drawUpgrade(c *faults.Choices) faults.Schedule {
	end := []faults.Kind{faults.Crash, faults.Stop, faults.PowerLoss}
	first := faults.Fault{
		Kind:    end[c.IntN(len(end), "how v1 ends")],
		At:      faults.Place{Process: "consumer#1", Output: 1 + c.IntN(60, "output of v1")},
		Restart: restart(c, "v2"),
	}
	s := faults.Schedule{Faults: []faults.Fault{first}}
	if c.IntN(2, "v2 crashes too") == 1 {
		s.Faults = append(s.Faults, faults.Fault{
			Kind:    faults.Crash,
			At:      faults.Place{Process: "consumer#2", Output: 1 + c.IntN(40, "output of v2")},
			Restart: restart(c, ""),
		})
	}
	return s
}

// inspectUpgrade wants every result that was written after the new build started to be the new build's.
func inspectUpgrade(h *model.History) []string {
	upgraded := ""
	for _, e := range h.Events {
		switch e.Name {
		case "proc.start":
			if e.Str("version") == "v2" && upgraded == "" {
				upgraded = e.Proc
			}
		case "redis.effect":
			if version := writer(e); upgraded != "" && version != "" && version != "v2" {
				return []string{fmt.Sprintf("after %s started, %s still wrote a result of build %s (step %d)",
					upgraded, e.Str("client"), version, e.Seq)}
			}
		}
	}
	return nil
}

// writer is the build that a result says it was written by, or "" for what is no result.
func writer(e trace.Event) string {
	var result struct{ Version string }
	if json.Unmarshal([]byte(e.Str("value")), &result) != nil {
		return ""
	}
	return result.Version
}
