package scenarios

import (
	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// sharedTransactions are of several instances, each of which has a transactional id for each of its partitions: what fences is
// the epoch of the partition's id. A transaction that a dead owner left open ends by its time-out.
var sharedTransactions = feature{
	name: "sink-kafka-transaction-shared", about: "results and offsets in transactions of Kafka, of two instances of which one crashes, stops, or pauses beyond its session",
	load: sharedResults, instances: together, prepare: true,
	args:    []string{"--instances.shared", "--sink.kind", "kafka-transaction", "--sink.topic", results, "--sink.offsets_topic", "positions"},
	promise: model.Promise{Guarantee: model.ExactlyOnce}, effect: model.KafkaEffect(results), commits: model.KafkaLogCommits("positions"),
	strikes: func(c *faults.Choices) faults.Schedule {
		at := faults.Place{
			Op: pick(c, []string{"kafka.produce", "kafka.end_txn"}, "operation"), Stage: pick(c, stages, "stage"), Client: consumerHost, // of two that begin at once, one may have to start again
			Occurrence: 1 + c.IntN(4, "occurrence"),
		}
		if c.IntN(2, "pause") == 1 {
			return schedule(pauseBeyondSession(c, at))
		}
		return schedule(faults.Fault{Kind: pick(c, []faults.Kind{faults.Crash, faults.Stop}, "how"), At: at, Restart: restart(c, "")})
	},
}

// sharedResults is a workload of which half comes when a takeover is over, in a world that has a topic for results.
var sharedResults = func() Workload {
	w := afterPause
	w.Topics = results + "=3"
	return w
}()
