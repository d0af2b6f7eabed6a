package scenarios

import (
	"slices"
	"strings"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/trace"
)

// changed is the version under which a feature's consumer is started with other arguments.
const changed = "changed"

// sinkChanged is a group whose offsets are in the store alone until its sink is to keep them, too. It began at the logs'
// ends, and not to go on from the store would be to begin there again.
var sinkChanged = feature{
	name: "sink-becomes-transactional", about: "the restart writes results and offsets in one transaction, where the store has the offsets so far",
	load: goesOn, args: atEnd, start: model.Latest, becomes: []string{"--sink.kind", "redis-transaction"},
	promise: model.Promise{Guarantee: model.AtLeastOnce}, commits: inBoth,
	strikes: aroundChange("redis.rpush", "redis.exec", 3), // on its way to the transactions, or in them
}

// sinkLeft is a group whose sink has kept its offsets until the store's are to count, which follow them by a batch at most. It
// is judged by the store's alone: a batch that the sink has with its offsets may be written again, where a crash kept these from
// the store.
var sinkLeft = feature{
	name: "sink-stops-being-transactional", about: "the restart appends results, and the store's offsets count, which followed the sink's so far",
	load: goesOn, args: append(slices.Clone(atEnd), "--sink.kind", "redis-transaction"), start: model.Latest,
	becomes: []string{"--sink.kind", "redis-append"},
	promise: model.Promise{Guarantee: model.AtLeastOnce}, commits: model.ZooKeeperCommits,
	strikes: aroundChange("redis.exec", "redis.rpush", 6),
}

// aroundChange ends the consumer at a write of the sink that it has or of offsets, and starts it changed; perhaps that one crashes at one
// of the first so many writes of the sink that it has then.
func aroundChange(before, after string, most int) func(c *faults.Choices) faults.Schedule {
	return func(c *faults.Choices) faults.Schedule {
		how := pick(c, []faults.Kind{faults.Crash, faults.Stop}, "how")
		end := faults.Fault{Kind: how, Restart: restart(c, changed), At: faults.Place{
			Op: pick(c, []string{before, "zookeeper.multi"}, "operation"), Stage: pick(c, stages, "stage"), Client: "consumer#1",
			Occurrence: 3 + c.IntN(3, "occurrence"),
		}}
		s := schedule(end)
		if c.IntN(2, "again") == 1 {
			s.Faults = append(s.Faults, faults.Fault{Kind: faults.Crash, Restart: &faults.Restart{After: 100 * time.Millisecond}, At: faults.Place{
				Op: after, Stage: pick(c, stages, "stage"), Client: "consumer#2",
				Occurrence: 1 + c.IntN(most, "occurrence of "+strings.TrimPrefix(after, "redis.")),
			}})
		}
		return s
	}
}

// inBoth reads the offsets of the store, and those of the sink.
func inBoth(e trace.Event) []model.Commit {
	kept := model.RedisCommits(e)
	for i := range kept {
		kept[i].Store = "redis"
	}
	return append(kept, model.ZooKeeperCommits(e)...)
}
