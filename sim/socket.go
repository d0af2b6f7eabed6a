package sim

import (
	"encoding/binary"
	"fmt"

	"github.com/onceover/onceover/sim/network"
	"github.com/onceover/onceover/sim/trace"
	"github.com/onceover/onceover/sim/wasi"
)

// firstSocket is far above the descriptors of files.
const firstSocket = 1 << 16

func (p *Process) open(id network.EndpointID) uint32 {
	fd := p.nextFD
	p.nextFD++
	p.sockets[fd] = id
	return fd
}

// emit adds an output of the network to the trace.
func (p *Process) emit(name string, to network.Addr, payload []byte, more ...trace.Arg) {
	a := append([]trace.Arg{str("to", p.world.addressName(to))}, more...)
	p.world.add(p.ID(), name, a, payload, true)
}

// addressName is "host:port".
func (w *World) addressName(a network.Addr) string {
	for _, h := range w.hosts {
		if h.ip == a.IP {
			return fmt.Sprintf("%s:%d", h.name, a.Port)
		}
	}
	return a.String()
}

// Dial implements machine.System.
func (p *Process) Dial(text string) (uint32, wasi.Errno) {
	ip, port, ok := p.address(text)
	if !ok {
		return 0, wasi.EINVAL
	}
	to := network.Addr{IP: p.ownIP(ip), Port: port}
	p.dials++
	stream := fmt.Sprintf("net/%s/%d", p.ID(), p.dials)
	p.emit("net.dial", to, nil)
	id, e := p.world.net.Dial(p.world.now, p.index, p.world.mustHost(p.Host).ip, to, stream, p.world)
	if e != wasi.OK {
		return 0, e
	}
	p.output()
	return p.open(id), wasi.OK
}

// Listen implements machine.System.
func (p *Process) Listen(text string) (uint32, wasi.Errno) {
	ip, port, ok := p.address(text)
	if !ok {
		return 0, wasi.EINVAL
	}
	at := network.Addr{IP: p.ownIP(ip), Port: port}
	if !p.owns(at.IP) {
		return 0, wasi.EADDRNOTAVAIL
	}
	id, e := p.world.net.Listen(p.index, at)
	if e != wasi.OK {
		return 0, e
	}
	at, _ = p.world.net.Ends(id)
	p.world.add(p.ID(), "net.listen", args(str("at", p.world.addressName(at))), nil, true)
	return p.open(id), wasi.OK
}

// Accept implements machine.System.
func (p *Process) Accept(fd uint32) (uint32, wasi.Errno) {
	id, ok := p.sockets[fd]
	if !ok {
		return 0, wasi.EBADF
	}
	conn, e := p.world.net.Accept(id)
	if e != wasi.OK {
		return 0, e
	}
	return p.open(conn), wasi.OK
}

// DialError implements machine.System.
func (p *Process) DialError(fd uint32) wasi.Errno {
	id, ok := p.sockets[fd]
	if !ok {
		return wasi.EBADF
	}
	return p.world.net.DialError(id)
}

// Addrs implements machine.System.
func (p *Process) Addrs(fd uint32) (local, remote [6]byte, ok bool) {
	id, ok := p.sockets[fd]
	if !ok {
		return local, remote, false
	}
	l, r := p.world.net.Ends(id)
	return packAddr(l), packAddr(r), true
}

func packAddr(a network.Addr) (b [6]byte) {
	copy(b[:], a.IP[:])
	binary.LittleEndian.PutUint16(b[4:], a.Port)
	return b
}

// Receive implements machine.System.
func (p *Process) Receive(fd uint32, b []byte) (int, wasi.Errno) {
	id, ok := p.sockets[fd]
	if !ok {
		return 0, wasi.EBADF
	}
	return p.world.net.Receive(p.world.now, id, b, p.world)
}

// Send implements machine.System.
func (p *Process) Send(fd uint32, b []byte) (int, wasi.Errno) {
	id, ok := p.sockets[fd]
	if !ok {
		return 0, wasi.EBADF
	}
	n, e := p.world.net.Send(p.world.now, id, b, p.world)
	if e != wasi.OK {
		return 0, e
	}
	_, to := p.world.net.Ends(id)
	p.emit("net.send", to, b[:n], num("bytes", int64(n)))
	p.output()
	return n, wasi.OK
}

// ShutdownWrite implements machine.System.
func (p *Process) ShutdownWrite(fd uint32) wasi.Errno {
	id, ok := p.sockets[fd]
	if !ok {
		return wasi.EBADF
	}
	e := p.world.net.ShutdownWrite(p.world.now, id, p.world)
	if e == wasi.OK {
		p.output()
	}
	return e
}

// CloseSocket implements machine.System.
func (p *Process) CloseSocket(fd uint32) wasi.Errno {
	id, ok := p.sockets[fd]
	if !ok {
		return wasi.EBADF
	}
	delete(p.sockets, fd)
	_, to := p.world.net.Ends(id)
	p.emit("net.close", to, nil)
	p.world.net.Close(p.world.now, id, p.world)
	p.output()
	return wasi.OK
}

// IsSocket implements machine.System.
func (p *Process) IsSocket(fd uint32) bool { return fd >= firstSocket }

// Readable implements machine.System.
func (p *Process) Readable(fd uint32) bool {
	id, ok := p.sockets[fd]
	return ok && p.world.net.Readable(id)
}

// Writable implements machine.System.
func (p *Process) Writable(fd uint32) bool {
	id, ok := p.sockets[fd]
	return ok && p.world.net.Writable(id)
}
