package machine

import (
	"github.com/tetratelabs/wazero/api"

	"github.com/onceover/onceover/sim/wasi"
)

// The calls of the overlay and of services, in the import module "onceover".
var socketCalls = []systemCall{
	{"sock_open", "iiii", func(m *Machine, mem api.Memory, s []uint64) wasi.Errno {
		open := m.system.Dial
		if u(s[0]) == 1 {
			open = m.system.Listen
		}
		fd, e := open(string(read(mem, s[1], s[2])))
		if e != wasi.OK {
			return -e // the overlay reads a negative number as an errno
		}
		m.writeAddrs(mem, fd, s[3])
		return wasi.Errno(fd)
	}},
	{"sock_err", "i", func(m *Machine, _ api.Memory, s []uint64) wasi.Errno { return m.system.DialError(u(s[0])) }},
	{"sock_addr", "ii", func(m *Machine, mem api.Memory, s []uint64) wasi.Errno {
		if !m.writeAddrs(mem, u(s[0]), s[1]) {
			return wasi.EBADF
		}
		return wasi.OK
	}},
	{"point", "iiii", func(m *Machine, mem api.Memory, s []uint64) wasi.Errno {
		request := append([]byte(nil), read(mem, s[0], s[1])...)
		answer := m.system.Ask(request)
		return wasi.Errno(copy(read(mem, s[2], s[3]), answer))
	}},
}

func (m *Machine) writeAddrs(mem api.Memory, fd uint32, at uint64) bool {
	local, remote, ok := m.system.Addrs(fd)
	if ok {
		out := read(mem, at, 16)
		clear(out)
		copy(out, local[:])
		copy(out[8:], remote[:])
	}
	return ok
}
