package scenarios

import (
	"fmt"
	"regexp"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/trace"
)

// letters is the topic of dead letters, where they go to one.
const letters = "letters"

// orderless is what is promised of records that are in the sink or among the letters: a letter is written before the
// results of its batch.
var orderless = model.Promise{Guarantee: model.AtLeastOnce, Unordered: true}

// The dead letters of a consumer whose processing fails on some records.
var (
	lettersInFile = feature{
		name: "dead-letters", about: "poison records go to a file, whose host may lose its power, before their offsets are stored",
		variant: "poison", args: []string{"--dead_letters.kind", "file", "--dead_letters.path", "/letters.jsonl", "--batch.max_attempts", "2"},
		ops: []string{"redis.rpush", "zookeeper.multi"}, count: 7, power: true,
		promise: orderless, effect: either(model.RedisEffect, model.FileEffect), inspect: inspectLetters,
	}
	lettersInKafka = feature{
		name: "dead-letters-kafka", about: "poison records go to a topic before their offsets are stored", variant: "poison",
		load: with(func(w *Workload) { w.Topics = letters + "=3" }),
		args: []string{"--dead_letters.kind", "kafka", "--dead_letters.topic", letters},
		ops:  []string{"redis.rpush", "kafka.produce", "zookeeper.multi"}, count: 7,
		promise: orderless, effect: either(model.RedisEffect, model.KafkaEffect(letters)), inspect: inspectLetters,
	}
)

// either reads what one of two reads.
func either(one, other func(trace.Event) (model.Effect, bool)) func(trace.Event) (model.Effect, bool) {
	return func(e trace.Event) (model.Effect, bool) {
		if f, ok := one(e); ok {
			return f, true
		}
		return other(e)
	}
}

// toxic are the records on which the variant "poison" fails.
var toxic = regexp.MustCompile(`rec-[0-9]+-[0-9]{5}3`)

// inspectLetters wants the poison among the letters.
var inspectLetters = lettersAre(func(r model.Record) bool { return toxic.MatchString(r.Identity) })

// lettersAre wants these records among the letters, and everything else in Redis. That all of it is there is the judge's to say.
func lettersAre(letter func(model.Record) bool) func(*model.History, model.Verdict) []string {
	return func(h *model.History, _ model.Verdict) (notes []string) {
		for _, l := range h.Logs {
			for _, s := range l.Steps {
				if s.Kind != model.Delivered {
					continue
				}
				e, r := h.Events[s.Event], l.Records[s.Record]
				if inSink := e.Name == "redis.effect"; inSink == letter(r) {
					notes = append(notes, fmt.Sprintf("%s is in the wrong place (step %d)", r.Identity, e.Seq))
				}
			}
		}
		return notes
	}
}
