package scenarios

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// batches is how many batches the usual workload has. Two commits come before those of batches: of the owner's epoch, and
// of where the group begins.
const batches = 6

// forGood is longer than a run.
const forGood = time.Hour

// crashRows have one instance that ends, or whose sink or store fails it.
var crashRows = []row{
	{
		name: "clean-stop", about: "SIGTERM anywhere, and a restart",
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			return schedule(faults.Fault{Kind: faults.Stop, At: d.anywhere(c), Restart: restart(c, "")})
		},
		inspect: inspectTakeover,
		want:    all(ok),
	},
	{
		name: "crash-before-output", about: "a crash when a batch is read, or the one before it stored",
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			if c.IntN(2, "first batch") == 1 {
				return schedule(crash(c, "kafka.fetch", pick(c, stages, "stage"), 1+c.IntN(3, "fetch")))
			}
			return schedule(d.betweenBatches(c))
		},
		inspect: inspectTakeover,
		want:    all(ok),
	},
	{
		name: "crash-mid-output", about: "a crash while a batch is written",
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			if d.batch == 1 { // the commands that the transaction is made of
				return schedule(crash(c, "redis.rpush", pick(c, stages, "stage"), 1+c.IntN(3*batches, "command")))
			}
			n := d.last(c.IntN(batches, "batches before")) + 1 + c.IntN(d.batch-1, "write")
			return schedule(crash(c, d.op, pick(c, stages, "stage"), n))
		},
		inspect: inspectTakeover,
		want:    outcomes{repeats, absorbed, ok},
	},
	{
		name: "crash-after-output", about: "a crash between a batch's last write and its commit",
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			return schedule(crash(c, d.op, "answered", d.last(1+c.IntN(batches, "batch"))))
		},
		inspect: inspectTakeover,
		want:    outcomes{repeats, absorbed, ok},
	},
	{
		name: "crash-inside-commit", about: "a crash while offsets are stored",
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			return schedule(crash(c, d.commit, pick(c, stages[:2], "stage"), d.within(d.first+c.IntN(batches*max(1, d.each), "commit"))))
		},
		inspect: inspectTakeover,
		want:    outcomes{repeats, absorbed, ok},
	},
	{
		name: "commit-answer-lost", about: "a commit is applied, and its answer lost; the consumer lives",
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			at := faults.Place{Op: d.commit, Stage: "applied", Client: "consumer", Occurrence: d.within(max(1, d.first-1+c.IntN(batches+1, "commit")))}
			return schedule(faults.Fault{Kind: faults.Drop, At: at})
		},
		inspect: inspectLives,
		want:    all(ok),
	},
	{
		name: "output-fails-for-good", about: "the sink takes nothing any more while the next batch is queued",
		restarts: 4,
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			n := d.before + 1 + c.IntN(d.batch*batches, "write")
			return schedule(refuse(d.op, "consumer#1", n, cmp.Or(d.refusal, "ERR injected")))
		},
		want: all(ok.stopping()),
	},
	{
		name: "concurrent-batches-crash", about: "a crash while three batches are written at once, or one of them fails",
		args: []string{"--batch.concurrent", "3"}, plain: []string{"--concurrent", "3"},
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			if d.batch > 1 && c.IntN(2, "one batch fails, and those behind it do not") == 1 {
				n := d.before + 1 + c.IntN(3*d.batch, "write that fails")
				return schedule(faults.Fault{
					Kind: faults.Fail, Error: "ERR injected", At: faults.Place{Op: d.op, Stage: "received", Client: "consumer#1", Occurrence: n},
				})
			}
			n := d.before + 1 + c.IntN(d.batch*batches, "write")
			return schedule(crash(c, d.op, pick(c, stages, "stage"), n))
		},
		want: outcomes{repeatsThree, absorbed.unordered(), ok},
	},
	{
		name: "store-down", about: "the store of offsets cannot be reached for a while, below and beyond a session's time-out, or does not keep up",
		plain: []string{"--checkpoint-time", "20ms"}, draw: drawStoreDown,
		want: outcomes{repeats, absorbed, ok},
	},
	{
		name: "lag-monitor", about: "a crash anywhere, while a monitor reads the offsets as Kafka's old consumers kept them", ofAll: true,
		bystander: &Bystander{monitorProgram, []string{
			"--zookeeper", "zookeeper:2181", "--group", Group, "--topic", Topic, "--partitions", "3", "--every", "5ms",
		}},
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			return schedule(faults.Fault{Kind: faults.Crash, At: d.anywhere(c), Restart: restart(c, "")})
		},
		inspect: inspectMonitor,
		want:    outcomes{repeats, absorbed, ok},
	},
	{
		name: "store-unreadable", about: "offsets are stored, and a restart may not read them",
		restarts: 4,
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			return schedule(d.betweenBatches(c), d.unreadable(c))
		},
		inspect: inspectUnreadable,
		want:    all(ok.stopping()),
	},
}

// inspectLives wants the first incarnation to last to the end: nothing that happens is a reason to end.
func inspectLives(h *model.History, _ model.Verdict) []string {
	for _, e := range h.Events {
		if e.Name == "proc.start" && isInstance(e.Proc) && !strings.HasSuffix(e.Proc, "#1") {
			return []string{fmt.Sprintf("%s was started (step %d): the one before it should have lived", e.Proc, e.Seq)}
		}
	}
	return nil
}

var stages = []string{"received", "applied", "answered"}

func pick[T any](c *faults.Choices, from []T, label string) T { return from[c.IntN(len(from), label)] }

func schedule(f ...faults.Fault) faults.Schedule { return faults.Schedule{Faults: f} }

// crash kills the first incarnation at a stage of its n-th operation of that name.
func crash(c *faults.Choices, op, stage string, n int) faults.Fault {
	return faults.Fault{
		Kind: faults.Crash, Restart: restart(c, ""),
		At: faults.Place{Op: op, Stage: stage, Client: "consumer#1", Occurrence: n},
	}
}

// refuse has a service refuse an operation from the n-th one of an incarnation on.
func refuse(op, client string, n int, answer string) faults.Fault {
	return faults.Fault{
		Kind: faults.Refuse, Error: answer, For: forGood,
		At: faults.Place{Op: op, Stage: "received", Client: client, Occurrence: n},
	}
}
