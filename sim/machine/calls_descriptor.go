package machine

import (
	"encoding/binary"

	"github.com/tetratelabs/wazero/api"

	"github.com/onceover/onceover/sim/wasi"
)

const fdNonblock = 4 // fdflags: nonblock

var descriptorCalls = []systemCall{
	{"fd_fdstat_get", "ii", (*Machine).fdstatGet},
	{"fd_fdstat_set_flags", "ii", func(*Machine, api.Memory, []uint64) wasi.Errno { return wasi.OK }},
	{"fd_read", "iiii", (*Machine).fdRead},
	{"fd_write", "iiii", (*Machine).fdWrite},
	{"fd_close", "i", func(m *Machine, _ api.Memory, s []uint64) wasi.Errno {
		fd := u(s[0])
		switch {
		case m.system.IsSocket(fd):
			return m.system.CloseSocket(fd)
		case fd <= 2 || fd == wasi.FDControl:
			return wasi.OK
		}
		return wasi.Errno(m.system.Files().Close(fd))
	}},
	{"sock_accept", "iii", func(m *Machine, mem api.Memory, s []uint64) wasi.Errno {
		fd, e := m.system.Accept(u(s[0]))
		if e == wasi.OK {
			mem.WriteUint32Le(u(s[2]), fd)
		}
		return e
	}},
	{"sock_shutdown", "ii", func(m *Machine, _ api.Memory, s []uint64) wasi.Errno {
		const write = 2
		if u(s[1])&write == 0 {
			return wasi.OK // the read side alone: what arrives is simply never read
		}
		return m.system.ShutdownWrite(u(s[0]))
	}},
}

func (m *Machine) fdstatGet(mem api.Memory, s []uint64) wasi.Errno {
	fd := u(s[0])
	out := read(mem, s[1], 24)
	clear(out)
	binary.LittleEndian.PutUint64(out[8:], ^uint64(0))  // all rights
	binary.LittleEndian.PutUint64(out[16:], ^uint64(0)) // all inheriting rights
	switch {
	case fd <= 2:
		out[0] = wasi.CharacterDevice
	case fd == wasi.FDEvents || fd == wasi.FDControl:
		out[0], out[2] = wasi.CharacterDevice, fdNonblock
	case m.system.IsSocket(fd):
		out[0], out[2] = wasi.SocketStream, fdNonblock
	default:
		return m.fileKind(fd, out)
	}
	return wasi.OK
}

func (m *Machine) fdRead(mem api.Memory, s []uint64) wasi.Errno {
	fd := u(s[0])
	n, e := m.eachVector(mem, s[1], s[2], func(b []byte) (int, wasi.Errno) {
		switch {
		case fd == wasi.FDEvents:
			return m.readInbox(b)
		case fd == 0:
			return 0, wasi.OK // standard input is at its end
		case fd == wasi.FDControl:
			if !m.system.HasControl() {
				return 0, wasi.EAGAIN
			}
			return m.system.ReadControl(b), wasi.OK
		case m.system.IsSocket(fd):
			return m.system.Receive(fd, b)
		}
		n, e := m.system.Files().Read(fd, b)
		return n, wasi.Errno(e)
	})
	mem.WriteUint32Le(u(s[3]), n)
	return e
}

func (m *Machine) readInbox(b []byte) (int, wasi.Errno) {
	if len(m.inbox) == 0 {
		return 0, wasi.EAGAIN
	}
	n := copy(b, m.inbox)
	if m.inbox = m.inbox[n:]; len(m.inbox) == 0 {
		m.inbox = m.inbox[:0:0]
	}
	return n, wasi.OK
}

func (m *Machine) fdWrite(mem api.Memory, s []uint64) wasi.Errno {
	fd := u(s[0])
	n, e := m.eachVector(mem, s[1], s[2], func(b []byte) (int, wasi.Errno) {
		switch {
		case fd == 1 || fd == 2:
			m.system.Write(fd, b)
			return len(b), wasi.OK
		case m.system.IsSocket(fd):
			return m.system.Send(fd, b)
		}
		n, e := m.system.Files().Write(fd, b, m.system.Wall())
		return n, wasi.Errno(e)
	})
	mem.WriteUint32Le(u(s[3]), n)
	return e
}
