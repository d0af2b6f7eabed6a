package scenarios

import (
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// resumes lets what the log no longer has pass.
var resumes = []string{"--on_loss", "resume"}

// cuttable is a workload whose logs can be truncated at any record, as each is in a batch of its own.
var cuttable = Workload{
	Partitions: 3, Records: 90, Later: 60, LaterAt: 3 * time.Second, Size: 60, Batch: 5, Keys: 7, Truncatable: true,
}

// logMutants are wrong about what they read, and where they go on when a log is not as it was.
var logMutants = []mutant{
	{
		number: 7, variant: "stale-buffer", origin: "IBMStreams/streamsx.kafka#117",
		about: "keeps what it read ahead of a partition while another instance has it: old records in place of those whose turn it is",
		load:  busy, args: shared, instances: late,
		draw: func(c *faults.Choices) faults.Schedule {
			return schedule(faults.Fault{
				Kind: faults.Stop, Restart: &faults.Restart{After: time.Duration(c.IntN(4, "seconds")) * time.Second},
				At: faults.Place{Op: "redis.rpush", Stage: pick(c, stages, "stage"), Client: "consumer2#1", Occurrence: 1 + c.IntN(6, "write")},
			})
		},
		foretold: model.Prediction{
			Subs: again, Extent: model.CommittedBefore, Beside: []model.Kind{model.Loss, model.CommitAhead, model.Order},
		},
	},
	{
		number: 8, variant: "reset-earliest", origin: "edenhill/librdkafka#1442, Parsely/pykafka#209",
		about: "begins at the log's start where the stored offset is not in it, and tells nobody",
		load:  cuttable, args: resumes,
		draw: func(c *faults.Choices) faults.Schedule {
			stop := storedTimes(c, 2, 5)
			stop.Restart.After = 2 * time.Second
			return schedule(stop, truncate(c, 1, stop.At))
		},
		foretold: model.Prediction{Subs: again, Extent: model.CommittedBefore, Beside: []model.Kind{model.OffsetRegression}},
	},
	{
		number: 8, variant: "reset-latest", origin: "Parsely/pykafka#597",
		about: "begins at the log's end where the stored offset is not in it, and tells nobody",
		args:  resumes,
		draw: func(c *faults.Choices) faults.Schedule {
			stop := designs[0].stopped(c, 3)
			return schedule(stop, deleteRecords(c, stop.At, 16, 28))
		},
		foretold: model.Prediction{
			Subs: []model.Sub{model.LossReset, model.LossSkip, model.LossSwallowed}, Extent: model.RestOfRange, Beside: []model.Kind{model.CommitAhead},
		},
	},
	{
		number: 9, variant: "never-backwards", origin: "edenhill/librdkafka#1558",
		about: "stores no lower offset than before: after a truncation nothing is stored for long, and a crash repeats that",
		load:  cuttable, args: resumes,
		draw: func(c *faults.Choices) faults.Schedule {
			stop := storedTimes(c, 2, 5)
			stop.Restart.After = 2 * time.Second
			second := crash(c, "redis.rpush", "answered", 4+c.IntN(14, "write"))
			second.At.Client = "consumer#2"
			return schedule(stop, truncate(c, 0, stop.At), second)
		},
		foretold: model.Prediction{
			Subs: again, Extent: model.BeyondFirstBatch, Beside: []model.Kind{model.CommitAhead, model.Loss, model.Stuck},
		},
	},
	{
		number: 10, variant: "stale-epoch", origin: "KAFKA-19902",
		about: "stores the leader epoch that it saw first: after a change of leaders a restart takes the log for truncated",
		load:  goesOn, args: resumes,
		draw: func(c *faults.Choices) faults.Schedule {
			partition := c.IntN(goesOn.Partitions, "partition")
			return schedule(faults.Fault{
				Kind: faults.LeaderMove, Topic: Topic, Partition: partition, Node: (partition+1)%len(brokers) + 1,
				At: faults.Place{Time: time.Duration(40+c.IntN(50, "milliseconds")) * time.Millisecond},
			}, storedTimes(c, 3, 6))
		},
		foretold: model.Prediction{Subs: again, Extent: model.CommittedBefore, Beside: []model.Kind{model.OffsetRegression}},
	},
	{
		number: 15, variant: "short-fetch", origin: "Spark's own test of its direct stream asks for it",
		about: "takes one answer of a broker for the whole range: what it lacks is lost",
		load:  with(func(w *Workload) { w.Keys = 7 }),
		draw: func(c *faults.Choices) faults.Schedule {
			return schedule(faults.Fault{
				Kind: faults.FetchShort, Topic: Topic, Partition: c.IntN(load.Partitions, "partition"), For: time.Second,
				At: faults.Place{Time: time.Duration(c.IntN(20, "milliseconds")) * time.Millisecond},
			})
		},
		foretold: model.Prediction{
			Subs: []model.Sub{model.LossReset, model.LossSkip, model.LossSwallowed}, Extent: model.RestOfRange, Beside: []model.Kind{model.CommitAhead},
		},
	},
	{
		number: 16, variant: "untrimmed", origin: "clients that take record batches as brokers send them",
		about: "does not cut what brokers send before the range: it is handled again",
		draw: func(c *faults.Choices) faults.Schedule {
			stop := storedTimes(c, 1, 6)
			stop.Kind = faults.Stop
			return schedule(stop)
		},
		foretold: model.Prediction{Subs: again, Extent: model.CommittedBefore},
	},
	{
		number: 17, variant: "recreate-blind", origin: "stores that know a topic by its name alone",
		about: "applies the offset of a topic to the one that was created anew under its name",
		load:  goesOn, args: resumes,
		draw: func(c *faults.Choices) faults.Schedule {
			stop := designs[0].stopped(c, 2)
			return schedule(stop, faults.Fault{Kind: faults.TopicRecreate, Topic: Topic, Partitions: goesOn.Partitions, At: stop.At})
		},
		foretold: model.Prediction{
			Subs: []model.Sub{model.LossRecreate}, Extent: model.BelowFirst, Beside: []model.Kind{model.CommitAhead},
		},
	},
	{
		number: 18, variant: "growth-at-latest", origin: "auto.offset.reset=latest, taken for a setting of new groups",
		about: "begins partitions that are added at their ends: what came before is lost",
		load:  with(func(w *Workload) { *w = grows; w.Keys = 7 }),
		args:  []string{"--kafka.discovery", "130ms", "--batch.poll_interval", "10ms"},
		draw: func(c *faults.Choices) faults.Schedule {
			return schedule(addPartitions(faults.Place{Time: time.Duration(10+c.IntN(80, "milliseconds")) * time.Millisecond}))
		},
		foretold: model.Prediction{
			Subs: []model.Sub{model.LossReset, model.LossSkip, model.StuckLag}, Extent: model.BelowFirst, Beside: []model.Kind{model.CommitAhead},
		},
	},
	{
		number: 22, variant: "read-uncommitted", origin: "isolation.level as Kafka's own client has it where nobody sets it",
		about: "reads records whose transactions were aborted, and handles them",
		load:  with(func(w *Workload) { w.Transaction = 9 }),
		draw: func(c *faults.Choices) faults.Schedule {
			stop := storedTimes(c, 1, 6)
			stop.Kind = faults.Stop
			return schedule(stop)
		},
		foretold: model.Prediction{Subs: []model.Sub{model.AbortedReadApplied}},
	},
}

// truncate cuts a log off below what is stored.
func truncate(c *faults.Choices, low int, at faults.Place) faults.Fault {
	return faults.Fault{
		Kind: faults.LogTruncate, Topic: Topic, Partition: c.IntN(load.Partitions, "partition"), Offset: int64(low + c.IntN(10-low, "offset")), At: at,
	}
}
