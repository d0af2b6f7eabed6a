package network

import "github.com/onceover/onceover/sim/wasi"

// NoProcess is the answer of Arrive where nobody need look.
const NoProcess int32 = -1

// Arrive brings a segment to its end. The answer is the process that has something new to look at, or NoProcess.
func (n *Network) Arrive(now int64, s Segment, sched Scheduler) int32 {
	if s.Kind == SYN {
		return n.arriveSYN(now, s.To, sched)
	}
	e := &n.ends[s.To]
	if e.silent || e.closed || e.failed != wasi.OK {
		n.answerFromTheDead(now, s, sched)
		return NoProcess
	}
	switch s.Kind {
	case SYNACK:
		e.connected = true
	case DATA:
		e.received = append(e.received, s.Data...)
	case FIN:
		e.eof = true
	case RST:
		if e.connected && s.Errno == wasi.ETIMEDOUT {
			return NoProcess // the dial was answered in time
		}
		e.failed = s.Errno
	case WINDOW: // the owner looks again
	}
	return e.owner
}

// arriveSYN is a dial that reached the host it asked for. The host hands a connection to its listener only when the
// handshake is complete: so not where the dialer has given up, nor while the way back is blocked.
func (n *Network) arriveSYN(now int64, dialer EndpointID, sched Scheduler) int32 {
	d := &n.ends[dialer]
	if d.silent || d.closed || d.failed != wasi.OK {
		return NoProcess
	}
	host, syn := n.hosts[d.remote.IP], Segment{Kind: SYN, To: dialer}
	back := link{host, n.hosts[d.local.IP]}
	switch listener, ok := n.listeners[d.remote]; {
	case host == "":
		n.limitDial(now, dialer, sched)
	case n.down[host]:
		n.hold(now, powerless(host), dialer, syn, sched)
	case n.blocked[back] > 0:
		n.hold(now, back, dialer, syn, sched)
	case !ok || n.refusing[host]:
		if n.refusing[host] {
			n.refused[host]++
		}
		sched.Segment(now+n.config.LatencyMin, Segment{Kind: RST, To: dialer, Errno: wasi.ECONNREFUSED})
	default:
		return n.establish(now, listener, dialer, sched)
	}
	return NoProcess
}

func (n *Network) establish(now int64, listener, dialer EndpointID, sched Scheduler) int32 {
	d, owner := n.ends[dialer], n.ends[listener].owner
	id := n.add(endpoint{owner: owner, local: d.remote, remote: d.local, peer: dialer, stream: d.stream, connected: true})
	n.ends[dialer].peer = id
	n.admitted[n.hosts[d.remote.IP]]++
	l := &n.ends[listener]
	l.backlog = append(l.backlog, id)
	n.transmit(now, id, Segment{Kind: SYNACK, To: dialer}, sched)
	return owner
}

// answerFromTheDead is what a host says for a connection that its process closed, that failed, or that a power loss made it
// forget: a reset to whoever still counts on it (RFC 9293, section 3.5.1). While the host has no power it says nothing, and
// what the sender repeats is answered when it is back.
func (n *Network) answerFromTheDead(now int64, s Segment, sched Scheduler) {
	e := &n.ends[s.To]
	orderly := e.closed && !e.silent && e.failed == wasi.OK
	if s.Kind != DATA && s.Kind != SYNACK && (s.Kind != FIN || orderly) {
		return
	}
	if host := n.hosts[e.local.IP]; n.down[host] {
		n.hold(now, powerless(host), e.peer, s, sched)
		return
	}
	n.transmit(now, s.To, Segment{Kind: RST, To: e.peer, Errno: wasi.ECONNRESET}, sched)
}
