package scenarios

import (
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// setAt is when an operator sets an offset: the consumer has read what there is, or writes a batch that takes longer, and
// stores offsets again only afterwards.
const setAt = 50 * time.Millisecond

// setUnderway is a feature whose store tells nobody that an offset was set by hand: only reading it again does.
func setUnderway(name string, f feature) feature {
	beside := f.load.Beside
	f.name, f.about = name, "an operator sets an offset under a consumer, which must notice that before it stores another"
	f.load = goesOn
	f.load.Beside, f.batches = beside, 2 // one that was in flight, and the one that the operator wants again
	f.errands = []Errand{{After: setAt, Program: directV1, Args: []string{"offsets", "set", "--offset", "3", "--partitions", "0", "--rewind"}}}
	f.promise = model.Promise{Guarantee: model.AtLeastOnce}
	f.strikes = func(c *faults.Choices) faults.Schedule {
		return schedule(faults.Fault{
			Kind: faults.Delay, For: 2 * setAt,
			At: faults.Place{Op: "redis.rpush", Stage: pick(c, stages[:2], "stage"), Client: "consumer#1", Occurrence: 1 + c.IntN(6, "write")},
		})
	}
	f.inspect = inspectOvertaken
	return f
}

// inspectOvertaken wants a consumer to say that it was overtaken.
func inspectOvertaken(h *model.History, v model.Verdict) []string {
	if len(inspectFenced(h, v)) == 0 {
		return []string{"nobody noticed that an operator had set an offset"}
	}
	return nil
}
