package differential

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// A step is something that one client does to both servers, and that they have answered before the next step begins:
// the real server's order between two connections that act at the same time is a race.
type step interface {
	play(t testing.TB, s *side)
	String() string
}

// A request is an operation as it is sent. What lies behind one that ends the connection is a race too, as the real
// server may have read it already, so it is the last of its burst.
type request struct {
	xid      int32
	op       wire.Request
	raw      []byte // the body, if the operation has none or another one
	relative bool   // the zxid of the operation counts from the beginning of the case
	ends     bool   // the connection may end
}

func (r *request) frame(s *side) []byte {
	if r.raw != nil {
		return append((&wire.Request{Op: r.op.Op}).Frame(r.xid)[:12:12], r.raw...)
	}
	op := r.op
	if r.relative {
		op.Zxid += s.base
	}
	return op.Frame(r.xid)
}

// A burst is requests that a client sends on one connection without waiting for the answers.
type burst struct {
	line     int
	requests []request
}

func (b *burst) play(_ testing.TB, s *side) {
	l := s.links[b.line]
	var frames []byte
	ends := false
	for i := range b.requests {
		r := &b.requests[i]
		frames = append(frames, sealed(r.frame(s))...)
		if r.op.Op == wire.OpPing {
			l.pings++
		} else {
			l.sent = append(l.sent, sent{r.xid, r.op.Op})
		}
		ends = ends || r.ends
	}
	l.write(frames)
	if ends {
		l.read(true)
		l.readWhile(func() bool { return s.links[b.line] != nil && s.seen[len(s.seen)-1].last() })
	} else {
		l.ping()
		l.read(false)
		l.sent = l.sent[:0]
	}
	s.settle()
}

func (b *burst) String() string {
	var text strings.Builder
	for i := range b.requests {
		fmt.Fprintf(&text, "connection %d: %v\n", b.line, &b.requests[i])
	}
	return strings.TrimSuffix(text.String(), "\n")
}

// A connect opens the next connection. A client of a label resumes the session that has it.
type connect struct {
	request  wire.ConnectRequest
	label    int
	forget   bool  // the password is another one
	zxid     int64 // the last one seen, counted from the beginning of the case, if relative
	relative bool
	cut      int // bytes of the frame that are left out
}

func (c *connect) play(t testing.TB, s *side) {
	r := c.request
	if c.label > 0 {
		session := s.sessions[c.label-1]
		r.Session, r.Password = session.id, session.password[:]
		if c.forget {
			r.Password = make([]byte, 16)
		}
	}
	if c.relative {
		r.LastZxidSeen = s.base + c.zxid
	}
	l := s.dial(t)
	frame := r.Frame()
	l.write(sealed(frame[:len(frame)-c.cut]))
	l.connect()
	s.settle()
}

func (l *link) connect() {
	frame, err := l.client.Frame()
	if err != nil {
		l.end(err)
		return
	}
	at, _ := l.connected(frame)
	l.side.seen = append(l.side.seen, at)
}

func (c *connect) String() string { return "connect " + describe(reflect.ValueOf(*c)) }

// A hangup closes a connection without a word. The session stays.
type hangup struct{ line int }

func (h *hangup) play(_ testing.TB, s *side) {
	s.links[h.line].client.Conn.Close()
	s.links[h.line] = nil
	s.settle()
}

func (h *hangup) String() string { return fmt.Sprintf("connection %d: hang up", h.line) }

// Noise is bytes that are no request, after which a server hangs up.
type noise struct {
	line  int
	bytes []byte
}

func (n *noise) play(_ testing.TB, s *side) {
	l := s.links[n.line]
	l.write(n.bytes)
	l.sent = append(l.sent, sent{xid: -100})
	l.read(true)
	s.settle()
}

func (n *noise) String() string { return fmt.Sprintf("connection %d: % x", n.line, n.bytes) }
