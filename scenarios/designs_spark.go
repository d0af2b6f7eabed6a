package scenarios

import (
	"slices"

	"github.com/onceover/onceover/model"
)

// approaches are the designs of the program scenarios/designs, in the order of the columns.
var approaches = slices.Concat(unmanaged, receivers, timed, spark, files, careful)

// unmanaged store no offsets.
var unmanaged = []Design{
	{
		Name: "latest", Label: "S11", Letter: "A", Strategy: "S11", starts: model.Latest, lags: true,
		About:   "manages no offsets: begins at the ends of the logs",
		Promise: "nothing across restarts",
		op:      "redis.rpush", batch: 3,
	},
	{
		Name: "earliest", Label: "S12", Letter: "B", Strategy: "S12", lags: true,
		About:   "manages no offsets: begins at the starts of the logs",
		Promise: "at least once: everything again after each restart",
		op:      "redis.rpush", batch: 3,
	},
}

// receivers fill memory by themselves and store what they have received.
var receivers = []Design{
	{
		Name: "receiver", Label: "S01", Letter: "C", Strategy: "S01", args: fromStart,
		About:   "receives into memory; a timer stores in ZooKeeper what is received; jobs work on what is in memory",
		Promise: "nothing after a crash",
		op:      "redis.rpush", batch: 3, commit: "zookeeper.setData", first: 1, least: 2, most: 5, read: "zookeeper.getData", readsAt: 3,
	},
	{
		Name: "receiver-log", Label: "S02", Strategy: "S02", args: fromStart, lags: true,
		About:   "receives into a log on the disk, and then stores in ZooKeeper the offset of the last record received",
		Promise: "at least once",
		op:      "redis.rpush", batch: 3, commit: "zookeeper.setData", first: 1, each: 3, least: 2, read: "zookeeper.getData", readsAt: 3,
	},
}

// timed leave it to Kafka's client to store offsets now and then.
var timed = []Design{
	{
		Name: "autocommit-loop", Label: "S10", Strategy: "S10", args: fromStart,
		About:   "polls and processes in one loop; the client stores by a timer what the polls before the newest have returned",
		Promise: "at least once",
		op:      "redis.rpush", batch: 3, commit: "kafka.offset_commit", first: 1, most: 3, read: "kafka.offset_fetch", readsAt: 1, noRead: denied,
		reads: readsKafka,
	},
	{
		Name: "autocommit-handoff", Label: "S10h", Letter: "C", Strategy: "S10", args: fromStart,
		About:   "polls in one loop and processes in another; the client stores by a timer what the polls before the newest have returned",
		Promise: "nothing after a crash",
		op:      "redis.rpush", batch: 3, commit: "kafka.offset_commit", first: 1, most: 1, read: "kafka.offset_fetch", readsAt: 1, noRead: denied,
		reads: readsKafka,
	},
	{
		Name: "kafka-async", Label: "S08", Letter: "H", Strategy: "S08", args: fromStart,
		About:   "writes the results, and sends their offsets to Kafka when the next batch begins, without waiting for the answer",
		Promise: "at least once",
		op:      "redis.rpush", batch: 3, commit: "kafka.offset_commit", first: 1, read: "kafka.offset_fetch", readsAt: 1, noRead: denied,
		reads: readsKafka,
	},
}

// spark are scheduled as Spark does it: a failed batch does not stop those that are queued.
var spark = []Design{
	{
		Name: "zookeeper-from", Label: "S05", Letter: "E", Strategy: "S05", args: fromStart, lags: true,
		About:   "stores where a batch begins in one znode, and then reads and writes it",
		Promise: "at least once: the last batch again after each restart",
		op:      "redis.rpush", batch: 3, commit: "zookeeper.setData", first: 1, least: 2, read: "zookeeper.getData", readsAt: 1,
		reads: readsLine,
	},
	{
		Name: "zookeeper-after", Label: "S04", Letter: "F", Strategy: "S04", args: fromStart,
		About:   "writes the results, and then stores in one znode where the batch ends",
		Promise: "at least once: at most one batch again for each crash",
		op:      "redis.rpush", batch: 3, commit: "zookeeper.setData", first: 1, least: 2, read: "zookeeper.getData", readsAt: 1,
		reads: readsLine,
	},
	{
		Name: "zookeeper-partitions", Label: "S06", Letter: "F", Strategy: "S06",
		About:   "as zookeeper-after, with a znode for each partition, as Kafka's old consumers had it; what cannot be read counts as 0",
		Promise: "at least once: at most one batch again for each crash",
		op:      "redis.rpush", batch: 3, commit: "zookeeper.setData", first: 1, each: 3, least: 2, read: "zookeeper.getData", readsAt: 3,
	},
	{
		Name: "hbase-batch", Label: "S07", Letter: "F", Strategy: "S07", beside: "hbase",
		About:   "as zookeeper-after, with a row in HBase for each batch, under its time; rows expire after 30 days",
		Promise: "at least once: at most one batch again for each crash",
		op:      "redis.rpush", batch: 3, commit: "hbase.put", first: 1, read: "hbase.scan", readsAt: 1, noRead: "503",
		reads: func(c *model.Config) { c.Commits = model.HBaseBatchCommits },
	},
}

// The beginning that approaches are told to make which would begin at the ends of the logs.
var fromStart = []string{"--start", "earliest"}

// denied is Kafka's answer to a group that may not read its offsets: no client tries that again.
const denied = "GROUP_AUTHORIZATION_FAILED"

func readsLine(c *model.Config) { c.Commits = model.LineCommits }

func readsKafka(c *model.Config) { c.Commits = model.KafkaCommits }
