package scenarios

import (
	"fmt"
	"slices"
	"time"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// When an operator exports the offsets of a consumer that has ended, when the store loses them, when they are imported, and when the
// consumer comes back.
const (
	exportAt   = 2 * time.Second
	lossAt     = 3 * time.Second
	importAt   = 4 * time.Second
	comingBack = 10 * time.Second
)

// Offsets that get by a file to where the consumer goes on from them.
var (
	offsetsMoved = exported(feature{
		name: "offsets-exported-to-another-store", about: "the offsets of a consumer that has ended are exported from ZooKeeper and imported into Kafka, where the next life has its own",
		becomes: []string{"--store.kind", "kafka"}, commits: migrating,
	}, "kafka.offset_commit")
	offsetsRestored = exported(feature{
		name: "offsets-exported-and-restored", about: "the offsets of a consumer that has ended are exported, ZooKeeper loses all it has, and they are imported again",
		becomes: []string{"--start", "stored"},
	}, "zookeeper.multi", faults.Fault{Kind: faults.DataWipe, At: faults.Place{Time: lossAt}})
)

// exported is a feature in which an operator exports offsets and imports them as the next life will store them. The first life
// is told to stop, or crashes between two batches, so that nothing is to be handled twice.
func exported(f feature, store string, also ...faults.Fault) feature {
	const file = "/exported.json"
	f.errands = []Errand{
		{After: exportAt, Program: directV1, Args: []string{"offsets", "export"}, To: file},
		{After: importAt, Program: directAs(changed), Args: []string{"offsets", "import", file}},
	}
	f.promise, f.inspect = model.Promise{Guarantee: model.ExactlyOnceDelivery}, inspectKept
	f.strikes = func(c *faults.Choices) faults.Schedule {
		end := designs[0].storedTimes(c, 1, batches)
		if c.IntN(2, "told to stop") == 1 {
			end.Kind, end.At = faults.Stop, designs[0].writes(c)
		}
		end.Restart = &faults.Restart{After: comingBack, Version: changed}
		s := schedule(append(slices.Clone(also), end)...)
		if c.IntN(2, "an answer to the operator is lost") == 1 {
			at := faults.Place{Op: store, Stage: pick(c, stages[:2], "stage of the operator's"), Client: operatorName, Occurrence: 1}
			s.Faults = append(s.Faults, faults.Fault{Kind: faults.Drop, At: at})
		}
		return s
	}
	return f
}

// inspectKept wants the operator to have moved the group nowhere: what was handled twice or passed over by an operator's hand is no
// fault of the consumer's, and the judge leaves it at that.
func inspectKept(_ *model.History, v model.Verdict) []string {
	if v.Duplicates+v.Losses+v.Ledger.Excused == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%d records handled twice, %d lost and %d excused: the offsets are not those that were exported", v.Duplicates, v.Losses, v.Ledger.Excused)}
}
