package scenarios

import (
	"fmt"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// The start policies that name a place. The judge answers for what comes behind the first offset that is stored, so that
// each feature says itself which one that must be.
var (
	// startAtTime begins between the records that were there before and those that come ten seconds after it. The group
	// comes when all of them are there, or no record would be as late as its time.
	startAtTime = feature{
		name: "start-at-time", about: "a group begins at a time that is past, and a crash between its first start and its first batch",
		load:  Workload{Partitions: 3, Records: 30, Later: 60, LaterAt: 20 * time.Second, Size: 60, Batch: 5},
		args:  []string{"--start", "2000-01-01T00:00:10Z"}, // worlds begin with that year
		start: model.Latest, instances: []Instance{{Name: consumerHost, After: 30 * time.Second}},
		promise: model.Promise{Guarantee: model.AtLeastOnce}, strikes: beforeAnchor, inspect: inspectStart(10, 10, 10),
	}
	startExactly = feature{
		name: "start-exactly", about: "a group begins at offsets that are given to it, and a crash between its first start and its first batch",
		args: []string{"--start", "0=3,1=17,2=30"}, start: model.Latest,
		promise: model.Promise{Guarantee: model.AtLeastOnce}, strikes: beforeAnchor, inspect: inspectStart(3, 17, 30),
	}
)

func beforeAnchor(c *faults.Choices) faults.Schedule { return drawBeforeAnchor(c, designs[0]) }

// inspectStart wants the first offset that is stored of each partition to be the one that its policy says.
func inspectStart(want ...int64) func(*model.History, model.Verdict) []string {
	return func(h *model.History, _ model.Verdict) (notes []string) {
		begun := make([]bool, len(want))
		for _, e := range h.Events {
			for _, c := range model.ZooKeeperCommits(e) {
				if c.Record || begun[c.Partition] {
					continue
				}
				if begun[c.Partition] = true; c.Offset != want[c.Partition] {
					notes = append(notes, fmt.Sprintf("%s began %s/%d at %d, and not at %d (step %d)",
						c.Client, c.Topic, c.Partition, c.Offset, want[c.Partition], e.Seq))
				}
			}
		}
		for p, ok := range begun {
			if !ok {
				notes = append(notes, fmt.Sprintf("nobody began partition %d", p))
			}
		}
		return notes
	}
}
