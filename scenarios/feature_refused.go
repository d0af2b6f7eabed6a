package scenarios

import (
	"strconv"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// shortest is the offset below which results are shorter by a digit than those behind it.
const shortest = 10

// What the settings of the processing step will not have goes to the letters, as what cannot be processed does.
var (
	// tooLong allows a result the bytes that one of the first offsets takes, and no more.
	tooLong = refused("results-too-long", "results of more bytes than the sink takes: their records go to the letters",
		[]string{"--process.max_bytes", strconv.Itoa(len(`{"version":"v1","topic":"orders","partition":0,"offset":9,"value":""}`) + load.Size)},
		func(r model.Record) bool { return r.Offset >= shortest })
	// notJSON has records of which none is what is required.
	notJSON = refused("values-not-json", "values that are to be JSON and are not: their records go to the letters, and nothing goes to the sink",
		[]string{"--process.require", "json"}, func(model.Record) bool { return true })
)

func refused(name, about string, args []string, letter func(model.Record) bool) feature {
	return feature{
		name: name, about: about, args: append(args, "--dead_letters.kind", "file", "--dead_letters.path", "/letters.jsonl"),
		promise: orderless, effect: either(model.RedisEffect, model.FileEffect), inspect: lettersAre(letter),
		strikes: func(c *faults.Choices) faults.Schedule {
			return schedule(faults.Fault{
				Kind: pick(c, []faults.Kind{faults.Crash, faults.Stop, faults.PowerLoss}, "how"), Restart: restart(c, ""),
				At: faults.Place{Process: "consumer#1", Output: 1 + c.IntN(80, "output")},
			})
		},
	}
}
