package scenarios

import (
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// goesOn is a workload of which two thirds come while the consumer runs.
var goesOn = Workload{Partitions: 3, Records: 30, Later: 60, LaterAt: 100 * time.Millisecond, Size: 60, Batch: 5}

// grows is one whose later records go to five partitions.
var grows = Workload{
	Partitions: 3, Records: 30, Later: 60, LaterAt: 100 * time.Millisecond, LaterPartitions: 5, Size: 60, Batch: 5,
}

// compacted is one whose topic is compacted, and truncatable one whose logs can be truncated.
var (
	compacted   = with(func(w *Workload) { w.Compacted, w.Keys = Topic, 7 })
	truncatable = Workload{
		Partitions: 3, Records: 90, Later: 72, LaterAt: 3 * time.Second, Size: 60, Batch: 5, Truncatable: true, // an end at no batch of the consumer
	}
)

// atEnd has a group begin at the ends of the logs.
var atEnd = []string{"--start", "latest"}

// logRows have a topic that changes under the consumer.
var logRows = []row{
	{
		name: "partition-added-running", about: "partitions are added to the topic, of a group that began at its end",
		load: grows, args: []string{"--start", "latest", "--kafka.discovery", "1s"}, plain: atEnd, start: model.Latest,
		draw: func(c *faults.Choices, _ Design) faults.Schedule {
			at := faults.Place{Time: time.Duration(30+c.IntN(60, "milliseconds")) * time.Millisecond}
			return schedule(addPartitions(at))
		},
		want: all(ok),
	},
	{
		name: "partition-added-stopped", about: "partitions are added to the topic while nobody reads it",
		load: grows,
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			stop := d.stopped(c, 2)
			return schedule(stop, addPartitions(stop.At))
		},
		want: all(ok),
	},
	{
		name: "first-start-at-latest", about: "a crash between a group's first start at the log's end and its first batch",
		load: goesOn, args: atEnd, plain: atEnd, start: model.Latest,
		draw: drawBeforeAnchor,
		want: all(ok),
	},
	{
		name: "retention-passed-stored-offset", about: "the log begins behind the stored offset, and the policy is to go on",
		args: []string{"--on_loss", "resume"}, draw: drawRetention,
		want: all(ok.reported()),
	},
	{
		name: "retention-passed-stored-offset-fail", about: "the log begins behind the stored offset, and the policy is to fail",
		restarts: 4, draw: drawRetention,
		want: all(ok.stopping().reported()),
	},
	{
		name: "retention-during-batch", about: "records are deleted when a batch of them is planned",
		load: goesOn, args: []string{"--on_loss", "resume"},
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			at := faults.Place{Op: "kafka.fetch", Stage: "received", Client: "consumer#1", Occurrence: 1}
			if d.sink == "" { // nothing is read yet
				return schedule(deleteRecords(c, at, 1, 10))
			}
			if at.Occurrence += c.IntN(3, "fetch"); c.IntN(2, "before the fetch") == 1 {
				at.Op, at.Stage, at.Occurrence = "kafka.list_offsets", pick(c, stages, "stage"), 4+c.IntN(3, "lists")
			}
			return schedule(deleteRecords(c, at, 1, 10))
		},
		want: all(ok.reported()),
	},
	{
		name: "topic-created-again", about: "the topic is deleted and created, and the policy is to go on",
		load: goesOn, args: []string{"--on_loss", "resume"}, draw: drawRecreation,
		want: all(ok.reported()),
	},
	{
		name: "topic-created-again-fail", about: "the topic is deleted and created, and the policy is to fail",
		load: goesOn, restarts: 4, draw: drawRecreation,
		want: all(ok.stopping().reported()),
	},
	{
		name: "aborted-and-control-records", about: "the logs have holes of aborted transactions and markers, and a crash between batches",
		load: Workload{Partitions: 3, Records: 90, Size: 60, Batch: 5, Transaction: 9},
		draw: func(c *faults.Choices, d Design) faults.Schedule { return schedule(d.betweenBatches(c)) },
		want: all(ok),
	},
	{
		name: "compaction", about: "superseded records leave the logs between two batches, or while one is read",
		load: compacted,
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			compact := faults.Fault{Kind: faults.LogCompact, Topic: Topic, Partition: c.IntN(load.Partitions, "partition")}
			if c.IntN(2, "running") == 1 {
				compact.At = faults.Place{Op: "kafka.fetch", Stage: "received", Client: "consumer#1", Occurrence: 1 + c.IntN(3, "fetch")}
				return schedule(compact)
			}
			stop := d.stopped(c, 3)
			compact.At = stop.At
			return schedule(stop, compact)
		},
		want: all(ok),
	},
	{
		name: "unclean-election", about: "a log is truncated below the stored offset and grows again, and the policy is to go on",
		load: truncatable, args: []string{"--on_loss", "resume"}, draw: drawTruncation,
		want: all(ok.reported()),
	},
	{
		name: "unclean-election-fail", about: "a log is truncated below the stored offset and grows again, and the policy is to fail",
		load: truncatable, restarts: 4, draw: drawTruncation,
		want: all(ok.stopping().reported()),
	},
	{
		name: "leader-moves", about: "another broker comes to lead a partition",
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			at := d.anywhere(c)
			if d.starts == model.Latest { // where it begins is no question of this row
				at = d.writes(c)
			}
			if c.IntN(2, "at a fetch") == 1 {
				at = faults.Place{Op: "kafka.fetch", Stage: pick(c, stages, "stage"), Client: "consumer#1", Occurrence: 1 + c.IntN(3, "fetch")}
			}
			partition := c.IntN(load.Partitions, "partition")
			node := (partition+1+c.IntN(2, "node"))%len(brokers) + 1 // the partition is led by the broker of its number
			return schedule(faults.Fault{Kind: faults.LeaderMove, Topic: Topic, Partition: partition, Node: node, At: at})
		},
		inspect: inspectLives,
		want:    all(ok),
	},
	{
		name: "clock-set-back", about: "the consumer's clock is set back, and the consumer crashes between two batches",
		draw: func(c *faults.Choices, d Design) faults.Schedule {
			back := []time.Duration{time.Second, time.Hour, 30 * 24 * time.Hour}
			stop := d.storedTimes(c, 4, 6)
			at := stop.At
			if c.IntN(2, "long before the crash") == 1 {
				at = faults.Place{Process: "consumer#1", Output: 1 + c.IntN(40, "output")}
			}
			return schedule(faults.Fault{Kind: faults.ClockBack, By: pick(c, back, "by"), At: at}, stop)
		},
		want: all(ok),
	},
}
