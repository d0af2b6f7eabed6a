package scenarios

import (
	"maps"
	"slices"
	"time"

	"github.com/onceover/onceover/faults"
)

// firstOutputs are the outputs of an incarnation in which it begins and handles some batches, where its results are in no file.
var firstOutputs = [2]int{1, 100}

// draw strikes the consumer up to three times: it ends at something that it writes or asks for, or what it asks for goes
// wrong.
func (f feature) draw(c *faults.Choices) faults.Schedule {
	if f.strikes != nil {
		return f.strikes(c)
	}
	if f.away > 0 {
		at := f.place(c, stages)
		at.Client = "consumer#1"
		return schedule(faults.Fault{Kind: faults.Crash, Restart: &faults.Restart{After: f.away}, At: at})
	}
	if len(f.late) > 0 && c.IntN(3, "late write") > 0 {
		return f.lateWrite(c)
	}
	if len(f.errors) > 0 && c.IntN(2, "refused") == 1 {
		return f.refusal(c)
	}
	var s faults.Schedule
	for i := range 1 + c.IntN(3, "how many") {
		if c.IntN(2, "an answer") == 0 {
			s.Faults = append(s.Faults, f.mishaps(c)...)
		} else {
			s.Faults = append(s.Faults, f.end(c, []string{"consumer#1", "consumer#2", "consumer#3"}[i]))
		}
	}
	return s
}

// lateWrite has offsets be written long after their sender died.
func (f feature) lateWrite(c *faults.Choices) faults.Schedule {
	at := faults.Place{Op: pick(c, f.late, "late operation"), Stage: "received", Client: "consumer#1", Occurrence: 1 + c.IntN(f.count, "occurrence")}
	return schedule(faults.Fault{Kind: faults.Delay, For: 2 * sessionTimeout, At: at},
		faults.Fault{Kind: faults.Crash, Restart: restart(c, ""), At: at})
}

// refusal is an operation that is refused, and not done.
func (f feature) refusal(c *faults.Choices) faults.Schedule {
	op := pick(c, slices.Sorted(maps.Keys(f.errors)), "operation")
	at := faults.Place{Op: op, Stage: "received", Client: "consumer#1", Occurrence: 1 + c.IntN(f.count, "occurrence")}
	return schedule(faults.Fault{Kind: faults.Fail, Error: pick(c, f.errors[op], "error"), At: at})
}

// end is the end of an incarnation.
func (f feature) end(c *faults.Choices, process string) faults.Fault {
	kinds := []faults.Kind{faults.Crash, faults.Crash, faults.Stop}
	if f.power {
		kinds = append(kinds, faults.PowerLoss, faults.PowerLoss, faults.PowerLoss)
	}
	end := faults.Fault{Kind: pick(c, kinds, "how"), Restart: restart(c, ""), At: f.place(c, stages)}
	if end.At.Client = process; c.IntN(2, "output") == 1 {
		span := f.outputs
		if span == ([2]int{}) {
			span = firstOutputs
		}
		end.At = faults.Place{Process: process, Output: span[0] + c.IntN(span[1]-span[0]+1, "output of "+process)}
	}
	return end
}

// mishaps are an operation that is late, or one or several in a row that are not answered: net/http sends a
// request with a key a second time by itself.
func (f feature) mishaps(c *faults.Choices) (list []faults.Fault) {
	at := f.place(c, []string{"received", "received", "applied"}) // what was not done has to be done again
	at.Client = "consumer"
	if c.IntN(3, "late") == 0 {
		late := []time.Duration{50 * time.Millisecond, sessionTimeout / 2, 2 * sessionTimeout}
		if f.believes {
			late = late[:2]
		}
		return []faults.Fault{{Kind: faults.Delay, For: pick(c, late, "for"), At: at}}
	}
	for range pick(c, []int{1, 6, 6}, "in a row") {
		list = append(list, faults.Fault{Kind: faults.Drop, At: at})
		at.Occurrence++
	}
	return list
}

func (f feature) place(c *faults.Choices, among []string) faults.Place {
	return faults.Place{Op: pick(c, f.ops, "operation"), Stage: pick(c, among, "stage"), Occurrence: 1 + c.IntN(f.count, "occurrence")}
}
