package sim

import (
	"slices"
	"strconv"
	"strings"

	"github.com/onceover/onceover/sim/disk"
	"github.com/onceover/onceover/sim/machine"
)

var _ machine.System = (*Process)(nil)

// Wall implements machine.System.
func (p *Process) Wall() int64 {
	return p.Monotonic() + p.world.config.Epoch + p.world.mustHost(p.Host).clock
}

// Monotonic implements machine.System.
func (p *Process) Monotonic() int64 { return p.world.now }

// Random implements machine.System.
func (p *Process) Random(b []byte) { p.world.fill("random/"+p.ID(), b) }

// Args implements machine.System.
func (p *Process) Args() []string { return p.argv() }

// Environ implements machine.System.
func (p *Process) Environ() []string { return p.launch.Environ }

// Files implements machine.System.
func (p *Process) Files() *disk.Files { return p.files }

// lastOutputMax is about how much of its output a process can be asked for.
const lastOutputMax = 4096

// standardError is where a process says what a person, or the judge, should know: its text is kept in the trace.
const standardError = 2

// Write implements machine.System.
func (p *Process) Write(fd uint32, b []byte) {
	p.world.add(p.ID(), "proc.output", args(num("fd", int64(fd)), str("text", string(b))), nil, fd != standardError)
	if p.last = append(p.last, b...); len(p.last) > 2*lastOutputMax {
		p.last = append(p.last[:0:0], p.last[len(p.last)-lastOutputMax:]...)
	}
	if p.printed += len(b); p.printed > p.world.config.OutputMax {
		p.doom("output without end: more than " + strconv.Itoa(p.world.config.OutputMax) + " bytes")
		return
	}
	p.output()
}

// Synced implements machine.System.
func (p *Process) Synced(fd uint32) {
	p.world.add(p.ID(), "disk.sync", args(num("fd", int64(fd))), nil, true)
	p.output()
}

// output counts one thing that left the process, and asks whether it dies there.
func (p *Process) output() {
	p.Outputs++
	if p.world.controller.Output(p.world, p) {
		p.doom("killed after output " + strconv.Itoa(p.Outputs))
	}
}

// HasControl implements machine.System.
func (p *Process) HasControl() bool { return len(p.control) > 0 }

// ReadControl implements machine.System.
func (p *Process) ReadControl(b []byte) int {
	n := copy(b, p.control)
	p.control = p.control[n:]
	return n
}

// address is the "ip:port" of a system call. The program resolved the name already.
func (p *Process) address(text string) (ip [4]byte, port uint16, ok bool) {
	i := strings.LastIndexByte(text, ':')
	if i < 0 {
		return ip, 0, false
	}
	n, err := strconv.ParseUint(text[i+1:], 10, 16)
	if err != nil {
		return ip, 0, false
	}
	name := strings.TrimPrefix(strings.Trim(text[:i], "[]"), "::ffff:")
	if name == "" || name == "::" || name == "::1" {
		return ip, uint16(n), true
	}
	parts := strings.Split(name, ".")
	if len(parts) != len(ip) {
		return ip, 0, false
	}
	for k, part := range parts {
		v, err := strconv.ParseUint(part, 10, 8)
		if err != nil {
			return ip, 0, false
		}
		ip[k] = byte(v)
	}
	return ip, uint16(n), true
}

// owns reports whether an address is that of one of the process's hosts.
func (p *Process) owns(ip [4]byte) bool {
	return slices.ContainsFunc(p.launch.Hosts, func(name string) bool { return p.world.mustHost(name).ip == ip })
}

// ownIP replaces the wildcard and loopback addresses by that of the process's host.
func (p *Process) ownIP(ip [4]byte) [4]byte {
	if ip == ([4]byte{}) || ip[0] == 127 {
		return p.world.mustHost(p.Host).ip
	}
	return ip
}
