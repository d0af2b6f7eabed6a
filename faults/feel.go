package faults

import (
	"strings"

	"github.com/onceover/onceover/sim"
	"github.com/onceover/onceover/sim/guest"
)

// feel counts what runs into faults of a service's own while they last. A service is asked for one log, or by one member, among
// others; what goes by says which operation it was, and no more.
func (in *Injector) feel(p sim.Point) {
	for i, f := range in.schedule.Faults {
		s := &in.states[i]
		if r, _ := ruleOf(f.Kind); r.feels != nil && s.began && !s.ordered && !s.ended && r.feels(p) {
			s.felt++
		}
	}
}

// isAt reports whether a point is that stage of the operation.
func isAt(p sim.Point, op string, stage guest.Stage) bool {
	return p.Op == op && p.Stage == string(stage)
}

// fetched is a fetch, which is cut short before it is applied.
func fetched(p sim.Point) bool { return isAt(p, "kafka.fetch", guest.Received) }

// endsTold is an answer that tells where logs end.
func endsTold(p sim.Point) bool { return isAt(p, "kafka.list_offsets", guest.Answered) }

// asked is anything that a member is asked.
func asked(p sim.Point) bool {
	return strings.HasPrefix(p.Op, zookeeper+".") && p.Op != zookeeper+".ping" && p.Stage == string(guest.Applied)
}

// written is a write to ZooKeeper, which a rollback takes back.
func written(p sim.Point) bool {
	for _, op := range []string{"multi", "create", "create2", "setData", "delete", "setACL"} {
		if isAt(p, zookeeper+"."+op, guest.Applied) {
			return true
		}
	}
	return false
}
