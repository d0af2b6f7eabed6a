package scenarios

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// shared has instances divide the topic among themselves.
var shared = []string{"--instances.shared"}

// together are two instances that start at once, late is a second one that comes while the first works, and three are
// two that start and one that comes.
var (
	together = []Instance{{Name: "consumer"}, {Name: "consumer2"}}
	late     = []Instance{{Name: "consumer"}, {Name: "consumer2", After: 12 * time.Millisecond}}
	three    = []Instance{{Name: "consumer"}, {Name: "consumer2"}, {Name: "consumer3", After: 12 * time.Millisecond}}
)

// busy is a workload that several instances have to do with for a while.
var busy = Workload{Partitions: 3, Records: 90, Later: 90, LaterAt: 100 * time.Millisecond, Size: 60, Batch: 5}

// afterPause is one of which the second half comes when whoever was paused has found ZooKeeper again.
var afterPause = Workload{Partitions: 3, Records: 90, Later: 90, LaterAt: 30 * time.Second, Size: 60, Batch: 5}

// groupRows have several instances, or one that goes on after it was given up.
var groupRows = []row{
	{
		name: "zombie-resumes", about: "an owner pauses for longer than its session, another takes over, and the first goes on",
		load: busy, zombieLoad: afterPause, args: shared, instances: together,
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			return schedule(pauseBeyondSession(c, d.soon(c)))
		},
		inspect: inspectTakeover,
		want:    outcomes{repeats, absorbed, ok},
	},
	{
		name: "second-copy", about: "an operator starts a second copy, which knows of no other, and one of them may end",
		load: busy, instances: late,
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			how := []faults.Kind{faults.Crash, faults.Stop}
			return schedule(faults.Fault{Kind: pick(c, how, "how"), At: d.soon(c), Restart: restart(c, "")})
		},
		inspect: both(inspectTakeover, inspectFenced),
		want:    outcomes{repeats, absorbed, ok},
	},
	{
		name: "late-write-of-zombie", about: "a commit is on its way while its sender dies, and arrives when another may own",
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			late := []time.Duration{sessionTimeout / 3, sessionTimeout + time.Second, 3 * sessionTimeout}
			at := faults.Place{Op: d.commit, Stage: "received", Client: "consumer#1", Occurrence: d.first + c.IntN(batches, "commit")}
			return schedule(faults.Fault{Kind: faults.Delay, For: pick(c, late, "for"), At: at},
				faults.Fault{Kind: faults.Crash, Restart: restart(c, ""), At: at})
		},
		want: outcomes{repeats, absorbed, ok},
	},
	{
		name: "rebalance", about: "an instance joins, and another one leaves and comes back",
		load: busy, args: shared, instances: three,
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			slow := faults.Place{
				Op: d.op, Stage: pick(c, stages[:2], "slow stage"), Client: "consumer2#1", Occurrence: d.before + 1 + c.IntN(d.batch, "slow write"),
			}
			return schedule(faults.Fault{Kind: faults.Stop, At: d.soon(c), Restart: restart(c, "")},
				faults.Fault{Kind: faults.Delay, For: 50 * time.Millisecond, At: slow})
		},
		inspect: both(inspectTakeover, inspectFenced),
		want:    all(ok),
	},
	{
		name: "late-commit-after-revoke", about: "a commit is slow while another instance joins",
		load: busy, args: shared, instances: late,
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			slow := []time.Duration{50 * time.Millisecond, time.Second, sessionTimeout / 3}
			return schedule(faults.Fault{
				Kind: faults.Delay, For: pick(c, slow, "for"),
				At: faults.Place{Op: d.commit, Stage: pick(c, stages[:2], "stage"), Client: "consumer#1", Occurrence: d.first + c.IntN(batches, "commit")},
			})
		},
		inspect: inspectFenced,
		want:    all(ok),
	},
	{
		name: "zookeeper-rolled-back", about: "ZooKeeper is put back to a backup; a file beside the consumer knows how far it was",
		load:   busy,
		argsOf: map[string][]string{"append": {"--store.guard", "/guard"}}, restarts: 4,
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			at := faults.Place{Op: cmp.Or(d.done, d.commit), Stage: "answered", Client: "consumer#1", Occurrence: d.undone + 1 + c.IntN(2, "commit")}
			after, end := 21+c.IntN(20, "milliseconds"), d.storedTimes(c, 4, 6)
			if d.sink != "" { // a backup from before anything was stored, too
				at.Occurrence = pick(c, []int{1, 1, 3, 4}, "commit before the backup")
			}
			end.Restart.After = pick(c, restarts[1:], "back after that") // nobody is there when it is put back
			return schedule(faults.Fault{Kind: faults.DataRollback, At: at, For: time.Duration(after) * time.Millisecond}, end)
		},
		want: outcomes{ok.stopping(), absorbed, ok},
	},
}

// overtaken is what the direct consumer says when somebody else has written its offsets.
const overtaken = "fenced by another writer of these offsets"

// inspectFenced wants nobody to be overtaken: whoever comes waits until the partitions are given back.
func inspectFenced(h *model.History, _ model.Verdict) (notes []string) {
	for _, e := range h.Events {
		if text := e.Str("text"); e.Name == "proc.output" && isInstance(e.Proc) && strings.Contains(text, overtaken) {
			notes = append(notes, fmt.Sprintf("%s was overtaken: %s (step %d)", e.Proc, strings.TrimSpace(text), e.Seq))
		}
	}
	return notes
}

// both makes one inspection of two.
func both(a, b func(*model.History, model.Verdict) []string) func(*model.History, model.Verdict) []string {
	return func(h *model.History, v model.Verdict) []string { return append(a(h, v), b(h, v)...) }
}

// pauseBeyondSession pauses an instance for so long that its session ends.
func pauseBeyondSession(c *faults.Choices, at faults.Place) faults.Fault {
	over := sessionTimeout + 2*time.Second + time.Duration(c.IntN(12, "seconds"))*time.Second
	return faults.Fault{Kind: faults.Pause, At: at, For: over}
}
