package scenarios

import (
	"fmt"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// inParts is what makes every request to ZooKeeper too large but those that write one partition: the writes of one are never
// divided.
var inParts = []string{"--zookeeper.request_max", "1"}

// registers is how many multis a consumer registers by, in parts: of its own znode, and of each partition's owner.
var registers = 1 + load.Partitions

// Offsets that one request cannot hold: a multi for each partition, and what happens between them.
var (
	commitInParts = feature{
		name: "commit-in-parts", about: "struck between the multis of a batch whose offsets no single request can hold",
		args: inParts, promise: model.Promise{Guarantee: model.AtLeastOnce}, inspect: inspectInParts,
		strikes: func(c *faults.Choices) faults.Schedule {
			return betweenParts(c, registers+load.Partitions, load.Partitions*batches)
		},
	}
	beginInParts = feature{
		name: "begin-in-parts", about: "struck between the multis of the offsets on which a group begins: those that are missing become no others",
		args: append([]string{"--start", "0=3,1=17,2=30"}, inParts...), start: model.Latest,
		promise: model.Promise{Guarantee: model.AtLeastOnce}, inspect: both(inspectInParts, inspectStart(3, 17, 30)),
		strikes: func(c *faults.Choices) faults.Schedule {
			s := betweenParts(c, registers, load.Partitions)
			if c.IntN(2, "the second start is struck too") == 1 {
				again := crash(c, "zookeeper.multi", pick(c, stages, "stage of the second"), registers+1)
				again.At.Client = "consumer#2"
				s.Faults = append(s.Faults, again)
			}
			return s
		},
	}
)

// betweenParts crashes the first life at one of n multis that come behind others. The answer of one before may have been
// lost: the consumer must find out that it was applied.
func betweenParts(c *faults.Choices, before, n int) faults.Schedule {
	k := c.IntN(n, "multi")
	s := schedule(crash(c, "zookeeper.multi", pick(c, stages, "stage"), before+1+k))
	if k > 0 && c.IntN(2, "an answer is lost") == 1 {
		at := faults.Place{Op: "zookeeper.multi", Stage: "applied", Client: "consumer#1", Occurrence: before + 1 + c.IntN(k, "lost answer")}
		s.Faults = append(s.Faults, faults.Fault{Kind: faults.Drop, At: at})
	}
	return s
}

// inspectInParts wants no multi to store offsets of two partitions, and the first partition to be the last that begins.
func inspectInParts(h *model.History, _ model.Verdict) (notes []string) {
	stored := map[int64]int{} // partition by transaction
	seen := map[int]bool{}
	for _, e := range h.Events {
		for _, c := range model.ZooKeeperCommits(e) {
			if other, ok := stored[c.Txn]; ok && other != c.Partition {
				notes = append(notes, fmt.Sprintf("%s stored %s/%d and %d at once (step %d)", c.Client, c.Topic, other, c.Partition, e.Seq))
			}
			stored[c.Txn] = c.Partition
			if seen[c.Partition] = true; c.Partition == 0 && len(seen) < load.Partitions {
				return append(notes, fmt.Sprintf("%s began %s/0 before other partitions (step %d)", c.Client, c.Topic, e.Seq))
			}
		}
	}
	return notes
}
