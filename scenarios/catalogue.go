package scenarios

import (
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// load is the workload of most scenarios: some six batches of each partition.
var load = Workload{Partitions: 3, Records: 90, Size: 60, Batch: 5}

// sessionTimeout is the ZooKeeper session time-out of the direct consumer.
const sessionTimeout = 6 * time.Second

// Catalogue returns the scenarios, in the order in which they are listed and run.
func Catalogue() []Scenario {
	return []Scenario{
		directAppend(), directKeyed(), directTransaction(), directUpgrade(), directFirstStart(),
		brokenCommitFirst(), brokenLastOffset(), brokenSwallowedCommit(),
	}
}

// space is what may go wrong around a consumer that writes its results by these operations.
func space(sinkOps ...faults.Operation) faults.Space {
	operations := []faults.Operation{
		{Op: "zookeeper.multi", Mutation: true, Count: 8},
		{Op: "zookeeper.create", Mutation: true, Count: 17},
		{Op: "zookeeper.getChildren2", Count: 5},
		{Op: "zookeeper.getData", Count: 6},
		{Op: "zookeeper.sync", Count: 1},
		{Op: "zookeeper.connect", Count: 1},
		{Op: "kafka.fetch", Count: 3, Errors: []string{"NOT_LEADER_FOR_PARTITION", "UNKNOWN_SERVER_ERROR"}},
		{Op: "kafka.list_offsets", Count: 7, Errors: []string{"NOT_LEADER_FOR_PARTITION"}},
		{Op: "kafka.metadata", Count: 2},
	}
	return faults.Space{
		Processes:  []string{"consumer"},
		Outputs:    90,
		Within:     15 * time.Millisecond,
		Timeout:    sessionTimeout,
		Operations: append(operations, sinkOps...),
		Links: [][2][]string{
			{{consumerHost}, {"zookeeper"}}, {{consumerHost}, {"redis"}}, {{consumerHost}, brokers}, {{consumerHost}, {"kafka-2"}},
		},
		Also: bearable, Topic: Topic, Partitions: load.Partitions, Brokers: len(brokers), Records: load.Records / load.Partitions,
	}
}

// bearable are the kinds of faults that a program need not withstand and the direct consumer does: it keeps what it promises
// and comes to the end of the topic.
var bearable = []faults.Kind{
	faults.Half, faults.Refuse, faults.ClockBack, faults.ClockForward, faults.SessionExpire, faults.ConnectionCut, faults.LeaderMove,
	faults.BrokerStop, faults.LogEndLow, faults.FetchShort,
}

func directAppend() Scenario {
	return Scenario{
		Name:     "direct-append",
		Summary:  "direct consumer, offsets in ZooKeeper after the results are appended",
		Workload: load,
		Consumer: direct("append", load, directV1),
		Drains:   true,
		Promise:  model.Promise{Guarantee: model.AtLeastOnce},
		Space:    space(faults.Operation{Op: "redis.rpush", Mutation: true, Count: 18, Errors: []string{"ERR injected"}}),
		Zombie:   "redis.rpush",
	}
}

func directKeyed() Scenario {
	return Scenario{
		Name:     "direct-keyed",
		Summary:  "direct consumer, results under keys that hold topic id, partition and offset",
		Workload: load,
		Consumer: direct("keyed", load, directV1),
		Drains:   true,
		// A batch is one pipeline of SETs, which is not atomic: where one of them fails, those behind it are written before
		// it is tried again. Each result has a key of its own, so that no reader can see an order.
		Promise: model.Promise{Guarantee: model.ExactlyOnce, Unordered: true},
		Space:   space(faults.Operation{Op: "redis.set", Mutation: true, Count: 90, Errors: []string{"ERR injected"}}),
		Zombie:  "redis.set",
	}
}

func directTransaction() Scenario {
	return Scenario{
		Name:     "direct-transaction",
		Summary:  "direct consumer, results and offsets in one transaction of the sink, zombies included",
		Workload: load,
		Consumer: direct("transaction", load, directV1),
		Drains:   true,
		Promise:  model.Promise{Guarantee: model.ExactlyOnce},
		Model:    model.Config{Commits: model.RedisCommits},
		Space: space(
			faults.Operation{Op: "redis.exec", Mutation: true, Count: 6, Errors: []string{"ERR injected"}},
			faults.Operation{Op: "redis.watch", Count: 6},
		),
		Zombie: "redis.exec",
	}
}
