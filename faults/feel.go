package faults

import (
	"slices"
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

// endsTold is a question where logs end, whose answer is lowered when there is one.
func endsTold(p sim.Point) bool { return isAt(p, "kafka.list_offsets", guest.Applied) }

// asked is anything that a member is asked.
func asked(p sim.Point) bool {
	return strings.HasPrefix(p.Op, zookeeper+".") && p.Op != zookeeper+".ping" && p.Stage == string(guest.Applied)
}

// kept are what changes what ZooKeeper keeps: a rollback takes it back, sessions too.
var kept = []string{
	"multi", "create", "create2", "createTTL", "createContainer", "delete", "deleteContainer", "setData", "setACL", "connect",
	"createSession", "closeSession",
}

func written(p sim.Point) bool {
	return slices.ContainsFunc(kept, func(op string) bool { return isAt(p, zookeeper+"."+op, guest.Applied) })
}
