package zookeepertest

import (
	"io"
	"net"
	"time"
)

// A conn is one end of a connection in memory.
type conn struct {
	in, out       *stream
	local, remote *net.TCPAddr
	closed        func() // what else there is to do when it is closed; may be nil
}

// pipe makes both ends of a connection.
func pipe(client, server *net.TCPAddr) (*conn, *conn) {
	up, down := newStream(), newStream()
	return &conn{in: down, out: up, local: client, remote: server},
		&conn{in: up, out: down, local: server, remote: client}
}

// Read waits for bytes. After the peer has closed, it first gives what was written before, then io.EOF.
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.in.read(p)
	return n, c.wrap("read", err)
}

// Write waits while the buffer is full.
func (c *conn) Write(p []byte) (int, error) {
	n, err := c.out.write(p)
	return n, c.wrap("write", err)
}

// wrap tells of an error as the net package does.
func (c *conn) wrap(op string, err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	return &net.OpError{Op: op, Net: "tcp", Source: c.local, Addr: c.remote, Err: err}
}

// Close ends both directions. What the peer has not read yet, it still can; what it writes from now on, fails.
func (c *conn) Close() error {
	c.out.end()
	c.in.refuse()
	if c.closed != nil {
		c.closed()
	}
	return nil
}

func (c *conn) LocalAddr() net.Addr  { return c.local }
func (c *conn) RemoteAddr() net.Addr { return c.remote }

// SetDeadline bounds reads and writes; the zero time is no bound.
func (c *conn) SetDeadline(t time.Time) error {
	c.in.readUntil(t)
	c.out.writeUntil(t)
	return nil
}

// SetReadDeadline bounds reads, including one that waits.
func (c *conn) SetReadDeadline(t time.Time) error {
	c.in.readUntil(t)
	return nil
}

// SetWriteDeadline bounds writes, including one that waits.
func (c *conn) SetWriteDeadline(t time.Time) error {
	c.out.writeUntil(t)
	return nil
}
