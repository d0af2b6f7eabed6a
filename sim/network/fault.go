package network

import "github.com/onceover/onceover/sim/wasi"

// Block stops the link from one host to another: what is sent waits, as TCP repeats it, until Open. What is on its way
// already still arrives. Blocks count, so that two faults may overlap.
func (n *Network) Block(from, to string) { n.blocked[link{from, to}]++ }

// Open undoes one Block. What waited travels now, in its order.
func (n *Network) Open(now int64, from, to string, sched Scheduler) {
	l := link{from, to}
	if n.blocked[l] > 1 {
		n.blocked[l]--
		return
	}
	delete(n.blocked, l)
	n.release(now, l, sched)
}

// Refuse makes a host answer every new dial with a reset, or ends that.
func (n *Network) Refuse(host string, on bool) { n.refusing[host] = on }

// Refused is how many dials a host ever refused because it was told to.
func (n *Network) Refused(host string) int { return n.refused[host] }

// Admitted is how many dials a host ever handed to a listener.
func (n *Network) Admitted(host string) int { return n.admitted[host] }

// Reset kills the established connections between two hosts; both ends see a reset. It answers how many there were.
func (n *Network) Reset(now int64, a, b string, sched Scheduler) int {
	count := 0
	for i := range n.ends {
		id, e := EndpointID(i), &n.ends[i]
		if !e.established() {
			continue
		}
		if l := n.linkOf(id); l != (link{a, b}) && l != (link{b, a}) {
			continue
		}
		sched.Segment(now, Segment{Kind: RST, To: id, Errno: wasi.ECONNRESET})
		if id < e.peer || !n.ends[e.peer].established() {
			count++
		}
	}
	return count
}

// PowerOff silences a host: its connections answer nothing any more, and its listeners are gone.
func (n *Network) PowerOff(host string) {
	n.down[host] = true
	n.forget(host)
	for i := range n.ends {
		e := &n.ends[i]
		if n.hosts[e.local.IP] != host {
			continue
		}
		e.silent = true
		if e.listening {
			delete(n.listeners, e.local)
		}
	}
}

// PowerOn lets a host answer again. Peers that sent to its lost connections, or wait for their windows, learn of it now;
// a peer that only reads does not.
func (n *Network) PowerOn(now int64, host string, sched Scheduler) {
	if !n.down[host] {
		return
	}
	delete(n.down, host)
	n.release(now, powerless(host), sched)
	for i := range n.ends {
		lost := &n.ends[i]
		if !lost.silent || lost.peer == NoEndpoint || n.hosts[lost.local.IP] != host {
			continue
		}
		if p := &n.ends[lost.peer]; p.established() && p.outstanding >= n.config.Window {
			n.transmit(now, lost.peer, Segment{Kind: DATA, To: EndpointID(i)}, sched) // a zero-window probe
		}
	}
}
