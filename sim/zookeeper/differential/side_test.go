package differential

import (
	"net"
	"testing"
	"time"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// silence is how long a server may take to answer or to hang up before that counts as saying nothing.
const silence = 10 * time.Second

// A side is one of the two servers, and what it takes to see the other one's answers in its own.
type side struct {
	name     string
	addr     string
	base     int64 // the zxid that the case began with
	sessions []resumable
	times    map[int64]int64 // milliseconds, by the zxid of the transaction that set them
	links    []*link         // by the number of the connection; nil where it has ended
	seen     []sight         // since the last step began
}

// A resumable is what a client needs to get a session back.
type resumable struct {
	id       int64
	password [16]byte
}

func newSide(name, addr string) *side { return &side{name: name, addr: addr, times: map[int64]int64{}} }

// begin forgets the case before.
func (s *side) begin() {
	for _, l := range s.links {
		if l != nil {
			l.client.Conn.Close()
		}
	}
	s.sessions, s.links, s.seen = nil, nil, nil
}

// label is the number of a session, in the order in which the case met them, from 1.
func (s *side) label(id int64) (int, bool) {
	for i, known := range s.sessions {
		if known.id == id {
			return i + 1, true
		}
	}
	return 0, false
}

// A link is a connection to one side.
type link struct {
	side   *side
	number int
	client *wire.Client
	sent   []sent // what has no answer yet
	pings  int    // likewise
}

type sent struct {
	xid int32
	op  wire.Op
}

func (s *side) dial(t testing.TB) *link {
	conn, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatalf("%s: %v", s.name, err)
	}
	l := &link{side: s, number: len(s.links), client: wire.NewClient(conn)}
	s.links = append(s.links, l)
	return l
}

// write sends bytes. That the server is gone is seen by reading.
func (l *link) write(b []byte) { l.client.Conn.Write(b) }

// ping asks for a sign of life, which comes after all that the server has sent before.
func (l *link) ping() {
	l.pings++
	l.write((&wire.Request{Op: wire.OpPing}).Frame(-2))
}

// read takes what the server sends until all pings and, if told so, all requests are answered, or the connection ends.
func (l *link) read(requests bool) {
	l.readWhile(func() bool { return l.pings > 0 || requests && len(l.sent) > 0 })
}

func (l *link) readWhile(more func() bool) {
	l.client.Conn.SetReadDeadline(time.Now().Add(silence))
	for more() {
		frame, err := l.client.Frame()
		if err != nil {
			l.end(err)
			return
		}
		l.side.seen = append(l.side.seen, l.reply(frame))
	}
}

// end notes that the connection is over. Whether by an orderly end or by a reset is a matter of when the client wrote
// last, and no difference.
func (l *link) end(err error) {
	what := "end"
	if err, ok := err.(net.Error); ok && err.Timeout() {
		what = "silence"
	}
	l.side.seen = append(l.side.seen, sight{line: l.number, what: what})
	l.client.Conn.Close()
	l.side.links[l.number] = nil
}

// settle reads what the step has caused on every connection that is open.
func (s *side) settle() {
	for _, l := range s.links {
		if l != nil {
			l.ping()
		}
	}
	for _, l := range s.links {
		if l != nil {
			l.read(false)
		}
	}
}
