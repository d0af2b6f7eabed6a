package scenarios

import (
	"strings"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// startStored is a group whose restart may not begin it: it goes on from what is stored, or refuses.
var startStored = feature{
	name: "start-stored", about: "the restart may only go on from what is stored: it does, and where the first life had not come to store, it refuses",
	becomes: []string{"--start", "stored"},
	promise: model.Promise{Guarantee: model.AtLeastOnce, Stops: true}, inspect: inspectStored,
	strikes: func(c *faults.Choices) faults.Schedule {
		end := drawBeforeAnchor(c, designs[0]).Faults[0]
		if c.IntN(2, "begun") == 1 {
			end.At = designs[0].writes(c)
		}
		end.Kind, end.Restart.Version = pick(c, []faults.Kind{faults.Crash, faults.Stop, faults.PowerLoss}, "how"), changed
		return schedule(end)
	},
}

// inspectStored wants all but the first life to end for want of offsets, where the first one stored none, and no life where it
// did.
func inspectStored(h *model.History, _ model.Verdict) (notes []string) {
	begun := false
	for _, e := range h.Events {
		for _, c := range model.ZooKeeperCommits(e) {
			begun = begun || !c.Record && c.Client == consumerHost+"#1"
		}
	}
	last := map[string]string{} // what each incarnation said last
	for _, e := range h.Events {
		if e.Name == "proc.output" {
			last[e.Proc] = e.Str("text")
		}
	}
	for _, in := range h.Incarnations {
		if in.Process != consumerHost || in.Number == 1 {
			continue
		}
		refuses := in.Fate == model.Exited && in.Code != 0 && strings.Contains(last[in.ID], "no offset is stored")
		switch {
		case refuses && begun:
			notes = append(notes, in.ID+" ended for want of offsets, which are stored")
		case !refuses && !begun:
			notes = append(notes, in.ID+" did not refuse to begin the group")
		}
	}
	return notes
}
