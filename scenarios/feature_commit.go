package scenarios

import (
	"fmt"
	"strings"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// drainTimeout is for how long the feature of that name waits for its batches, and slowSink how late the answer is that it
// waits for: later than that, and not so late that its client would ask again.
const (
	drainTimeout = time.Second
	slowSink     = 2 * time.Second
)

// What bounds the batches that are written and not stored. Each would wait for more batches than there are, so that the
// bound alone decides what a crash repeats.
var (
	// maxUncommitted stores two batches whenever the bound is reached.
	maxUncommitted = feature{
		name: "max-uncommitted", about: "a crash while offsets wait for ten batches, of which two may be written and not stored",
		args: []string{"--commit.every", "10", "--commit.max_uncommitted", "2"}, batches: 2,
		promise: model.Promise{Guarantee: model.AtLeastOnce}, strikes: crashesAtWrites, inspect: inspectCoalesced,
	}
	// commitInterval stores two batches whenever the first of them has waited: the third begins 20 ms after the first.
	commitInterval = feature{
		name: "commit-interval", about: "a crash while offsets wait for ten batches or 12 ms, and a batch begins every 10 ms",
		args: []string{"--commit.every", "10", "--commit.interval", "12ms", "--batch.interval", "10ms"}, batches: 2,
		promise: model.Promise{Guarantee: model.AtLeastOnce}, strikes: crashesAtWrites, inspect: inspectCoalesced,
	}
	// drainTimesOut has three batches written and none stored when it is told to stop, and a fourth that does not end. That
	// one is repeated; the judge counts it beside one that is stored.
	drainTimesOut = feature{
		name: "drain-timeout", about: "SIGTERM while the sink is slower than the drain's timeout: what was written before is stored",
		args: []string{"--commit.every", "4", "--commit.drain_timeout", drainTimeout.String()}, batches: 2,
		promise: model.Promise{Guarantee: model.AtLeastOnce}, inspect: inspectDrained,
		strikes: func(c *faults.Choices) faults.Schedule {
			at := faults.Place{Op: "redis.rpush", Stage: "applied", Client: "consumer#1", Occurrence: 10 + c.IntN(3, "write of the fourth batch")}
			return schedule(faults.Fault{Kind: faults.Delay, For: slowSink, At: at}, faults.Fault{Kind: faults.Stop, Restart: restart(c, ""), At: at})
		},
	}
)

// crashesAtWrites ends the first incarnation at one of its writes, and perhaps the second one at one of its first batch.
func crashesAtWrites(c *faults.Choices) faults.Schedule {
	s := schedule(crash(c, "redis.rpush", pick(c, stages, "stage"), 1+c.IntN(3*batches-3, "write")))
	if c.IntN(2, "again") == 1 {
		again := crash(c, "redis.rpush", pick(c, stages, "stage of the second"), 1+c.IntN(3, "write of the second"))
		again.At.Client = "consumer#2"
		s.Faults = append(s.Faults, again)
	}
	return s
}

// inspectCoalesced wants some offsets to be stored of two batches at once: else nothing has waited.
func inspectCoalesced(h *model.History, _ model.Verdict) []string {
	stored := map[int]int64{}
	for _, e := range h.Events {
		for _, c := range model.ZooKeeperCommits(e) {
			if c.Record {
				continue
			}
			if before, ok := stored[c.Partition]; ok && c.Offset-before > int64(load.Batch) {
				return nil
			}
			stored[c.Partition] = c.Offset
		}
	}
	return []string{"the offsets of each batch were stored by themselves"}
}

// inspectDrained wants the first life to end for the drain's timeout, once three batches are stored.
func inspectDrained(h *model.History, _ model.Verdict) (notes []string) {
	said, stored := false, map[int]int64{}
	for _, e := range h.Events {
		for _, c := range model.ZooKeeperCommits(e) {
			if !c.Record {
				stored[c.Partition] = c.Offset
			}
		}
		switch {
		case e.Proc != consumerHost+"#1":
		case e.Name == "proc.output":
			said = said || strings.Contains(e.Str("text"), "within the drain timeout")
		case e.Name == "proc.exit":
			if e.Int("code") != 1 || !said {
				notes = append(notes, fmt.Sprintf("%s did not end for the drain's timeout (step %d)", e.Proc, e.Seq))
			}
			for p := range load.Partitions {
				if stored[p] != int64(3*load.Batch) {
					notes = append(notes, fmt.Sprintf("%s ended with %s/%d stored up to %d, and three batches were written (step %d)", e.Proc, Topic, p, stored[p], e.Seq))
				}
			}
		}
	}
	return notes
}
