package network

import "github.com/onceover/onceover/sim/wasi"

// An EndpointID names one end of a connection, or a listener, for the life of the network.
type EndpointID int32

// NoEndpoint is the peer of a listener and of a dial that has not been accepted.
const NoEndpoint EndpointID = -1

type endpoint struct {
	owner  int32 // process index
	local  Addr
	remote Addr
	peer   EndpointID
	stream string // its name for random draws

	listening bool
	connected bool
	closed    bool       // by its owner
	silent    bool       // its host lost power: it answers nothing until the host is back, and then with a reset
	finSent   bool       // nothing more may be sent
	failed    wasi.Errno // a finished connect, or an established connection, that came to nothing
	told      bool       // the owner learned of the failure

	received    []byte
	eof         bool
	backlog     []EndpointID // accepted by the host, not yet by the process
	outstanding int          // bytes sent that the peer has not read
	blocked     bool         // a send found the window full
	lastArrival int64        // a stream does not overtake itself
}

// takeError is the failure, once: after that, Linux reads the end of the stream and writes to a broken pipe.
func (e *endpoint) takeError() wasi.Errno {
	if e.told {
		return wasi.OK
	}
	e.told = true
	return e.failed
}

// established reports whether both hosts may still count on the connection of this end.
func (e *endpoint) established() bool {
	return e.connected && !e.closed && !e.silent && e.failed == wasi.OK && !(e.finSent && e.eof)
}

// Owner is the process that holds the endpoint.
func (n *Network) Owner(id EndpointID) int32 { return n.ends[id].owner }

// Ends are the two addresses of an endpoint.
func (n *Network) Ends(id EndpointID) (local, remote Addr) {
	return n.ends[id].local, n.ends[id].remote
}

// Readable reports whether a receive or an accept would not wait.
func (n *Network) Readable(id EndpointID) bool {
	e := &n.ends[id]
	return len(e.received) > 0 || e.eof || len(e.backlog) > 0 || e.failed != wasi.OK
}

// Writable reports whether a connect has finished and a send would not wait.
func (n *Network) Writable(id EndpointID) bool {
	e := &n.ends[id]
	return e.failed != wasi.OK || e.finSent || e.connected && e.outstanding < n.config.Window
}

// DialError is the errno of a connect that failed, or OK.
func (n *Network) DialError(id EndpointID) wasi.Errno { return n.ends[id].failed }

// Listening reports whether a process listens at that address.
func (n *Network) Listening(at Addr) bool {
	_, ok := n.listeners[at]
	return ok
}

// DialFrom is the process that dialed from that address, and the host that it dialed; NoProcess if none did.
func (n *Network) DialFrom(local Addr) (owner int32, host string) {
	if id, ok := n.dialers[local]; ok {
		return n.ends[id].owner, n.hosts[n.ends[id].remote.IP]
	}
	return NoProcess, ""
}

func (n *Network) add(e endpoint) EndpointID {
	n.ends = append(n.ends, e)
	return EndpointID(len(n.ends) - 1)
}

func (n *Network) linkOf(id EndpointID) link {
	e := &n.ends[id]
	return link{n.hosts[e.local.IP], n.hosts[e.remote.IP]}
}
