package faults

import (
	"slices"
	"strings"

	"github.com/onceover/onceover/sim"
	"github.com/onceover/onceover/sim/guest"
)

// feel counts what runs into faults of a service's own while they last.
func (in *Injector) feel(w *sim.World, p sim.Point) {
	for i, f := range in.schedule.Faults {
		s := &in.states[i]
		if r, _ := ruleOf(f.Kind); r.feels != nil && s.began && !s.ordered && !s.ended && r.feels(w, f, p) {
			s.felt++
		}
	}
}

// isAt reports whether a point is that stage of the operation.
func isAt(p sim.Point, op string, stage guest.Stage) bool {
	return p.Op == op && p.Stage == string(stage)
}

// fetched is a fetch of the log, which is cut short before it is applied.
func fetched(_ *sim.World, f Fault, p sim.Point) bool {
	return isAt(p, "kafka.fetch", guest.Received) && f.mayBeIn(p)
}

// endTold is a question where the log ends, whose answer is lowered when there is one.
func endTold(_ *sim.World, f Fault, p sim.Point) bool {
	return isAt(p, "kafka.list_offsets", guest.Applied) && f.mayBeIn(p)
}

// namedAtMost is how many partitions Kafka's points name of a request, which may have more: maxNamed of sim/services/kafka.
const namedAtMost = 8

// mayBeIn reports whether a request may be about the fault's log: it names it, or as many others as a point can name.
func (f Fault) mayBeIn(p sim.Point) bool {
	named, topic := 0, ""
	for _, a := range p.Args {
		switch a.Key {
		case "topic":
			topic = a.Text
		case "partition":
			if topic == f.Topic && a.Number == int64(f.Partition) {
				return true
			}
			named++
		}
	}
	return named == namedAtMost
}

// asked is anything that the member is asked.
func asked(w *sim.World, f Fault, p sim.Point) bool {
	return strings.HasPrefix(p.Op, zookeeper+".") && p.Op != zookeeper+".ping" && p.Stage == string(guest.Applied) &&
		p.Host == f.memberHost(w)
}

// felt reports whether anything ran into a fault that struck.
func (in *Injector) felt(w *sim.World, i int) bool {
	f, s := in.schedule.Faults[i], in.states[i]
	switch r, _ := ruleOf(f.Kind); {
	case f.isMet():
		return f.met(w) > s.felt
	case r.feels != nil:
		return s.felt > 0
	}
	return true
}

// isMet reports whether what runs into the fault is counted by the network.
func (f Fault) isMet() bool {
	r, _ := ruleOf(f.Kind)
	return r.hosts || f.Kind == NetRefuse || f.Kind == MemberRefuse
}

// met is how much has ever run into faults such as this one: what was held back, or who dialed one that lets nobody in.
func (f Fault) met(w *sim.World) int {
	switch f.Kind {
	case NetRefuse:
		return w.Refused(f.Host)
	case MemberRefuse:
		return w.Admitted(f.memberHost(w))
	}
	return w.Held(f.Hosts[0], f.Hosts[1])
}

// memberHost is where the fault's member of ZooKeeper serves.
func (f Fault) memberHost(w *sim.World) string { return w.Find(zookeeper).Hosts()[f.Member-1] }

// kept are what changes what ZooKeeper keeps: a rollback takes it back, sessions too.
var kept = []string{
	"multi", "create", "create2", "createTTL", "createContainer", "delete", "deleteContainer", "setData", "setACL", "connect",
	"createSession", "closeSession",
}

func written(_ *sim.World, _ Fault, p sim.Point) bool {
	return slices.ContainsFunc(kept, func(op string) bool { return isAt(p, zookeeper+"."+op, guest.Applied) })
}
