package faults

import "github.com/onceover/onceover/sim"

// disturb begins a fault of the network. A reset is over at once.
func (in *Injector) disturb(w *sim.World, i int) {
	f := in.schedule.Faults[i]
	in.noteBegin(w, i, "")
	in.states[i].felt = f.met(w)
	switch f.Kind {
	case NetPartition:
		w.Partition(f.Hosts[0], f.Hosts[1])
	case NetStall:
		f.stall(w, true)
	case NetRefuse:
		w.Refuse(f.Host, true)
	case NetReset:
		n := 0
		for _, a := range f.Hosts[0] {
			for _, b := range f.Hosts[1] {
				n += w.ResetConnections(a, b)
			}
		}
		in.states[i].delivered = n > 0
		in.noteEnd(w, i)
		return
	}
	w.SetAlarm(int64(f.For), tag(i, alarmEnd))
}

// calm ends a fault of the network.
func (in *Injector) calm(w *sim.World, i int) {
	f := in.schedule.Faults[i]
	switch f.Kind {
	case NetPartition:
		w.Heal(f.Hosts[0], f.Hosts[1])
	case NetStall:
		f.stall(w, false)
	case NetRefuse:
		if !in.refuses(f.Host) {
			w.Refuse(f.Host, false)
		}
	}
}

func (f Fault) stall(w *sim.World, on bool) {
	for _, from := range f.Hosts[0] {
		for _, to := range f.Hosts[1] {
			w.Stall(from, to, on)
		}
	}
}

// refuses reports whether a fault that has not ended has the host refuse connections.
func (in *Injector) refuses(host string) bool {
	for i, f := range in.schedule.Faults {
		if s := in.states[i]; f.Kind == NetRefuse && f.Host == host && s.began && !s.ended {
			return true
		}
	}
	return false
}
