package network

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/onceover/onceover/sim/wasi"
)

// doom remembers that a connection need not deliver everything any more.
func doom(ends ...*naive) {
	for _, e := range ends {
		if e != nil {
			e.doomed = true
			if e.peer != nil {
				e.peer.doomed = true
			}
		}
	}
}

func (r *rehearsal) shutdown(t *rapid.T) {
	e := r.pick(t)
	if r.net.ShutdownWrite(r.now, e.id, r.wire) == wasi.OK {
		e.ended = true
	}
}

func (r *rehearsal) close(t *rapid.T) {
	e := r.pick(t)
	if !e.joined || e.read < len(e.peer.sent) || !e.peer.ended {
		doom(e) // a handshake half done, and what is unread or still sent, is answered with a reset
	}
	e.closed, e.ended = true, true
	r.net.Close(r.now, e.id, r.wire)
}

func (r *rehearsal) block(t *rapid.T) {
	i := rapid.IntRange(0, 1).Draw(t, "direction")
	r.blocks[i]++
	r.net.Block(hostNames[i], hostNames[1-i])
}

func (r *rehearsal) open(t *rapid.T) { r.openOne(rapid.IntRange(0, 1).Draw(t, "direction")) }

func (r *rehearsal) openOne(i int) {
	r.blocks[i] = max(0, r.blocks[i]-1)
	r.net.Open(r.now, hostNames[i], hostNames[1-i], r.wire)
}

func (r *rehearsal) reset(t *rapid.T) {
	r.net.Reset(r.now, "client", "server", r.wire)
	doom(r.dialed...)
}

func (r *rehearsal) powerLoss(t *rapid.T) {
	host := rapid.IntRange(0, 1).Draw(t, "host")
	r.net.PowerOff(hostNames[host])
	doom(r.dialed...)
	for _, e := range append(r.ends, r.dialed...) {
		e.closed = e.closed || e.process == int32(host)
	}
	r.run(r.now + rapid.Int64Range(0, 10_000).Draw(t, "outage"))
	r.net.PowerOn(r.now, hostNames[host], r.wire)
	if host == 1 {
		r.listener, _ = r.net.Listen(1, address("server:80"))
	}
}

func (r *rehearsal) pass(t *rapid.T) { r.run(r.now + rapid.Int64Range(0, 5000).Draw(t, "time")) }

func (r *rehearsal) check(t *rapid.T) {
	for _, e := range r.ends {
		if inside := len(e.sent) - e.peer.read; inside > r.net.config.Window {
			t.Fatalf("%d bytes in a window of %d", inside, r.net.config.Window)
		}
		if !e.closed && e.arrived > e.read && !r.net.Readable(e.id) {
			t.Fatal("bytes arrived, and the end is not readable")
		}
	}
}

// drain heals everything and reads to the end: what must arrive has arrived.
func (r *rehearsal) drain(t *rapid.T) {
	for i := range r.blocks {
		for r.blocks[i] > 0 {
			r.openOne(i)
		}
	}
	for range 2 { // a reader frees windows, and what it answers arrives
		for len(r.wire.queue) > 0 {
			r.run(r.wire.queue[0].at)
		}
		for _, e := range r.ends {
			for !e.closed && r.receiveUpTo(t, e, 7) {
			}
		}
	}
	for _, e := range r.ends {
		switch {
		case e.waiting && !e.closed:
			t.Fatalf("a sender of process %d was never woken", e.process)
		case !e.doomed && !e.closed && e.read != len(e.peer.sent):
			t.Fatalf("%d of %d bytes arrived", e.read, len(e.peer.sent))
		case !e.closed && e.peer.closed && !e.doomed && !r.net.Readable(e.id):
			t.Fatal("the peer is gone, and this end never hears of it")
		}
	}
}

func TestStreamsAgainstModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newRehearsal(t)
		t.Repeat(map[string]func(*rapid.T){
			"": r.check, "dial": r.dial, "accept": r.accept, "send": r.send, "send more": r.send, "receive": r.receive,
			"receive more": r.receive, "pass": r.pass, "pass more": r.pass, "shutdown": r.shutdown, "close": r.close,
			"block": r.block, "open": r.open, "reset": r.reset, "power loss": r.powerLoss,
		})
		r.drain(t)
	})
}

// TestUnharmedStreamsAgainstModel is the same without what ends connections, so that long streams are common.
func TestUnharmedStreamsAgainstModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newRehearsal(t)
		r.dial(t)
		r.run(1_000_000)
		r.accept(t)
		t.Repeat(map[string]func(*rapid.T){
			"": r.check, "send": r.send, "receive": r.receive, "pass": r.pass, "block": r.block, "open": r.open, "shutdown": r.shutdown,
		})
		r.drain(t)
	})
}
