package network

import "github.com/onceover/onceover/sim/wasi"

const firstEphemeral = 40000

// Listen opens a listener. Port 0 takes an ephemeral one.
func (n *Network) Listen(owner int32, at Addr) (EndpointID, wasi.Errno) {
	if at.Port == 0 {
		if at.Port = n.ephemeral(at.IP); at.Port == 0 {
			return NoEndpoint, wasi.EADDRNOTAVAIL
		}
	}
	if _, taken := n.listeners[at]; taken {
		return NoEndpoint, wasi.EADDRINUSE
	}
	id := n.add(endpoint{owner: owner, local: at, peer: NoEndpoint, listening: true})
	n.listeners[at] = id
	return id, wasi.OK
}

// ephemeral is the next port of an address that no listener and no open connection has, or 0 where all are taken.
func (n *Network) ephemeral(ip [4]byte) uint16 {
	for range 1<<16 - firstEphemeral {
		port := max(n.ports[ip]+1, firstEphemeral) // behind 65535 comes 0, so the first again
		n.ports[ip] = port
		at := Addr{ip, port}
		_, listening := n.listeners[at]
		dialer, dialed := n.dialers[at]
		if e := n.ends; !listening && (!dialed || e[dialer].closed || e[dialer].silent) {
			return port
		}
	}
	return 0
}

// Dial begins a connection. The endpoint becomes writable when the connect has finished, well or not. The stream names the
// connection for random draws; the same name gives the same latencies.
func (n *Network) Dial(now int64, owner int32, from [4]byte, to Addr, stream string, sched Scheduler) (EndpointID, wasi.Errno) {
	local := Addr{from, n.ephemeral(from)}
	if local.Port == 0 {
		return NoEndpoint, wasi.EADDRNOTAVAIL // connect(2)
	}
	id := n.add(endpoint{owner: owner, local: local, remote: to, peer: NoEndpoint, stream: stream})
	n.dialers[local] = id
	n.transmit(now, id, Segment{Kind: SYN, To: id}, sched)
	return id, wasi.OK
}

// Accept takes the next connection of a listener.
func (n *Network) Accept(id EndpointID) (EndpointID, wasi.Errno) {
	l := &n.ends[id]
	if len(l.backlog) == 0 {
		return NoEndpoint, wasi.EAGAIN
	}
	conn := l.backlog[0]
	l.backlog = l.backlog[1:]
	return conn, wasi.OK
}

// Send takes as many bytes as the window has room for.
func (n *Network) Send(now int64, id EndpointID, b []byte, sched Scheduler) (int, wasi.Errno) {
	e := &n.ends[id]
	switch {
	case e.failed != wasi.OK:
		if err := e.takeError(); err != wasi.OK && !e.eof {
			return 0, err
		}
		return 0, wasi.EPIPE
	case e.finSent:
		return 0, wasi.EPIPE
	case !e.connected:
		return 0, wasi.ENOTCONN
	case len(b) == 0:
		return 0, wasi.OK
	}
	room := n.config.Window - e.outstanding
	if room <= 0 {
		e.blocked = true
		return 0, wasi.EAGAIN
	}
	data := append([]byte(nil), b[:min(len(b), room)]...)
	e.outstanding += len(data)
	if len(data) > 1 && sched.Draw(e.stream, 100) < int64(n.config.SplitPercent) {
		cut := 1 + sched.Draw(e.stream, int64(len(data)-1))
		n.transmit(now, id, Segment{Kind: DATA, To: e.peer, Data: data[:cut]}, sched)
		data = data[cut:]
		n.transmit(now, id, Segment{Kind: DATA, To: e.peer, Data: data}, sched)
		return int(cut) + len(data), wasi.OK
	}
	n.transmit(now, id, Segment{Kind: DATA, To: e.peer, Data: data}, sched)
	return len(data), wasi.OK
}

// Receive moves arrived bytes into b. No bytes and OK is the end of the stream. What had arrived before a reset, also the
// end of the stream, is still read first, as on Linux.
func (n *Network) Receive(now int64, id EndpointID, b []byte, sched Scheduler) (int, wasi.Errno) {
	e := &n.ends[id]
	switch {
	case len(e.received) > 0:
	case e.eof:
		return 0, wasi.OK
	case e.failed != wasi.OK:
		return 0, e.takeError()
	case !e.connected:
		return 0, wasi.ENOTCONN
	default:
		return 0, wasi.EAGAIN
	}
	k := copy(b, e.received)
	if e.received = e.received[k:]; len(e.received) == 0 {
		e.received = nil
	}
	sender := &n.ends[e.peer]
	sender.outstanding -= k
	if sender.blocked {
		sender.blocked = false
		n.transmit(now, id, Segment{Kind: WINDOW, To: e.peer}, sched)
	}
	return k, wasi.OK
}

// ShutdownWrite ends one direction; the other goes on.
func (n *Network) ShutdownWrite(now int64, id EndpointID, sched Scheduler) wasi.Errno {
	e := &n.ends[id]
	if !e.connected || e.failed != wasi.OK {
		return wasi.ENOTCONN
	}
	if !e.finSent {
		e.finSent = true
		n.transmit(now, id, Segment{Kind: FIN, To: e.peer}, sched)
	}
	return wasi.OK
}

// Close closes an endpoint, by its owner or by the host of an owner that died. Unread bytes make it a reset (RFC 2525,
// section 2.17), else what was sent still arrives and then the end of the stream. A listener's connections that nobody
// accepted are reset, as on Linux.
func (n *Network) Close(now int64, id EndpointID, sched Scheduler) {
	e := &n.ends[id]
	if e.closed || e.silent {
		return
	}
	if e.listening {
		e.closed = true
		delete(n.listeners, e.local)
		for _, waiting := range e.backlog {
			n.end(now, waiting, true, sched)
		}
		e.backlog = nil
		return
	}
	n.end(now, id, len(e.received) > 0, sched)
}

func (n *Network) end(now int64, id EndpointID, reset bool, sched Scheduler) {
	e := &n.ends[id]
	e.closed, e.received = true, nil
	switch {
	case !e.connected || e.failed != wasi.OK:
	case reset:
		n.transmit(now, id, Segment{Kind: RST, To: e.peer, Errno: wasi.ECONNRESET}, sched)
	case !e.finSent:
		e.finSent = true
		n.transmit(now, id, Segment{Kind: FIN, To: e.peer}, sched)
	}
}
