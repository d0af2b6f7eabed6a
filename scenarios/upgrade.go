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
		Drains:   true,
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
		At:      faults.Place{Process: "consumer#1", Output: 1 + c.IntN(80, "output of v1")},
		Restart: restart(c, "v2"),
	}
	s := faults.Schedule{Faults: []faults.Fault{first}}
	if c.IntN(2, "v2 crashes too") == 1 {
		s.Faults = append(s.Faults, faults.Fault{
			Kind:    faults.Crash,
			At:      faults.Place{Process: "consumer#2", Output: 1 + c.IntN(60, "output of v2")},
			Restart: restart(c, ""),
		})
	}
	return s
}

// inspectUpgrade wants every result of the new build to say so, and none of the old build's from the first of them on.
// Between the start of the new build and its first result, a write that the old one had sent before it died may still
// arrive: no build can take that back.
func inspectUpgrade(h *model.History, _ model.Verdict) []string {
	build := map[string]string{}
	upgraded := false
	for _, e := range h.Events {
		switch e.Name {
		case "proc.start":
			build[e.Proc] = e.Str("version")
		case "redis.effect":
			client, says := e.Str("client"), writer(e)
			if says == "" {
				continue
			}
			upgraded = upgraded || build[client] == "v2"
			if says != build[client] || upgraded && says != "v2" {
				return []string{fmt.Sprintf("%s, of build %s, wrote a result of build %s after the upgrade (step %d)",
					client, build[client], says, e.Seq)}
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
