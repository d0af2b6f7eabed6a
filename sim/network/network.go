// Package network is the streams between the hosts of a world: latency, segmentation, refusal, reset, stall, partition.
//
// A Network is plain data with no clock of its own: each method takes the time, and answers with what happened; what must
// happen later it hands to the Scheduler as a Segment, which the world gives back to Arrive when its time has come.
package network

import (
	"fmt"
	"maps"
	"slices"

	"github.com/onceover/onceover/sim/wasi"
)

// An Addr is an IPv4 address and a port.
type Addr struct {
	IP   [4]byte
	Port uint16
}

func (a Addr) String() string {
	return fmt.Sprintf("%d.%d.%d.%d:%d", a.IP[0], a.IP[1], a.IP[2], a.IP[3], a.Port)
}

// Config has the properties of every link. Durations are nanoseconds; a zero field means the default.
type Config struct {
	LatencyMin   int64 // default 50 µs
	LatencyMax   int64 // default 250 µs, and never less than LatencyMin
	SplitPercent int   // of the writes of more than one byte, how many travel as two segments; default 6; none where negative
	Window       int   // bytes that one direction holds, sent but not read; default 256 KiB
}

func (c Config) withDefaults() Config {
	if c.LatencyMin == 0 {
		c.LatencyMin = 50_000
	}
	if c.LatencyMax == 0 {
		c.LatencyMax = 250_000
	}
	c.LatencyMax = max(c.LatencyMax, c.LatencyMin)
	if c.SplitPercent == 0 {
		c.SplitPercent = 6
	}
	if c.Window == 0 {
		c.Window = 256 << 10
	}
	return c
}

// A SegmentKind says what a segment carries.
type SegmentKind uint8

const (
	SYN    SegmentKind = iota // a dial that asks to be accepted
	SYNACK                    // it was
	DATA                      // bytes
	FIN                       // no more bytes will follow
	RST                       // the connection is dead; Errno says how the receiver learns it
	WINDOW                    // the receiver has read, and a blocked sender may go on
)

// A Segment is on its way to an endpoint.
type Segment struct {
	Kind  SegmentKind
	To    EndpointID
	Data  []byte
	Errno wasi.Errno
}

// A Scheduler takes what the network wants to happen at a time.
type Scheduler interface {
	Segment(at int64, s Segment)
	// Draw is a number in [0, n) from the named stream of the connection; 0 where n is 0.
	Draw(stream string, n int64) int64
}

// A Network is the state of all links and connections.
type Network struct {
	config    Config
	ends      []endpoint          // by EndpointID
	listeners map[Addr]EndpointID // open listeners
	dialers   map[Addr]EndpointID // the last dial from an address
	ports     map[[4]byte]uint16  // the last ephemeral port of an address
	hosts     map[[4]byte]string  // whose address it is
	blocked   map[link]int        // links on which nothing travels; how many faults block each
	holds     map[link]int        // segments ever held, by what held them
	refusing  map[string]bool     // hosts that answer every dial with a reset
	refused   map[string]int      // dials that they ever refused
	admitted  map[string]int      // and that they ever let in
	down      map[string]bool     // hosts that answer nothing
	held      []heldSegment       // what cannot travel now, in order
}

// New returns a network without hosts.
func New(config Config) *Network {
	return &Network{
		config:    config.withDefaults(),
		listeners: map[Addr]EndpointID{},
		dialers:   map[Addr]EndpointID{},
		ports:     map[[4]byte]uint16{},
		hosts:     map[[4]byte]string{},
		blocked:   map[link]int{},
		holds:     map[link]int{},
		refusing:  map[string]bool{},
		refused:   map[string]int{},
		admitted:  map[string]int{},
		down:      map[string]bool{},
	}
}

// AddHost tells whose address it is.
func (n *Network) AddHost(ip [4]byte, host string) { n.hosts[ip] = host }

// Copy returns an independent network of the same state. The payloads of segments are shared; nobody changes them.
func (n *Network) Copy() *Network {
	c := *n
	c.ends = slices.Clone(n.ends)
	for i := range c.ends {
		c.ends[i].received = slices.Clone(c.ends[i].received)
		c.ends[i].backlog = slices.Clone(c.ends[i].backlog)
	}
	c.listeners = maps.Clone(n.listeners)
	c.dialers = maps.Clone(n.dialers)
	c.ports = maps.Clone(n.ports)
	c.hosts = maps.Clone(n.hosts)
	c.blocked = maps.Clone(n.blocked)
	c.holds = maps.Clone(n.holds)
	c.refusing = maps.Clone(n.refusing)
	c.refused = maps.Clone(n.refused)
	c.admitted = maps.Clone(n.admitted)
	c.down = maps.Clone(n.down)
	c.held = slices.Clone(n.held)
	return &c
}
