package network

import (
	"slices"

	"github.com/onceover/onceover/sim/wasi"
)

// dialTimeout is how long an unanswered dial lasts: tcp_syn_retries=6, so 127 s (tcp(7)).
const dialTimeout = 127_000_000_000

// A link is one direction between two hosts.
type link struct{ from, to string }

// powerless stands for every way to a host that has no power.
func powerless(host string) link { return link{to: host} }

// A heldSegment was sent in vain. Its sender repeats it, so that it travels when the obstacle is gone.
type heldSegment struct {
	obstacle link
	from     EndpointID
	segment  Segment
}

// hold keeps a segment until its way is free. A dial does not wait for that without end.
func (n *Network) hold(now int64, obstacle link, from EndpointID, s Segment, sched Scheduler) {
	n.held = append(n.held, heldSegment{obstacle, from, s})
	n.holds[obstacle]++
	if s.Kind == SYN {
		n.limitDial(now, from, sched)
	}
}

func (n *Network) limitDial(now int64, dialer EndpointID, sched Scheduler) {
	sched.Segment(now+dialTimeout, Segment{Kind: RST, To: dialer, Errno: wasi.ETIMEDOUT})
}

// Held is how many segments were ever held on the way from one host to another. A partition that held none did nothing.
func (n *Network) Held(from, to string) int { return n.holds[link{from, to}] }

// release sends again what an obstacle held, in its order.
func (n *Network) release(now int64, obstacle link, sched Scheduler) {
	var kept, free []heldSegment
	for _, h := range n.held {
		if h.obstacle == obstacle {
			free = append(free, h)
		} else {
			kept = append(kept, h)
		}
	}
	n.held = kept
	for _, h := range free {
		n.transmit(now, h.from, h.segment, sched)
	}
}

// forget drops what a host that lost power would have repeated. WINDOW stays: it stands for the probing of the sender whose
// window was full.
func (n *Network) forget(host string) {
	n.held = slices.DeleteFunc(n.held, func(h heldSegment) bool {
		return n.hosts[n.ends[h.from].local.IP] == host && h.segment.Kind != WINDOW
	})
}

// transmit puts a segment on the link of its sender, behind what the sender sent before.
func (n *Network) transmit(now int64, from EndpointID, s Segment, sched Scheduler) {
	if l := n.linkOf(from); n.blocked[l] > 0 {
		n.hold(now, l, from, s, sched)
		return
	}
	e := &n.ends[from]
	at := now + n.config.LatencyMin + sched.Draw(e.stream, n.config.LatencyMax-n.config.LatencyMin)
	e.lastArrival = max(at, e.lastArrival)
	sched.Segment(e.lastArrival, s)
}
