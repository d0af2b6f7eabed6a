package scenarios

import (
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// again are the duplicates that no window excuses.
var again = []model.Sub{model.DuplicateExcess, model.DuplicateRegress, model.DuplicateBehind}

// storeMutants are wrong about what they store, and when.
var storeMutants = []mutant{
	{
		number: 2, variant: "zero-on-error", origin: "wangerxin/bigdata",
		about: "begins at 0 where offsets cannot be read: everything is handled again",
		draw: func(c *faults.Choices) faults.Schedule {
			at := faults.Place{Op: "zookeeper.getData", Stage: "received", Client: "consumer#2", Occurrence: 7 + c.IntN(6, "read")} // who owns what is read before
			return schedule(storedTimes(c, 1, 6), faults.Fault{Kind: faults.Fail, Error: noAuth, At: at})
		},
		foretold: model.Prediction{Subs: again, Extent: model.CommittedBefore, Beside: []model.Kind{model.OffsetRegression}},
	},
	{
		number: 4, variant: "stale-retry", origin: "spring-projects/spring-kafka#3186",
		about: "tries a failed commit again behind a newer one: a crash repeats what was stored",
		draw: func(c *faults.Choices) faults.Schedule {
			n := 3 + c.IntN(3, "commit that fails")
			at := faults.Place{Op: "zookeeper.multi", Stage: "received", Client: "consumer#1", Occurrence: n}
			return schedule(faults.Fault{Kind: faults.Fail, Error: noAuth, At: at},
				crash(c, "zookeeper.multi", pick(c, stages[1:], "stage"), n+2))
		},
		foretold: model.Prediction{Subs: again, Extent: model.CommittedBefore, Beside: []model.Kind{model.OffsetRegression}},
	},
	{
		number: 5, variant: "one-too-far", origin: "weiboad/kafka-php#141",
		about: "takes the next offset for the last one: every restart jumps over a record",
		draw: func(c *faults.Choices) faults.Schedule {
			s := schedule(storedTimes(c, 1, 3))
			if c.IntN(2, "again") == 1 {
				second := crash(c, "zookeeper.multi", "answered", 1+c.IntN(3, "commit of the second"))
				second.At.Client = "consumer#2"
				s.Faults = append(s.Faults, second)
			}
			return s
		},
		foretold: model.Prediction{
			Subs: []model.Sub{model.LossOffByOne}, Extent: model.OneJumpedOver, Beside: []model.Kind{model.CommitAhead},
		},
	},
	{
		number: 6, variant: "cached-commit", origin: "Flink's Kafka connector with offsets in ZooKeeper",
		about: "stores what differs from what it stored, not from what is stored: a rollback leaves partitions behind for ever",
		sink:  "keyed", promise: model.Promise{Guarantee: model.ExactlyOnce, Unordered: true},
		load: Workload{Partitions: 3, Records: 30, Later: 1, LaterAt: 3 * time.Second, Size: 60, Batch: 5},
		draw: func(c *faults.Choices) faults.Schedule {
			at := faults.Place{Op: "zookeeper.multi", Stage: pick(c, stages[1:], "stage"), Client: "consumer#1", Occurrence: 2}
			return schedule(faults.Fault{Kind: faults.DataRollback, At: at, For: time.Duration(1+c.IntN(20, "tenths")) * 100 * time.Millisecond})
		},
		foretold: model.Prediction{Subs: []model.Sub{model.StuckStore}, Extent: model.BehindStored},
	},
	{
		number: 11, variant: "lost-answer", origin: "redpanda-data/redpanda#3456",
		about: "takes a lost answer for a failed commit, and does the batch again",
		draw: func(c *faults.Choices) faults.Schedule {
			at := faults.Place{Op: "zookeeper.multi", Stage: pick(c, stages[:2], "stage"), Client: "consumer#1", Occurrence: 2 + c.IntN(batches, "commit")}
			return schedule(faults.Fault{Kind: faults.Drop, At: at})
		},
		foretold: model.Prediction{Subs: again, Extent: model.CommittedBefore},
	},
	{
		number: 12, variant: "overwriting", origin: "KAFKA-19779",
		about: "checks no version and no owner: one that was paused goes on over what its successor has done",
		draw:  func(c *faults.Choices) faults.Schedule { return drawZombie(c, "redis.rpush") },
		foretold: model.Prediction{
			Subs: again, Extent: model.AgainByZombie, Beside: []model.Kind{model.OffsetRegression, model.Order},
		},
	},
	{
		number: 13, variant: "torn-commit", origin: "programs that store each partition by itself",
		about:   "stores the partitions of a batch one after the other: a crash leaves a part of it stored",
		promise: model.Promise{Guarantee: model.AtLeastOnce, Whole: true},
		draw: func(c *faults.Choices) faults.Schedule {
			return schedule(crash(c, "zookeeper.multi", pick(c, stages, "stage"), 5+c.IntN(3*batches-1, "commit")))
		},
		foretold: model.Prediction{Subs: []model.Sub{model.CommitTorn}, Extent: model.LeftOfBatch},
	},
	{
		number: 14, variant: "parents-once", origin: "programs that make the znodes above their offsets",
		about:    "takes one parent for all of them: a crash between two creates leaves a group that can store nothing",
		restarts: 4,
		draw: func(c *faults.Choices) faults.Schedule {
			return schedule(crash(c, "zookeeper.create", pick(c, stages[1:], "stage"), 1+c.IntN(4, "create")))
		},
		foretold: model.Prediction{Subs: []model.Sub{model.StuckCrashLoop}, Extent: model.BehindStored},
	},
	{
		number: 19, variant: "old-convention", origin: "a rollback to a build that stores the last offset",
		about:  "is rolled back to a build that stores the last offset, not the next: it jumps over a record of each partition",
		builds: []Program{broken, brokenOld}, behind: 1,
		draw: func(c *faults.Choices) faults.Schedule {
			f := storedTimes(c, 1, 5)
			if c.IntN(3, "in a batch") == 0 {
				f = crash(c, "redis.rpush", pick(c, stages, "stage"), 4+c.IntN(12, "write"))
			}
			f.Restart.Version = brokenOld.Version
			return schedule(f)
		},
		foretold: model.Prediction{
			Subs: []model.Sub{model.LossOffByOne}, Extent: model.OneJumpedOver, Beside: []model.Kind{model.CommitAhead},
		},
	},
	{
		number: 20, variant: "narrow-offset", origin: "programs that keep offsets in 32 bits",
		about: "keeps offsets in too few bits: what is stored begins anew from 0, and a restart with it",
		load:  Workload{Partitions: 1, Records: 300, Size: 60, Batch: 20},
		draw: func(c *faults.Choices) faults.Schedule {
			return schedule(storedTimes(c, 11, 16)) // the thirteenth batch ends beyond 256
		},
		foretold: model.Prediction{
			Subs: again, Extent: model.CommittedBefore, Beside: []model.Kind{model.OffsetRegression, model.Stuck},
		},
	},
	{
		number: 23, variant: "read-first", origin: "Kafka's own consumer of version 0.8, which claims what it has read the offsets of",
		about: "reads the stored offsets before it bumps the owner's epoch: what is stored in between is handled again",
		load:  busy, args: shared, instances: []Instance{{Name: "consumer"}, {Name: "consumer2", After: 20 * time.Millisecond}},
		promise: model.Promise{Guarantee: model.ExactlyOnce}, // whoever gives partitions back has stored all that it wrote
		draw: func(c *faults.Choices) faults.Schedule {
			return schedule(faults.Fault{
				Kind: faults.Delay, For: time.Duration(30+c.IntN(50, "milliseconds")) * time.Millisecond,
				At: faults.Place{Op: "zookeeper.multi", Stage: pick(c, stages[:2], "stage"), Client: "consumer#1", Occurrence: 4 + c.IntN(batches, "commit")},
			})
		},
		foretold: model.Prediction{Subs: append([]model.Sub{model.DuplicateOverlap}, again...), Extent: model.CommittedBefore},
	},
}
