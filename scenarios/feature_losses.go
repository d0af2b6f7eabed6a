package scenarios

import (
	"fmt"
	"strings"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/trace"
)

// lossDecided is a consumer whose losses a callback of the user's decides on: it lets pass what retention took, and nothing else.
// What is judged is what the callback was told, and not what the consumer says.
var lossDecided = feature{
	name: "loss-callback", about: "a callback of the user's is told of each loss, with its range and its cause, and says which of them the consumer ends by",
	variant: "decides", load: truncatable, restarts: 4, reports: lossTold,
	promise: model.Promise{Guarantee: model.ExactlyOnceDelivery, Stops: true}, inspect: inspectDecided,
	strikes: func(c *faults.Choices) faults.Schedule {
		if c.IntN(2, "truncated") == 1 {
			return drawTruncation(c, designs[0])
		}
		return drawRetention(c, designs[0])
	},
}

// lossTold reads what the callback says that it was told.
func lossTold(e trace.Event) (model.LossReport, bool) { return lossSaid(e, "told of a loss") }

// inspectDecided wants the cause that is told to be what has befallen the log, and that only a truncated one ends a life.
func inspectDecided(h *model.History, _ model.Verdict) (notes []string) {
	truncated, told := false, 0
	for _, e := range h.Events {
		truncated = truncated || e.Name == "kafka.truncated"
		if _, ok := lossTold(e); !ok {
			continue
		}
		if told++; strings.Contains(e.Str("text"), "cause=truncation") != truncated {
			notes = append(notes, fmt.Sprintf("another cause is told than what befell the log: %s (step %d)", strings.TrimSpace(e.Str("text")), e.Seq))
		}
	}
	failed := 0
	for _, in := range h.Incarnations {
		if isInstance(in.ID) && in.Fate == model.Exited && in.Code != 0 {
			failed++
		}
	}
	if told == 0 || failed > 0 != truncated {
		notes = append(notes, fmt.Sprintf("told of %d losses, %d lives ended by an error, and the log was truncated: %v", told, failed, truncated))
	}
	return notes
}
