package scenarios

import "github.com/onceover/onceover/model"

// files keep their place on the consumer's own disk.
var files = []Design{
	{
		Name: "file-batch", Label: "S09", Strategy: "S09",
		About:   "writes the results, and then replaces a file with the offsets; the first error ends it",
		Promise: "at least once: at most one batch again for each crash",
		op:      "redis.rpush", batch: 3, outputs: [2]int{31, 5}, reads: readsFile,
	},
	{
		Name: "checkpoint", Label: "S03", Letter: "I", Strategy: "S03", args: fromStart,
		About:   "writes a checkpoint of the whole program beside the batches, which a start takes up: its batches, settings and build",
		Promise: "at least once, as long as the program stays the same",
		op:      "redis.rpush", batch: 3, outputs: [2]int{36, 5}, reads: readsFile, bound: true,
	},
}

// careful go on with a batch when the one before it is done, and end where one fails.
var careful = []Design{
	{
		Name: "commit-first", Label: "S13", Letter: "D", Strategy: "S13",
		About:   "stores where a batch ends in ZooKeeper, and then reads and writes it",
		Promise: "at most once: at most one batch is lost for each crash",
		op:      "redis.rpush", batch: 3, commit: "zookeeper.setData", first: 1, each: 3, least: 2, read: "zookeeper.getData", readsAt: 3, life: 60,
	},
	{
		Name: "zookeeper-strict", Label: "G", Letter: "G", Strategy: "S04 as it is meant",
		About:   "writes the results, and then stores in ZooKeeper where the batch ends, all partitions in one multi; the first error ends it",
		Promise: "at least once: at most one batch again for each crash",
		op:      "redis.rpush", batch: 3, commit: "zookeeper.multi", first: 1, read: "zookeeper.getData", readsAt: 3,
	},
	{
		Name: "failed-log", Label: "S16", Strategy: "S16",
		About:   "as zookeeper-strict, and records that cannot be processed go to a log on the disk before that",
		Promise: "at least once, in one of two places",
		op:      "redis.rpush", batch: 3, commit: "zookeeper.multi", first: 1, read: "zookeeper.getData", readsAt: 3, keyed: true,
		reads: func(c *model.Config) { c.Effect = either(model.RedisEffect, model.FileEffect) },
	},
	{
		Name: "keyed", Label: "S14", Letter: "J", Strategy: "S14",
		About:   "as zookeeper-strict, with results under keys that hold topic id, partition and offset",
		Promise: "exactly once, where results are read by their keys",
		op:      "redis.set", batch: 15, commit: "zookeeper.multi", first: 1, read: "zookeeper.getData", readsAt: 3, keyed: true,
	},
	{
		Name: "keyed-business", Label: "S14b", Strategy: "S14 (b)", keys: 7,
		About:   "as zookeeper-strict, with results under the records' own keys",
		Promise: "each key ends up with its newest value",
		op:      "redis.set", batch: 15, commit: "zookeeper.multi", first: 1, read: "zookeeper.getData", readsAt: 3,
	},
	{
		Name: "transaction", Label: "S15", Letter: "K", Strategy: "S15",
		About:   "writes results and offsets in one transaction of the sink, and only if the offsets are those that it began with",
		Promise: "exactly once",
		op:      "redis.exec", batch: 1, commit: "redis.exec", first: 1, read: "redis.mget", readsAt: 1, noRead: "ERR injected",
		reads: func(c *model.Config) { c.Commits = model.RedisCommits },
	},
	{
		Name: "kafka-transaction", Label: "L", Letter: "L", Strategy: "S15 in Kafka", args: fromStart, topics: results + "=3",
		About:   "produces results to a topic and stores offsets in one transaction of Kafka",
		Promise: "exactly once, to whoever reads committed results",
		op:      "kafka.produce", batch: 3, refusal: "UNKNOWN_SERVER_ERROR", commit: "kafka.end_txn", first: 1, each: 3,
		read: "kafka.offset_fetch", readsAt: 1, noRead: denied,
		reads: func(c *model.Config) { c.Commits, c.Effect = model.KafkaCommits, model.KafkaEffect(results) },
	},
}

func readsFile(c *model.Config) { c.Commits = model.FileCommits }
