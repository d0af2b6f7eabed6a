package scenarios

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// Batches whose size is the rate's to say.
var (
	rateLimited = feature{
		name: "rate-limited", about: "batches by the estimate of what the sink can take, and below the limit of each partition",
		args: []string{
			"--rate.backpressure", "--rate.initial", "1500", "--rate.max_per_partition", "1000", "--batch.interval", "2ms",
		},
		ops: []string{"redis.rpush", "zookeeper.multi"}, count: 12,
		promise: model.Promise{Guarantee: model.AtLeastOnce}, inspect: inspectRate,
	}
	// rateLeast has a sink of which the estimate would be a few records per second. Each life begins with full batches, as it
	// knows no estimate until two are done.
	rateLeast = feature{
		name: "rate-least", about: "the sink is so slow that the estimate would come to nothing, but for the least rate, which goes on being read",
		load:    with(func(w *Workload) { w.Records *= 2 }),
		args:    []string{"--rate.backpressure", "--rate.initial", "1500", "--rate.min", "600", "--batch.interval", "10ms"},
		promise: model.Promise{Guarantee: model.AtLeastOnce}, inspect: inspectLeast,
		strikes: func(c *faults.Choices) faults.Schedule {
			s := crashesAtWrites(c)
			s.Faults = append(s.Faults, faults.Fault{
				Kind: faults.Slow, By: pick(c, []time.Duration{200 * time.Millisecond, time.Second}, "slow by"), For: 20 * time.Second,
				At: faults.Place{Op: "redis.rpush", Stage: pick(c, stages[:2], "slow at"), Client: consumerHost, Occurrence: 1},
			})
			return s
		},
	}
)

// The most that rate-limited allows a batch to span: of all partitions by the initial rate until there is an estimate, and of one
// partition.
const (
	rateInitialMost   = 3
	ratePartitionMost = 2
)

// inspectRate wants no batch to span more than that. Each is stored by itself.
func inspectRate(h *model.History, _ model.Verdict) (notes []string) {
	stored := map[int]int64{}
	spans := map[string]int64{} // what the first batch of each incarnation spans, of all partitions
	first := map[string]int64{} // and the transaction that stored it
	for _, e := range h.Events {
		for _, c := range model.ZooKeeperCommits(e) {
			before, ok := stored[c.Partition]
			if stored[c.Partition] = c.Offset; !ok || c.Record {
				continue
			}
			if span := c.Offset - before; span > ratePartitionMost {
				notes = append(notes, fmt.Sprintf("%s read %d records of %s/%d at once, more than its rate allows (step %d)",
					c.Client, span, c.Topic, c.Partition, e.Seq))
			}
			if first[c.Client] == 0 {
				first[c.Client] = c.Txn
			}
			if first[c.Client] == c.Txn {
				spans[c.Client] += c.Offset - before
			}
		}
	}
	for _, client := range slices.Sorted(maps.Keys(spans)) {
		if spans[client] > rateInitialMost {
			notes = append(notes, fmt.Sprintf("%s began with %d records, more than the initial rate allows", client, spans[client]))
		}
	}
	return notes
}

// rateLeastSpan is what the least rate of rate-least comes to in a batch interval, of all partitions.
const rateLeastSpan = 6

// A span is how many records of all partitions a batch has, and the step that stores it.
type span struct {
	txn, records int64
	step         uint64
}

// spans are those of a run, in their order. Each batch is stored by itself.
func spans(h *model.History) (list []span) {
	stored := map[int]int64{}
	for _, e := range h.Events {
		for _, c := range model.ZooKeeperCommits(e) {
			before, begun := stored[c.Partition]
			if c.Record {
				continue
			}
			if stored[c.Partition] = c.Offset; !begun || c.Offset == before {
				continue
			}
			if n := len(list); n == 0 || list[n-1].txn != c.Txn {
				list = append(list, span{txn: c.Txn, step: e.Seq})
			}
			list[len(list)-1].records += c.Offset - before
		}
	}
	return list
}

// inspectLeast wants no batch to span less than the least rate allows, while there is as much to read, and some to span just that:
// else the estimate has never been as low.
func inspectLeast(h *model.History, _ model.Verdict) (notes []string) {
	left, lowest := int64(2*load.Records), false
	for _, s := range spans(h) {
		if s.records < min(rateLeastSpan, left) {
			notes = append(notes, fmt.Sprintf("a batch spans %d of %d records, less than the least rate allows (step %d)", s.records, left, s.step))
		}
		left -= s.records
		lowest = lowest || s.records == rateLeastSpan && left > 0
	}
	if !lowest {
		notes = append(notes, "no batch was as small as the least rate has it")
	}
	return notes
}
