package scenarios

import (
	"cmp"
	"fmt"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// month is longer than any store keeps what nobody touches.
const month = 31 * 24 * time.Hour

// outlived is a workload of which the last part comes when the second build is there.
var outlived = Workload{Partitions: 3, Records: 90, Later: 30, LaterAt: 8 * time.Second, Size: 60, Batch: 5}

// beginsAnew is one of which the last part is shorter than what is stored before, and comes while nobody is there.
var beginsAnew = Workload{Partitions: 3, Records: 90, Later: 15, LaterAt: time.Second, Size: 60, Batch: 5}

// moreRows are questions to all designs. Those without an outcome are of the matrix alone: the direct consumer answers them
// elsewhere.
var moreRows = []row{
	{
		name: SweptRow, about: "a crash anywhere, and a restart",
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			return schedule(faults.Fault{Kind: faults.Crash, At: d.anywhere(c), Restart: restart(c, "")})
		},
	},
	{
		name: "batch-fails", about: "the sink refuses one write, and nothing else",
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			n := d.before + 1 + c.IntN(d.batch*(batches-1), "write")
			return schedule(faults.Fault{
				Kind: faults.Fail, Error: cmp.Or(d.refusal, "ERR injected"),
				At: faults.Place{Op: d.op, Stage: "received", Client: "consumer#1", Occurrence: n},
			})
		},
	},
	{
		name: "month-away", about: "a crash between two batches, and nobody is there for a month", patience: month,
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			f := d.storedTimes(c, 4, 6)
			f.Restart.After = month
			return schedule(f)
		},
		want: all(ok),
	},
	{
		name: "topic-created-again-shorter", about: "the topic is deleted and created, and ends before the stored offset when somebody comes back",
		load: beginsAnew, args: []string{"--on_loss", "resume"},
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			stop := d.storedTimes(c, 3, batches)
			stop.Restart.After = 2 * time.Second
			return schedule(stop, faults.Fault{Kind: faults.TopicRecreate, Topic: Topic, Partitions: beginsAnew.Partitions, At: stop.At})
		},
		want: all(ok.reported()),
	},
	{
		name: "build-rolled-back", about: "a new build comes while there is work left, ends, and the old one comes back",
		builds: []string{"v1", "v2"},
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			first, outputs := faults.Fault{Kind: faults.Crash, Restart: restart(c, "v2"), At: d.soon(c)}, d.outputsOf(40)
			if d.bound {
				first, outputs = d.firstEnds(c, faults.Crash), 4 // before the second refuses
			}
			second := faults.Fault{
				Kind: faults.Crash, Restart: &faults.Restart{Version: "v1"},
				At: faults.Place{Process: "consumer#2", Output: 1 + c.IntN(outputs, "output of the second")},
			}
			return schedule(first, second)
		},
	},
	{
		name: "new-build-old-graph", about: "a crash anywhere, and the restart is another build that runs what the checkpoint holds",
		builds: []string{"v1", "v2"}, plainBy: map[string][]string{"v2": {"--old-graph"}}, inspect: inspectOldGraph, ofAll: true,
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			return schedule(d.firstEnds(c, faults.Crash))
		},
	},
	{
		name: "checkpoint-deleted-latest", about: "a new build comes after its checkpoint was deleted, and begins at the logs' ends",
		load: outlived, builds: []string{"v1", "v2"}, plainBy: map[string][]string{"v2": {"--dir", "/new", "--start", "latest"}},
		draw: drawDeletion,
	},
	{
		name: "checkpoint-deleted-earliest", about: "a new build comes after its checkpoint was deleted, and begins at the logs' starts",
		load: outlived, builds: []string{"v1", "v2"}, plainBy: map[string][]string{"v2": {"--dir", "/new"}},
		draw: drawDeletion,
	},
}

// drawDeletion has the second build come a while after the first has ended.
func drawDeletion(c *faults.Choices, d Design) faults.Schedule {
	f := d.firstEnds(c, faults.Crash)
	f.Restart.After = 2 * time.Second
	return schedule(f)
}

// inspectOldGraph wants no result of the new build: it is not the one that runs.
func inspectOldGraph(h *model.History, _ model.Verdict) []string {
	for _, e := range h.Events {
		if e.Name == "redis.effect" && writer(e) == "v2" {
			return []string{fmt.Sprintf("the new build runs (step %d)", e.Seq)}
		}
	}
	return nil
}
