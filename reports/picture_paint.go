package reports

import (
	"slices"
	"strings"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/trace"
)

// A painter makes a picture of a history.
type painter struct {
	Picture
	teller   teller
	lanes    map[string]int  // by incarnation, and by service
	evidence map[uint64]bool // steps
	open     map[string][]int
	current  map[string]int  // the operation that a service is at for a client
	does     map[int][]*deed // what operations wrote and stored
}

// found takes over the anomalies, the gravest first, and their evidence.
func (p *painter) found(v model.Verdict) {
	add := func(list []model.Anomaly, permitted bool) {
		list = slices.Clone(list)
		slices.SortStableFunc(list, func(a, b model.Anomaly) int { return gravity(b) - gravity(a) })
		for _, a := range list {
			p.Found = append(p.Found, Found{
				Fingerprint: a.Fingerprint(), Kind: a.Kind, Log: logName(a.Topic, a.Partition), From: a.From, Until: a.Until, Records: a.Records,
				Step: a.Step, Explain: a.Explain, Permitted: permitted, Absorbed: a.Absorbed,
			})
			for _, e := range a.Evidence {
				p.evidence[e.Seq] = len(p.Found) <= evidenceMax || p.evidence[e.Seq]
			}
		}
	}
	add(v.Anomalies, false)
	add(v.Permitted, true)
	p.leave(len(p.Found)-foundMax, "findings")
	p.Found = p.Found[:min(foundMax, len(p.Found))]
}

// drawLanes orders the lanes: Kafka, the incarnations as they started, and the services to which they write.
func (p *painter) drawLanes() {
	var source, processes, services []Lane
	seen := map[string]bool{}
	for _, e := range p.teller.h.Events {
		if name := service(e.Proc); e.Has("stage") && !seen[name] {
			seen[name] = true
			if strings.HasPrefix(e.Name, "kafka.") {
				source = append(source, Lane{ID: name, Role: laneSource})
			} else {
				services = append(services, Lane{ID: name, Role: laneService})
			}
		}
	}
	for i := range p.teller.h.Incarnations {
		in := &p.teller.h.Incarnations[i]
		if in.Start >= 0 && !seen[in.Process] && !slices.Contains(p.teller.setting, in.Image) {
			processes = append(processes, p.life(in))
		}
	}
	p.leave(len(processes)-lanesMax, "incarnations")
	p.Lanes = slices.Concat(source, processes[:min(lanesMax, len(processes))], services)
	for i, l := range p.Lanes {
		p.lanes[l.ID] = i
	}
}

// service is the name of a service's process.
func service(proc string) string {
	name, _, _ := strings.Cut(proc, "#")
	return name
}

// life is the lane of an incarnation.
func (p *painter) life(in *model.Incarnation) Lane {
	h := p.teller.h
	l := Lane{ID: in.ID, Role: laneProcess, Start: p.seq(in.Start), End: p.seq(in.End)}
	l.Version = buildOf(in.Image, h.Events[in.Start].Str("version"))
	for _, pause := range in.Pauses {
		l.Pauses = append(l.Pauses, Pause{p.seq(pause.From), p.seq(pause.Until)})
	}
	for i := range h.Incarnations {
		next := &h.Incarnations[i]
		if next.Process == in.Process && next.Number > in.Number && next.Start >= 0 && !in.Ended(next.Start) && l.Zombie == 0 {
			l.Zombie = p.seq(next.Start)
		}
	}
	return l
}

// buildOf names a build by its image, whose name may end with the version.
func buildOf(image, version string) string {
	return strings.TrimSpace(strings.TrimSuffix(image, "-"+version) + " " + version)
}

// seq is the step of an event, 0 for none.
func (p *painter) seq(event int) uint64 {
	if event < 0 {
		return 0
	}
	return p.teller.h.Events[event].Seq
}

// drawEvents goes through the trace once.
func (p *painter) drawEvents() {
	p.open, p.current, p.does = map[string][]int{}, map[string]int{}, map[int][]*deed{}
	for i, e := range p.teller.h.Events {
		switch deeds := p.teller.deeds[int32(i)]; {
		case e.Has("stage"):
			p.stage(e)
		case deeds != nil:
			p.deeds(e, deeds)
		case e.Name == "fault.begin":
			p.strike(e)
		case e.Name == "fault.end":
			p.endFault(e)
		default:
			p.mark(e)
		}
	}
	p.settle()
}

// strike draws a fault, which may be that of the operation whose stage was the last to be reported.
func (p *painter) strike(e trace.Event) {
	f := Band{Number: int(e.Int("fault")), Text: e.Str("what"), From: e.Seq, Time: e.Time}
	p.Faults = append(p.Faults, f)
	switch faults.Kind(e.Str("kind")) {
	case faults.Fail, faults.Drop, faults.Delay, faults.Half, faults.Refuse, faults.Slow:
		if n := len(p.Operations) - 1; n >= 0 && e.Seq-p.Operations[n].Last == 1 {
			p.Operations[n].Fault = f.Number
		}
	}
}

func (p *painter) endFault(e trace.Event) {
	for i := range p.Faults {
		if f := &p.Faults[i]; int64(f.Number) == e.Int("fault") && p.teller.incident(e) != "" {
			f.Until, f.Over = e.Seq, e.Time
		}
	}
}

// mark draws what happened to an incarnation, or what a service did by itself.
func (p *painter) mark(e trace.Event) {
	text := p.teller.incident(e)
	if text == "" {
		return
	}
	lane, ok := p.lanes[e.Proc]
	kind, _ := strings.CutPrefix(e.Name, "proc.")
	if !ok {
		kind = "incident"
		if lane, ok = p.lanes[service(e.Proc)]; !ok {
			return
		}
	}
	p.Marks = append(p.Marks, Mark{Step: e.Seq, Time: e.Time, Lane: lane, Kind: kind, Text: text})
}
