package conformance

import (
	"bufio"
	"encoding/binary"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// A conn is one connection of a story. What comes is kept until it is asked for.
type conn struct {
	net.Conn
	name         string
	greeted      bool          // the story has seen the answer to the connect
	session      int64         // 0 until then, and if it was refused
	halved       bool          // a frame was sent that does not end: nothing can be sent behind it
	greetingWait time.Duration // for a real server's answer to the connect
	closing      bool          // the story has asked to close the session
	silent       bool          // nothing is sent that the story does not tell of
	due          int           // answers to what was sent in this step
	pings        int           // those of them that come under the xid of pings
	greetings    int           // answers to come that look like that to a connect
	xid          int32
	asked        map[int32][]wire.Op // what may yet be answered, by xid

	mu     sync.Mutex
	frames [][]byte
	ended  bool
	more   chan struct{} // something came; has room for one
}

func newConn(name string, nc net.Conn) *conn {
	c := &conn{Conn: nc, name: name, asked: map[int32][]wire.Op{}, more: make(chan struct{}, 1), greetingWait: silence}
	go c.read()
	return c
}

const frameMax = 16 << 20 // beyond it, what came is no frame

func (c *conn) read() {
	in := bufio.NewReader(c.Conn)
	for ended := false; !ended; {
		frame, err := wire.ReadFrame(in, nil, frameMax)
		ended = err != nil
		c.mu.Lock()
		if c.ended = ended; !ended {
			c.frames = append(c.frames, frame)
		}
		c.mu.Unlock()
		select {
		case c.more <- struct{}{}:
		default:
		}
	}
}

// take is what has come since the last time.
func (c *conn) take() (frames [][]byte, ended bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	frames, c.frames = c.frames, nil
	return frames, c.ended
}

const (
	patience = 10 * time.Second       // with what must come
	silence  = 300 * time.Millisecond // after which nothing will come, where there is no other way to tell
)

// settle waits until a real server has nothing more to say. It answers in order, so what it says before it answers a
// ping is all there was to say; where no ping can be sent it is given a little time.
func (c *conn) settle(t *testing.T) {
	t.Helper()
	if !c.greeted {
		c.await(c.greetingWait, func() bool { return len(c.frames) > 0 })
	}
	alive, greeted := c.greeting()
	switch {
	case c.isEnded():
	case c.silent:
		c.await(patience, func() bool { return c.replies(anyXid) >= c.due })
		c.await(silence, never)
	case !greeted || c.halved:
		c.await(silence, never)
	case alive:
		c.ping(t)
	case !c.await(patience, never):
		t.Fatalf("%s: the connection does not end", c.name)
	}
}

func never() bool { return false }

// greeting is whether the answer to the connect has come, and is good.
func (c *conn) greeting() (alive, greeted bool) {
	if c.greeted {
		return c.session != 0, true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.frames) == 0 {
		return false, false
	}
	r, ok := wire.ParseConnectReply(c.frames[0])
	return ok && r.Session != 0, true
}

// ping waits for the answer to a ping of its own, which the story does not see.
func (c *conn) ping(t *testing.T) {
	t.Helper()
	c.Write((&wire.Request{Op: wire.OpPing}).Frame(pingXid))
	if !c.await(patience, func() bool { return c.replies(pingXid) > c.pings }) {
		t.Fatalf("%s: no answer to a ping", c.name)
	}
	c.mu.Lock()
	ending := c.closing // what came says that the connection is about to end
	for i, frame := range c.frames {
		if c.isReply(i) {
			zxid, code := int64(binary.BigEndian.Uint64(frame[4:])), wire.Code(int32(binary.BigEndian.Uint32(frame[12:])))
			ending = ending || zxid == -1 && code == wire.Unimplemented || code == wire.SessionExpired
		}
	}
	if c.replies(pingXid) > c.pings {
		for i := len(c.frames) - 1; ; i-- {
			if c.isReply(i) && xidOf(c.frames[i]) == pingXid {
				c.frames = slices.Delete(c.frames, i, i+1)
				break
			}
		}
	}
	c.mu.Unlock()
	if ending && !c.await(patience, never) {
		t.Fatalf("%s: the connection does not end", c.name)
	}
}

const (
	pingXid  = -2
	eventXid = -1
	anyXid   = 1 << 40
)

func xidOf(frame []byte) int { return int(int32(binary.BigEndian.Uint32(frame))) }

// isReply reports whether a frame that came is the answer to a request. The lock is held.
func (c *conn) isReply(i int) bool {
	return (c.greeted || i > 0) && len(c.frames[i]) >= 16 && xidOf(c.frames[i]) != eventXid
}

// replies counts the answers that have come, to one xid or to any. The lock is held.
func (c *conn) replies(xid int) (n int) {
	for i, frame := range c.frames {
		if c.isReply(i) && (xid == anyXid || xidOf(frame) == xid) {
			n++
		}
	}
	return n
}

// await waits for a condition, or the end of the connection; false says that neither came in time.
func (c *conn) await(limit time.Duration, condition func() bool) bool {
	timeout := time.After(limit)
	for {
		c.mu.Lock()
		enough := c.ended || condition()
		c.mu.Unlock()
		if enough {
			return true
		}
		select {
		case <-c.more:
		case <-timeout:
			return false
		}
	}
}

func (c *conn) isEnded() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ended
}
