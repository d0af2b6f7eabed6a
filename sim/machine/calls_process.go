package machine

import (
	"encoding/binary"

	"github.com/tetratelabs/wazero/api"

	"github.com/onceover/onceover/sim/wasi"
)

const (
	clockRealtime = 0
	freeReads     = 1000 // clock reads of a step that cost no time
	tick          = 1000 // nanoseconds that each further read costs
	uptime        = 1e9  // what a monotonic clock shows when the world begins; Go's runtime forbids zero
)

var processCalls = []systemCall{
	{"args_sizes_get", "ii", func(m *Machine, mem api.Memory, s []uint64) wasi.Errno {
		return writeSizes(mem, s, m.system.Args())
	}},
	{"args_get", "ii", func(m *Machine, mem api.Memory, s []uint64) wasi.Errno {
		return writeStrings(mem, s, m.system.Args())
	}},
	{"environ_sizes_get", "ii", func(m *Machine, mem api.Memory, s []uint64) wasi.Errno {
		return writeSizes(mem, s, m.system.Environ())
	}},
	{"environ_get", "ii", func(m *Machine, mem api.Memory, s []uint64) wasi.Errno {
		return writeStrings(mem, s, m.system.Environ())
	}},
	{"clock_time_get", "ili", (*Machine).clockTimeGet},
	{"random_get", "ii", func(m *Machine, mem api.Memory, s []uint64) wasi.Errno {
		m.system.Random(read(mem, s[0], s[1]))
		return wasi.OK
	}},
	{"sched_yield", "", func(*Machine, api.Memory, []uint64) wasi.Errno { return wasi.OK }},
	{"poll_oneoff", "iiii", (*Machine).pollOneoff},
}

// clockTimeGet answers with a clock that stands still while the program computes. From the 1,001st read of a step on each
// read moves the process's own clock by a tick, so that a program that spins until a time has come does get there; before
// that none does, because the runtime reads the clock too, when its collector runs, and no trace may depend on that.
func (m *Machine) clockTimeGet(mem api.Memory, s []uint64) wasi.Errno {
	if m.reads++; m.reads > freeReads {
		m.local += tick
	}
	now := m.now() + uptime
	if u(s[0]) == clockRealtime {
		now += m.system.Wall() - m.system.Monotonic() - uptime
	}
	mem.WriteUint64Le(u(s[2]), uint64(now))
	return wasi.OK
}

func (m *Machine) now() int64 {
	m.local = max(m.local, m.system.Monotonic())
	return m.local
}

func writeSizes(mem api.Memory, s []uint64, list []string) wasi.Errno {
	size := 0
	for _, v := range list {
		size += len(v) + 1
	}
	mem.WriteUint32Le(u(s[0]), uint32(len(list)))
	mem.WriteUint32Le(u(s[1]), uint32(size))
	return wasi.OK
}

func writeStrings(mem api.Memory, s []uint64, list []string) wasi.Errno {
	table, at := u(s[0]), u(s[1])
	for _, v := range list {
		mem.WriteUint32Le(table, at)
		mem.Write(at, append([]byte(v), 0))
		table, at = table+4, at+uint32(len(v))+1
	}
	return wasi.OK
}

// Layout of a subscription and of an event: WASI preview 1, "subscription" and "event".
const (
	subscriptionSize = 48
	eventSize        = 32

	onClock = 0
	onRead  = 1
	onWrite = 2
)

// pollOneoff answers with the descriptors that are ready. Where none is and the runtime would block, all goroutines wait:
// the process's next timer is noted, and a pause frame for the event pump lets Step return.
func (m *Machine) pollOneoff(mem api.Memory, s []uint64) wasi.Errno {
	in := read(mem, s[0], subscriptionSize*uint64(u(s[2])))
	out := read(mem, s[1], eventSize*uint64(u(s[2])))
	ready := 0
	report := func(subscription []byte) {
		event := out[ready*eventSize : (ready+1)*eventSize]
		clear(event)
		copy(event, subscription[:8])
		event[10] = subscription[8]
		ready++
	}
	var clock, pump []byte
	waiting := 0
	for ; len(in) > 0; in = in[subscriptionSize:] {
		one := in[:subscriptionSize]
		fd := binary.LittleEndian.Uint32(one[16:])
		switch {
		case one[8] == onClock:
			clock = one
		case fd == wasi.FDEvents:
			pump = one
			if len(m.inbox) > 0 {
				report(one)
			}
		case one[8] == onRead && m.readable(fd) || one[8] == onWrite && m.system.Writable(fd):
			report(one)
		default:
			waiting++
		}
	}
	if ready == 0 && pump != nil && !isZeroTimeout(clock) {
		m.deadline, m.waiting = m.timer(clock), waiting
		m.inbox = appendFrame(m.inbox, framePause, nil)
		report(pump)
	}
	if ready == 0 && clock != nil {
		report(clock)
	}
	mem.WriteUint32Le(u(s[3]), uint32(ready))
	return wasi.OK
}

func (m *Machine) readable(fd uint32) bool {
	if fd == wasi.FDControl {
		return m.system.HasControl()
	}
	return m.system.Readable(fd)
}

func isZeroTimeout(clock []byte) bool {
	return clock != nil && binary.LittleEndian.Uint64(clock[24:]) == 0
}

// timer is the monotonic time at which the clock subscription ends, or -1 without one.
func (m *Machine) timer(clock []byte) int64 {
	if clock == nil {
		return -1
	}
	return m.now() + int64(binary.LittleEndian.Uint64(clock[24:]))
}
