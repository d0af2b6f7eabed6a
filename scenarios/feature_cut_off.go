package scenarios

import (
	"fmt"
	"strings"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// memberCutOff has a member that reaches all but ZooKeeper: nothing but its own clock can tell it that it may own nothing any more. The
// later records come when its session has ended and somebody else owns what it had.
var memberCutOff = feature{
	name: "member-cut-off", about: "one of two instances cannot reach ZooKeeper for longer than its session, but Kafka and the sink: it gives itself up in time",
	load: cutOff, instances: together, args: shared,
	promise: model.Promise{Guarantee: model.AtLeastOnce}, inspect: both(inspectTakeover, inspectCutOff),
	strikes: func(c *faults.Choices) faults.Schedule {
		at := faults.Place{Time: time.Second + time.Duration(c.IntN(1000, "milliseconds"))*time.Millisecond} // it has nothing to do then
		if c.IntN(2, "at work") == 1 {
			at = faults.Place{Op: "redis.rpush", Stage: pick(c, stages, "stage"), Client: "consumer#1", Occurrence: 1 + c.IntN(4, "write")}
		}
		return schedule(faults.Fault{Kind: faults.NetPartition, Hosts: [2][]string{{consumerHost}, {"zookeeper"}}, For: 3 * sessionTimeout, At: at})
	},
}

var cutOff = Workload{Partitions: 3, Records: 90, Later: 90, LaterAt: 2 * sessionTimeout, Size: 60, Batch: 5}

// inspectCutOff wants the member that was cut off to write nothing once its session may have ended, and to say why it ends.
func inspectCutOff(h *model.History, _ model.Verdict) (notes []string) {
	const member = "consumer#1"
	over, said := int64(0), false
	for _, e := range h.Events {
		if e.Name == "net.partition" {
			over = e.Time + sessionTimeout.Nanoseconds()
		}
		said = said || e.Name == "proc.output" && e.Proc == member && strings.Contains(e.Str("text"), "no longer owned")
	}
	if !said {
		notes = append(notes, member+" did not say that it no longer owns its partitions")
	}
	for _, l := range h.Logs {
		for _, s := range l.Steps {
			if e := h.Events[s.Event]; s.Kind == model.Delivered && e.Str("client") == member && e.Time > over {
				notes = append(notes, fmt.Sprintf("%s wrote results of %s (step %d) when its session may have ended", member, l, e.Seq))
			}
		}
	}
	return notes
}
