package zookeeper

import (
	"bufio"
	"net"
	"sync"
	"time"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// An outgoing frame waits for its turn on a connection.
type outgoing struct {
	frame    []byte
	hold     time.Duration // before it is sent, and everything behind it
	question question      // of the request that it answers
	last     bool          // the connection ends here; there is no frame
}

// A conn is one connection: one goroutine reads requests and applies them, another writes what is queued.
type conn struct {
	server   *Server
	member   int
	net      net.Conn
	in       *bufio.Reader
	buf      []byte       // of the frame being read
	out      []byte       // of the frames being written at once
	last     wire.Request // the one being handled; its memory is used again
	address  string       // of the client, with port
	number   int64        // of all connections that the server accepted
	accepted int64        // when

	// under the server's lock
	id    ClientID
	queue []outgoing
	ready sync.Cond // the queue has something
	ended bool      // nothing more is queued
	mute  bool      // nothing is queued but the end

	counts      connCounts
	outstanding int   // requests that were read and wait to be handled
	heard       int64 // when the last frame was read
	begun       bool  // the connect was answered

	lingering bool // the reader closes the connection
}

// newConn is for a connection that was just accepted. The lock is held.
func newConn(s *Server, member int, nc net.Conn) *conn {
	now := s.now()
	s.accepted++
	c := &conn{
		server: s, member: member, net: nc, in: bufio.NewReader(nc), address: nc.RemoteAddr().String(),
		number: s.accepted, accepted: now, heard: now, counts: connCounts{op: "NA", xid: -1, zxid: -1},
	}
	c.ready.L = &s.mu
	return c
}

// host is the address without the port, which is who the client is to ACLs.
func (c *conn) host() string {
	if host, _, err := net.SplitHostPort(c.address); err == nil {
		return host
	}
	return c.address
}

// serve reads frames until the connection ends.
func (c *conn) serve() {
	c.greet()
	if c.word() {
		c.forget(true)
		c.linger()
		return
	}
	open, err := c.next(c.connect)
	if open {
		c.greeted()
	}
	for open && err == nil {
		open, err = c.next(c.request)
	}
	c.forget(lingers(err))
	switch {
	case lingers(err):
		c.linger()
	case err != nil: // the client hung up: there is nobody to write to
		c.net.Close()
	}
}

// forget takes the connection out of the server's books; the writer ends it.
func (c *conn) forget(lingering bool) {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.Disconnect(c.id)
	delete(s.byClient, c.id)
	delete(s.conns, c)
	c.lingering = lingering
	c.finish()
}

func (c *conn) next(handle func([]byte) bool) (bool, error) {
	frame, err := wire.ReadFrame(c.in, c.buf, c.server.limit)
	if err != nil {
		return false, err
	}
	if cap(frame) <= heldBytes {
		c.buf = frame
	}
	return handle(frame), nil
}

// send queues a frame. The lock is held.
func (c *conn) send(o outgoing) {
	if c.ended || c.mute && !o.last {
		return
	}
	c.ended = o.last
	if o.frame != nil {
		c.countOut(1)
		if c.begun {
			c.server.countsOf(c.member).answered(int64(len(o.frame) - 4))
		}
	}
	c.queue = append(c.queue, o)
	c.ready.Signal()
}

// finish lets the connection end when all that is queued has been written. The lock is held.
func (c *conn) finish() {
	c.send(outgoing{last: true})
	c.hurry()
}
