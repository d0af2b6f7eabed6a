package scenarios

import (
	"fmt"
	"regexp"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/trace"
)

// uncommittedRead reads records of transactions that were aborted, as it is told. The judge is shown the effects of all others,
// which are promised as ever; that those are there as well is this feature's to say. That they are nowhere else, where nothing
// is set, is what the row aborted-and-control-records says.
var uncommittedRead = feature{
	name: "read-uncommitted", about: "a crash while records of aborted transactions are read, and handled like all others",
	load: with(func(w *Workload) { w.Transaction = 9 }), args: []string{"--kafka.isolation", "read_uncommitted"},
	promise: model.Promise{Guarantee: model.AtLeastOnce}, effect: effectOfCommitted,
	strikes: crashesAtWrites, inspect: inspectUncommitted,
}

// aborted are the records that the producer aborts.
var aborted = regexp.MustCompile(`rec-[0-9]+-1[0-9]{6}`)

// effectOfCommitted reads results in Redis of records that were not aborted.
func effectOfCommitted(e trace.Event) (model.Effect, bool) {
	f, ok := model.RedisEffect(e)
	return f, ok && !aborted.MatchString(f.Value)
}

// inspectUncommitted wants a result of each record that was aborted.
func inspectUncommitted(h *model.History, _ model.Verdict) (notes []string) {
	written := map[string]bool{}
	for _, e := range h.Events {
		if f, ok := model.RedisEffect(e); ok {
			written[aborted.FindString(f.Value)] = true
		}
	}
	for _, e := range h.Events {
		if id := aborted.FindString(e.Str("value")); e.Name == "kafka.aborted" && !written[id] {
			notes = append(notes, fmt.Sprintf("nothing is written of %s, at offset %d of %s/%d", id, e.Int("offset"), e.Str("topic"), e.Int("partition")))
		}
	}
	return notes
}
