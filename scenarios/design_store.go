package scenarios

import (
	"strings"
	"time"

	"github.com/onceover/onceover/faults"
)

// drawStoreDown takes the store away while batches are written. Kafka is then only the group's coordinator, which takes no
// offsets: whoever reads the topic needs the rest; and as nobody waits for it to take them, a crash shows what is not stored.
// A store on the own disk is only slow, by its settings, and a crash shows how far it has kept up.
func drawStoreDown(c *faults.Choices, d Design) faults.Schedule {
	n := d.before + 1 + c.IntN(d.batch*(batches-1), "write")
	at := faults.Place{Op: d.op, Stage: "received", Client: "consumer#1", Occurrence: n}
	down := []time.Duration{sessionTimeout / 3, 2 * sessionTimeout, 4 * sessionTimeout}
	store, _, _ := strings.Cut(d.commit, ".")
	switch {
	case d.outputs[1] > 0:
		return schedule(d.storedTimes(c, 2, batches))
	case store == "kafka":
		refused := refuse(d.commit, "consumer#1", 1+c.IntN(2, "commit"), "COORDINATOR_NOT_AVAILABLE")
		refused.For = pick(c, down[:2], "for") // longer ones outlast the idle time of a case
		return schedule(refused, crash(c, d.op, "answered", d.last(3+c.IntN(batches-2, "batch"))))
	case d.sink != "":
		store = "zookeeper" // its offsets are there, too
	}
	return schedule(faults.Fault{Kind: faults.NetPartition, Hosts: [2][]string{{consumerHost}, {store}}, For: pick(c, down, "for"), At: at})
}
