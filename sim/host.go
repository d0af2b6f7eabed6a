package sim

import (
	"fmt"
	"strings"

	"github.com/onceover/onceover/sim/disk"
	"github.com/onceover/onceover/sim/network"
)

// A host has one name, one address, and a disk that outlives its processes.
type host struct {
	name  string
	ip    [4]byte
	disk  *disk.Disk
	clock int64 // what its wall clock is ahead of the world's
}

func (h *host) copy() *host {
	c := *h
	c.disk = h.disk.Copy()
	return &c
}

// AddHost adds a host. Its address follows from how many there are. Every host knows the names of all.
func (w *World) AddHost(name string) {
	if w.host(name) != nil {
		panic(fmt.Sprintf("sim: host %s is added twice", name))
	}
	n := len(w.hosts) + 1
	h := &host{name: name, ip: [4]byte{10, 0, byte(n >> 8), byte(n)}, disk: disk.New()}
	w.hosts = append(w.hosts, h)
	w.net.AddHost(h.ip, name)
	w.writeNames()
}

// writeNames gives every host the files that name resolution reads (hosts(5), nsswitch.conf(5)).
func (w *World) writeNames() {
	var b strings.Builder
	b.WriteString("127.0.0.1 localhost\n")
	for _, h := range w.hosts {
		fmt.Fprintf(&b, "%d.%d.%d.%d %s\n", h.ip[0], h.ip[1], h.ip[2], h.ip[3], h.name)
	}
	for _, h := range w.hosts {
		h.disk.WriteFile("/etc/hosts", []byte(b.String()), w.config.Epoch)
		h.disk.WriteFile("/etc/nsswitch.conf", []byte("hosts: files\n"), w.config.Epoch)
	}
}

func (w *World) host(name string) *host {
	for _, h := range w.hosts {
		if h.name == name {
			return h
		}
	}
	return nil
}

func (w *World) mustHost(name string) *host {
	h := w.host(name)
	if h == nil {
		panic(fmt.Sprintf("sim: no host %q, at %d ns", name, w.now))
	}
	return h
}

// Disk is the files of a host.
func (w *World) Disk(host string) *disk.Disk { return w.mustHost(host).disk }

// Listening reports whether a process listens at that port of a host.
func (w *World) Listening(host string, port uint16) bool {
	return w.net.Listening(network.Addr{IP: w.mustHost(host).ip, Port: port})
}

// SetClock sets what a host's wall clock is ahead of the world's. Its monotonic clock does not notice.
func (w *World) SetClock(host string, ahead int64) {
	w.mustHost(host).clock = ahead
	w.Note("host.clock", str("host", host), num("ahead", ahead))
}

// Partition cuts every link between the hosts of a and the hosts of b, in both directions; Heal undoes one Partition.
func (w *World) Partition(a, b []string) {
	w.eachLink(a, b, w.net.Block)
	w.Note("net.partition", str("a", strings.Join(a, ",")), str("b", strings.Join(b, ",")))
}

// Heal undoes one Partition. What was sent meanwhile arrives now.
func (w *World) Heal(a, b []string) {
	w.eachLink(a, b, func(from, to string) { w.net.Open(w.now, from, to, w) })
	w.Note("net.heal", str("a", strings.Join(a, ",")), str("b", strings.Join(b, ",")))
}

// Held is how many segments partitions and stalls between the hosts of a and the hosts of b ever held back.
func (w *World) Held(a, b []string) int {
	n := 0
	w.eachLink(a, b, func(from, to string) { n += w.net.Held(from, to) })
	return n
}

func (w *World) eachLink(a, b []string, f func(from, to string)) {
	for _, x := range a {
		for _, y := range b {
			f(w.mustHost(x).name, w.mustHost(y).name)
			f(y, x)
		}
	}
}

// Stall stops what travels from one host to another, or lets it go on.
func (w *World) Stall(from, to string, on bool) {
	if on {
		w.net.Block(w.mustHost(from).name, w.mustHost(to).name)
		w.Note("net.stall", str("from", from), str("to", to))
		return
	}
	w.net.Open(w.now, from, to, w)
	w.Note("net.unstall", str("from", from), str("to", to))
}

// Refuse makes a host refuse every new connection, or ends that.
func (w *World) Refuse(host string, on bool) {
	w.net.Refuse(w.mustHost(host).name, on)
	w.Note("net.refuse", str("host", host), flag("on", on))
}

// Refused is how many new connections a host ever refused because of Refuse.
func (w *World) Refused(host string) int { return w.net.Refused(w.mustHost(host).name) }

// Admitted is how many new connections a host ever handed to a process that listens there, whatever that did with them.
func (w *World) Admitted(host string) int { return w.net.Admitted(w.mustHost(host).name) }

// ResetConnections kills the established connections between two hosts and answers how many there were.
func (w *World) ResetConnections(a, b string) int {
	n := w.net.Reset(w.now, w.mustHost(a).name, w.mustHost(b).name, w)
	w.Note("net.reset", str("a", a), str("b", b), num("connections", int64(n)))
	return n
}

var _ network.Scheduler = (*World)(nil)
