package zookeeper

import (
	"errors"
	"io"
	"time"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// A client that sends a frame beyond the limit is hung up on as soon as its length is here. Its system would drop what
// was sent to it before, and tell of a reset, if the rest of the frame met a closed socket; so that rest is read, up to
// a limit, while the client already sees the end.
const (
	lingerTime  = time.Second
	lingerBytes = 4 << 20
)

// lingers reports whether the reader's error is such a frame.
func lingers(err error) bool { return errors.Is(err, wire.ErrFrame) }

// linger reads what is still under way. Where half a connection cannot be closed, nothing can be under way either.
func (c *conn) linger() {
	defer c.net.Close()
	if _, ok := c.net.(halfCloser); ok && c.net.SetReadDeadline(time.Now().Add(lingerTime)) == nil {
		io.CopyN(io.Discard, c.in, lingerBytes)
	}
}

// hurry bounds how long a connection that is to end waits for a client that does not read. The lock is held.
func (c *conn) hurry() {
	if c.ended {
		c.net.SetWriteDeadline(time.Now().Add(lingerTime))
	}
}

type halfCloser interface{ CloseWrite() error }

// end closes the connection after the last frame was written.
func (c *conn) end() {
	c.server.mu.Lock()
	lingering := c.lingering
	c.server.mu.Unlock()
	half, ok := c.net.(halfCloser)
	if !lingering || !ok || half.CloseWrite() != nil {
		c.net.Close()
	}
}
