package scenarios

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/trace"
)

// lettersReplayed is what becomes of poison when the program is mended: another one processes the letters again. To the
// judge a record is handled once it is among the letters, as the consumer promises no more; that each result is in the sink
// in the end, under the position of its record and under no other, is this feature's to say.
var lettersReplayed = feature{
	name: "replay-dead-letters", about: "an operator has the dead letters processed again, by a program that can, into a sink that knows records by their positions",
	variant: "poison", args: []string{"--dead_letters.kind", "file", "--dead_letters.path", "/letters.jsonl", "--sink.kind", "redis-keyed"},
	errands: []Errand{{After: 20 * time.Second, Program: directV1, Args: []string{"replay-dead-letters"}}},
	promise: orderless, effect: either(resultOfConsumer, model.FileEffect), inspect: inspectReplayed,
	strikes: func(c *faults.Choices) faults.Schedule {
		end := crash(c, "redis.set", pick(c, stages, "stage"), 1+c.IntN(60, "write"))
		end.Kind = pick(c, []faults.Kind{faults.Crash, faults.Stop, faults.PowerLoss}, "how")
		return schedule(end, faults.Fault{
			Kind: faults.Drop,
			At:   faults.Place{Op: "redis.set", Stage: pick(c, stages[:2], "stage of the operator's"), Client: operatorName, Occurrence: 1 + c.IntN(9, "letter")},
		})
	},
}

// resultOfConsumer reads what a consumer writes, and nothing of what an operator does.
func resultOfConsumer(e trace.Event) (model.Effect, bool) {
	f, ok := model.RedisEffect(e)
	return f, ok && isInstance(f.Client)
}

// inspectReplayed wants the sink to hold the result of each record under its position, and nothing else; of poison nobody
// but the operator has written it.
func inspectReplayed(h *model.History, _ model.Verdict) (notes []string) {
	held := map[string]string{}
	for _, e := range h.Events {
		f, ok := model.RedisEffect(e)
		if !ok {
			continue
		}
		if held[f.Key] = f.Value; toxic.MatchString(f.Value) == isInstance(f.Client) {
			notes = append(notes, fmt.Sprintf("%s wrote %s, which is not its record (step %d)", f.Client, f.Key, e.Seq))
		}
	}
	for _, l := range h.Logs {
		id, err := hex.DecodeString(l.TopicID)
		if err != nil {
			panic("scenarios: the trace has a topic with the id " + l.TopicID)
		}
		for _, r := range l.Records {
			key := fmt.Sprintf("out:%s:%d:%d", base64.RawURLEncoding.EncodeToString(id), l.Number, r.Offset)
			if !strings.Contains(held[key], r.Identity) {
				notes = append(notes, fmt.Sprintf("the result of %s is not under %s", r.Identity, key))
			}
			delete(held, key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(held)) {
		notes = append(notes, fmt.Sprintf("%s holds the result of no record", key))
	}
	return notes
}
