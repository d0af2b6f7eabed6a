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
	server  *Server
	member  int
	net     net.Conn
	in      *bufio.Reader
	buf     []byte       // of the frame being read
	last    wire.Request // the one being handled; its memory is used again
	address string       // of the client, with port

	// under the server's lock
	id    ClientID
	queue []outgoing
	ready sync.Cond // the queue has something
	ended bool      // nothing more is queued

	lingering bool // the reader closes the connection
}

func newConn(s *Server, member int, nc net.Conn) *conn {
	c := &conn{server: s, member: member, net: nc, in: bufio.NewReader(nc), address: nc.RemoteAddr().String()}
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
	open, err := c.next(c.connect)
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
	c.buf = frame
	return handle(frame), nil
}

// send queues a frame. The lock is held.
func (c *conn) send(o outgoing) {
	if c.ended {
		return
	}
	c.ended = o.last
	c.queue = append(c.queue, o)
	c.ready.Signal()
}

// finish lets the connection end when all that is queued has been written. The lock is held.
func (c *conn) finish() { c.send(outgoing{last: true}) }
