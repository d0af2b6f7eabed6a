package scenarios

import (
	"fmt"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// fourDays is less than Kafka remembers an offset for that nobody commits, and twice that is more.
const fourDays = 4 * 24 * time.Hour

// storeKafkaIdle has a partition to which nothing comes after its first records: the two later ones go to two others.
var storeKafkaIdle = feature{
	name: "store-kafka-idle", about: "offsets in Kafka's group, and a partition without records for longer than Kafka remembers one, while others get some",
	load:    Workload{Partitions: 3, Records: 90, Later: 2, LaterAt: fourDays, Size: 60, Batch: 5},
	args:    []string{"--store.kind", "kafka"},
	away:    3 * fourDays,
	promise: model.Promise{Guarantee: model.AtLeastOnce}, commits: model.KafkaCommits, inspect: inspectRemembered,
	strikes: func(c *faults.Choices) faults.Schedule {
		// The first life stores where the group begins by two commits, and ends at the last one of its batches; the second
		// has records of two of the three partitions, and ends at its first commit.
		first := crash(c, "kafka.offset_commit", pick(c, stages[1:], "stage"), 2+batches)
		second := crash(c, "kafka.offset_commit", pick(c, stages[1:], "stage of the second"), 1)
		second.At.Client = "consumer#2"
		first.Restart.After, second.Restart.After = fourDays, fourDays
		return schedule(first, second)
	},
}

// inspectRemembered wants three lives, and none that has to begin a partition again.
func inspectRemembered(h *model.History, _ model.Verdict) (notes []string) {
	lives := 0
	for _, in := range h.Incarnations {
		if in.Process == consumerHost {
			lives++
		}
	}
	if lives != 3 {
		notes = append(notes, fmt.Sprintf("%d lives, and three were to be", lives))
	}
	for _, e := range h.Events {
		for _, c := range model.KafkaCommits(e) {
			if c.Removed {
				notes = append(notes, fmt.Sprintf("the offset of %s/%d was forgotten (step %d)", c.Topic, c.Partition, e.Seq))
			}
		}
	}
	return notes
}
