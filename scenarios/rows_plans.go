package scenarios

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/trace"
)

// oldAndNew are the old build and, beside it, the new one, which comes while the old one works off what is there.
var oldAndNew = []Instance{
	{Name: "consumer", Leaves: true},
	{Name: "consumer2", Version: "v2", After: 12 * time.Millisecond},
}

// inTwo is a workload of which half comes when an operator has had time to do something.
var inTwo = Workload{Partitions: 3, Records: 90, Later: 90, LaterAt: 3 * time.Second, Size: 60, Batch: 5}

// planRows are upgrades that take more than one restart, or that a design is alone with; without an outcome, of the matrix alone.
var planRows = []row{
	{
		name: "side-by-side-own-state", about: "a new build starts beside the old one, in a group of its own that begins at the logs' ends, and then the old one is stopped",
		load: busy, instances: oldAndNew, builds: []string{"v1", "v2"}, start: model.Latest, group: renamedGroup, joint: true,
		argsBy:  map[string][]string{"v2": {"--group", renamedGroup, "--start", "latest"}},
		plainBy: map[string][]string{"v2": {"--group", renamedGroup, "--start", "latest"}},
		draw:    drawFarewell, inspect: inspectSides, ofAll: true,
	},
	{
		name: "side-by-side-shared-state", about: "a new build starts beside the old one, with the same stored offsets, and then the old one is stopped",
		load: busy, instances: oldAndNew, builds: []string{"v1", "v2"}, draw: drawFarewell, inspect: inspectBuilds, ofAll: true,
		want: all(ok),
	},
	{
		name: "rolling-new-build", about: "two instances share the topic; one after the other is stopped and comes back as another build",
		load: inTwo, args: shared, instances: together, builds: []string{"v1", "v2"}, inspect: both(inspectBuilds, inspectRenewed), ofAll: true,
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			second := faults.Place{Time: 2500*time.Millisecond + time.Duration(c.IntN(2000, "milliseconds"))*time.Millisecond}
			return schedule(faults.Fault{Kind: faults.Stop, At: d.soon(c), Restart: restart(c, "v2")},
				faults.Fault{Kind: faults.Stop, Process: instances[1], At: second, Restart: restart(c, "v2")})
		},
		want: all(ok),
	},
	{
		name: "settings-in-checkpoint", about: "SIGTERM between two batches, and the restart is told of smaller ones, but runs what the checkpoint holds",
		builds: []string{"v1", "smaller"}, plainBy: map[string][]string{"smaller": {"--batch", "3"}}, inspect: inspectOldSettings, ofAll: true,
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			stop := d.stopped(c, 2)
			stop.Kind, stop.Restart.Version = faults.Stop, "smaller"
			return schedule(stop)
		},
	},
}

// drawFarewell has the old build stopped: while it works off what was there, or when both have the same to read.
func drawFarewell(c *faults.Choices, d Design) faults.Schedule {
	if c.IntN(2, "soon") == 1 {
		n := d.before + 1 + c.IntN(3*d.batch, "write")
		return schedule(faults.Fault{Kind: faults.Stop, At: faults.Place{Op: d.op, Stage: pick(c, stages, "stage"), Client: "consumer#1", Occurrence: n}})
	}
	at := faults.Place{Time: time.Duration(15+c.IntN(2000, "milliseconds")) * time.Millisecond}
	return schedule(faults.Fault{Kind: faults.Stop, Process: consumerHost, At: at})
}

// inspectBuilds wants every result to say the build that wrote it.
func inspectBuilds(h *model.History, _ model.Verdict) []string {
	build := map[string]string{}
	for _, e := range h.Events {
		switch says := writer(e); {
		case e.Name == "proc.start":
			build[e.Proc] = e.Str("version")
		case says != "" && says != build[e.Str("client")]:
			return []string{fmt.Sprintf("%s wrote a result of build %s (step %d)", e.Str("client"), says, e.Seq)}
		}
	}
	return nil
}

// inspectRenewed wants the new build to write results.
func inspectRenewed(h *model.History, _ model.Verdict) []string {
	if slices.ContainsFunc(h.Events, func(e trace.Event) bool { return writer(e) == "v2" }) {
		return nil
	}
	return []string{"the new build has written nothing"}
}

// inspectSides wants what two builds that share nothing did to agree with what is known of it: of each partition the new
// one begins at s and the old one ends at e, and max(0, e-s) records are handled twice, and max(0, s-e) never.
func inspectSides(h *model.History, v model.Verdict) []string {
	var again, gap int64
	for _, l := range h.Logs {
		begins, ends := int64(-1), int64(0)
		for _, s := range l.Steps {
			if s.Kind != model.Delivered || s.Incarnation < 0 {
				continue
			}
			offset := l.Records[s.Record].Offset
			if old := h.Incarnations[s.Incarnation].Process == consumerHost; old {
				ends = max(ends, offset+1)
			} else if begins < 0 {
				begins = offset
			}
		}
		again, gap = again+max(0, ends-begins), gap+max(0, begins-ends)
	}
	if twice := v.Duplicates + v.Absorbed; int64(twice) != again || int64(v.Losses) != gap {
		return []string{fmt.Sprintf("%d handled twice and %d lost, and where the new one begins and the old one ends says %d and %d", twice, v.Losses, again, gap)}
	}
	return nil
}

// inspectOldSettings wants checkpoints of the restart, and none of them with what it was told.
func inspectOldSettings(h *model.History, _ model.Verdict) []string {
	kept := 0
	for _, e := range h.Events {
		var checkpoint struct {
			State struct{ Settings struct{ Batch int } }
		}
		if e.Name != "disk.rename" || e.Proc != "consumer#2" || json.Unmarshal([]byte(e.Str("data")), &checkpoint) != nil {
			continue
		}
		if got := checkpoint.State.Settings.Batch; got != load.Batch {
			return []string{fmt.Sprintf("batches have %d records after the restart (step %d)", got, e.Seq)}
		}
		kept++
	}
	if kept == 0 {
		return []string{"the restart wrote no checkpoint"}
	}
	return nil
}
