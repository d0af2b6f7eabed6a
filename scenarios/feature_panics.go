package scenarios

import (
	"fmt"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// panicCode is the exit code of a Go program that panics.
const panicCode = 2

// panicking is a consumer of which the user's code panics at a write that fails: before its effect, or after it. What comes of
// it is what comes of a crash there.
var panicking = feature{
	name: "handler-panics", about: "the user's code panics at the write of some records, before the effect or after it", variant: "panics",
	promise: model.Promise{Guarantee: model.AtLeastOnce}, inspect: inspectPanic,
	strikes: func(c *faults.Choices) faults.Schedule {
		return schedule(faults.Fault{
			Kind: faults.Fail, Error: "ERR injected",
			At: faults.Place{Op: "redis.rpush", Stage: pick(c, stages[:2], "stage"), Client: "consumer#1", Occurrence: 1 + c.IntN(3*batches, "write")},
		})
	},
}

// inspectPanic wants the first life to end by a panic, and the second one to last.
func inspectPanic(h *model.History, _ model.Verdict) (notes []string) {
	for _, in := range h.Incarnations {
		if panicked := in.Fate == model.Exited && in.Code == panicCode; isInstance(in.ID) && panicked != (in.Number == 1) {
			notes = append(notes, fmt.Sprintf("%s ended with code %d: the first life is to panic, and only that", in.ID, in.Code))
		}
	}
	return notes
}
