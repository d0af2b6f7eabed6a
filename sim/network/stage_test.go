package network

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/onceover/onceover/sim/wasi"
)

// wire is the smallest Scheduler: segments by time, then in the order in which they were sent.
type wire struct {
	queue []flight
	draws map[string]*rand.PCG
	seed  uint64
}

type flight struct {
	at      int64
	segment Segment
}

func (w *wire) Segment(at int64, s Segment) {
	i := slices.IndexFunc(w.queue, func(f flight) bool { return f.at > at })
	if i < 0 {
		i = len(w.queue)
	}
	w.queue = slices.Insert(w.queue, i, flight{at, s})
}

func (w *wire) Draw(stream string, n int64) int64 {
	if n == 0 {
		return 0
	}
	if w.draws[stream] == nil {
		w.draws[stream] = rand.NewPCG(w.seed, uint64(len(stream)))
	}
	return rand.New(w.draws[stream]).Int64N(n)
}

// A stage is a network of three hosts, a clock, and names for the endpoints of a story. Process i runs on host i.
type stage struct {
	net   *Network
	wire  *wire
	now   int64
	names map[string]EndpointID
	told  string               // what arrived, one line each
	watch func(Segment, int32) // sees each segment after it arrived, and who had to look
}

var hostNames = []string{"client", "server", "other"}

func newStage(c Config, seed uint64) *stage {
	s := &stage{
		net: New(c), wire: &wire{draws: map[string]*rand.PCG{}, seed: seed}, names: map[string]EndpointID{},
		watch: func(Segment, int32) {},
	}
	for i, name := range hostNames {
		s.net.AddHost(hostIP(i), name)
	}
	return s
}

func hostIP(i int) [4]byte { return [4]byte{10, 0, 0, byte(i + 1)} }

func (s *stage) copy() *stage {
	c := *s
	c.net, c.names = s.net.Copy(), maps.Clone(s.names)
	c.wire = &wire{queue: slices.Clone(s.wire.queue), draws: map[string]*rand.PCG{}, seed: s.wire.seed}
	for name, source := range s.wire.draws {
		clone := *source
		c.wire.draws[name] = &clone
	}
	return &c
}

// run lets arrive what arrives until the given time.
func (s *stage) run(until int64) {
	for len(s.wire.queue) > 0 && s.wire.queue[0].at <= until {
		f := s.wire.queue[0]
		s.wire.queue = s.wire.queue[1:]
		s.now = max(s.now, f.at)
		process := s.net.Arrive(s.now, f.segment, s.wire)
		s.watch(f.segment, process)
		who := "nobody looks"
		if process != NoProcess {
			who = hostNames[process] + " looks"
		}
		s.told += fmt.Sprintf("  %v %s: %s\n", time.Duration(s.now), describe(f.segment), who)
	}
	s.now = max(s.now, until)
}

func describe(g Segment) string {
	name := []string{"SYN", "SYNACK", "DATA", "FIN", "RST", "WINDOW"}[g.Kind]
	switch {
	case g.Kind == RST:
		return name + " " + errnoName(g.Errno)
	case len(g.Data) > 20:
		return fmt.Sprintf("%s of %d bytes", name, len(g.Data))
	case g.Kind == DATA:
		return fmt.Sprintf("%s %q", name, g.Data)
	}
	return name
}

func errnoName(e wasi.Errno) string {
	name, ok := map[wasi.Errno]string{
		wasi.OK: "ok", wasi.EADDRINUSE: "EADDRINUSE", wasi.EAGAIN: "EAGAIN", wasi.ECONNREFUSED: "ECONNREFUSED",
		wasi.ECONNRESET: "ECONNRESET", wasi.ENOTCONN: "ENOTCONN", wasi.EPIPE: "EPIPE", wasi.ETIMEDOUT: "ETIMEDOUT",
	}[e]
	if !ok {
		panic(fmt.Sprintf("errno %d has no name", e))
	}
	return name
}

func address(text string) Addr {
	host, port, _ := strings.Cut(text, ":")
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		panic(err) // a story is wrong
	}
	i := slices.Index(hostNames, host)
	if i < 0 {
		return Addr{[4]byte{192, 0, 2, 1}, uint16(n)}
	}
	return Addr{hostIP(i), uint16(n)}
}
