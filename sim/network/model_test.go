package network

import (
	"bytes"

	"pgregory.net/rapid"

	"github.com/onceover/onceover/sim/wasi"
)

// A naive is one end of a connection as a program sees it: what it wrote and read, and what it is entitled to.
type naive struct {
	id      EndpointID
	process int32
	peer    *naive
	sent    []byte
	arrived int // bytes of the peer that reached this end
	read    int
	joined  bool // it knows that the connection exists
	ended   bool // it said that nothing more follows
	closed  bool
	waiting bool // it found the window full and was not woken since
	doomed  bool // a reset or a power loss befell the connection
}

// A rehearsal drives a network with connections between two hosts and their naive model.
type rehearsal struct {
	*stage
	listener EndpointID
	dialed   []*naive
	ends     []*naive
	byID     map[EndpointID]*naive
	blocks   [2]int
	next     byte
}

func newRehearsal(t *rapid.T) *rehearsal {
	min := rapid.Int64Range(1, 1000).Draw(t, "least latency")
	r := &rehearsal{byID: map[EndpointID]*naive{}, stage: newStage(Config{
		LatencyMin: min, LatencyMax: min + rapid.Int64Range(0, 5000).Draw(t, "spread"),
		SplitPercent: rapid.IntRange(-1, 100).Draw(t, "split"), Window: rapid.IntRange(1, 40).Draw(t, "window"),
	}, rapid.Uint64().Draw(t, "seed"))}
	r.listener, _ = r.net.Listen(1, address("server:80"))
	r.watch = r.arrived
	return r
}

// arrived is told of each segment that reached its end.
func (r *rehearsal) arrived(g Segment, process int32) {
	if e := r.byID[g.To]; e != nil && process == e.process {
		e.waiting = false
		e.arrived += len(g.Data)
		e.joined = e.joined || g.Kind == SYNACK
	}
}

func (r *rehearsal) pick(t *rapid.T) *naive {
	if len(r.ends) == 0 {
		t.Skip("no connection yet")
	}
	e := rapid.SampledFrom(r.ends).Draw(t, "end")
	if e.closed {
		t.Skip("closed")
	}
	return e
}

func (r *rehearsal) dial(t *rapid.T) {
	id, _ := r.net.Dial(r.now, 0, hostIP(0), address("server:80"), "stream", r.wire)
	e := &naive{id: id, process: 0}
	r.byID[id] = e
	r.dialed = append(r.dialed, e)
}

func (r *rehearsal) accept(t *rapid.T) {
	id, errno := r.net.Accept(r.listener)
	if errno != wasi.OK {
		t.Skip("nobody waits")
	}
	_, remote := r.net.Ends(id)
	for _, d := range r.dialed {
		if local, _ := r.net.Ends(d.id); local == remote {
			e := &naive{id: id, process: 1, peer: d, joined: true, doomed: d.doomed}
			d.peer, r.byID[id] = e, e
			r.ends = append(r.ends, d, e)
		}
	}
}

func (r *rehearsal) send(t *rapid.T) {
	e := r.pick(t)
	b := make([]byte, rapid.IntRange(1, 50).Draw(t, "length"))
	for i := range b {
		r.next++
		b[i] = r.next
	}
	n, errno := r.net.Send(r.now, e.id, b, r.wire)
	e.sent = append(e.sent, b[:n]...)
	e.waiting = errno == wasi.EAGAIN
	switch {
	case errno == wasi.OK && (n == 0 || e.ended):
		t.Fatalf("send took %d bytes, after the end: %v", n, e.ended)
	case errno == wasi.EAGAIN && len(e.sent)-e.peer.read < r.net.config.Window:
		t.Fatalf("a send waits with %d bytes in a window of %d", len(e.sent)-e.peer.read, r.net.config.Window)
	case errno == wasi.ECONNRESET && !e.doomed, errno == wasi.EPIPE && !e.doomed && !e.ended:
		t.Fatalf("send: %s, and nothing befell the connection", errnoName(errno))
	}
}

func (r *rehearsal) receive(t *rapid.T) {
	r.receiveUpTo(t, r.pick(t), rapid.IntRange(1, 50).Draw(t, "length"))
}

// receiveUpTo reads once and reports whether more may come.
func (r *rehearsal) receiveUpTo(t *rapid.T, e *naive, length int) bool {
	b := make([]byte, length)
	n, errno := r.net.Receive(r.now, e.id, b, r.wire)
	if n > e.arrived-e.read || !bytes.HasPrefix(e.peer.sent[e.read:], b[:n]) {
		t.Fatalf("read %v, want a beginning of %v, of which %d arrived", b[:n], e.peer.sent[e.read:], e.arrived-e.read)
	}
	e.read += n
	atEnd := errno == wasi.OK && n == 0
	switch {
	case atEnd && !e.doomed && !(e.peer.ended && e.read == len(e.peer.sent)):
		t.Fatalf("end of the stream after %d of %d bytes, ended: %v", e.read, len(e.peer.sent), e.peer.ended)
	case errno == wasi.ECONNRESET && !e.doomed:
		t.Fatal("reset, and nothing befell the connection")
	case n == 0 && e.read < e.arrived && errno != wasi.OK:
		t.Fatalf("%s with %d bytes unread", errnoName(errno), e.arrived-e.read)
	}
	return n > 0
}
