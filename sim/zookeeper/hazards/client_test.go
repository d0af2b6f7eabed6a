package hazards

import (
	"encoding/binary"
	"io"
	"net"
	"os"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/onceover/onceover/sim/zookeeper"
	"github.com/onceover/onceover/sim/zookeeper/wire"
	"github.com/onceover/onceover/sim/zookeeper/zookeepertest"
)

var open = zk.WorldACL(zk.PermAll)

// mended is what a test says when its hazard is not there any more.
const mended = "the client does not have this hazard any more; it seems mended: "

type quiet struct{}

func (quiet) Printf(string, ...any) {}

// A rig is a server, and a client of it whose network can go wrong.
type rig struct {
	*zk.Conn
	t      *testing.T
	srv    *zookeepertest.Server
	events *events
	wire   *network
}

// inBubble runs a test in virtual time.
func inBubble(t *testing.T, config zookeeper.Config, test func(r *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		srv := zookeepertest.NewServer(t, config)
		test(newRig(t, srv, 1))
	})
}

// newRig connects a client that asks for a session of 10 s and is told of so many servers. They are one; but a client that is told of
// one only fails what was asked since the connection broke, if it was asked before the client's other goroutines have got so far.
func newRig(t *testing.T, srv *zookeepertest.Server, servers int) *rig {
	t.Helper()
	r := &rig{t: t, srv: srv, events: &events{}, wire: &network{dial: srv.Dial}}
	c, _, err := zk.Connect(slices.Repeat([]string{srv.Addr()}, servers), 10*time.Second, zk.WithDialer(r.wire.Dial), zk.WithLogger(quiet{}),
		zk.WithEventCallback(r.events.add))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	r.Conn = c
	r.settle()
	return r
}

// another is a second client of the same server.
func (r *rig) another() *rig { return newRig(r.t, r.srv, 1) }

// settle lets all happen that takes no time.
func (r *rig) settle() { synctest.Wait() }

// make creates znodes without data.
func (r *rig) make(paths ...string) {
	r.t.Helper()
	for _, path := range paths {
		if _, err := r.Create(path, nil, 0, open); err != nil {
			r.t.Fatal(err)
		}
	}
}

// there reports whether the server has a znode.
func (r *rig) there(path string) bool {
	_, ok := r.srv.Tree()[path]
	return ok
}

// next gives a verdict for the next request of that kind, once.
func (r *rig) next(stage zookeeper.Stage, op string, verdict zookeeper.Verdict) {
	r.srv.Intercept(func(q zookeepertest.Request) zookeeper.Verdict {
		if q.Stage == stage && q.Op == op {
			r.srv.Intercept(nil)
			return verdict
		}
		return zookeeper.Verdict{}
	})
}

// events are all that the client told of its session, none dropped.
type events struct {
	mu  sync.Mutex
	all []zk.Event
}

func (e *events) add(event zk.Event) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all = append(e.all, event)
}

func (e *events) count(state zk.State) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	n := 0
	for _, event := range e.all {
		if event.State == state {
			n++
		}
	}
	return n
}

// A network is the client's way to the server. It can spoil what the client writes, one frame at a time.
type network struct {
	dial  func(network, addr string, timeout time.Duration) (net.Conn, error)
	mu    sync.Mutex
	spoil func(c net.Conn, op wire.Op, frame []byte) (int, error) // nil writes
	conns []*connection
	// frozen keeps from the client that a connection was closed, until it is closed itself; nil does not
	frozen chan struct{}
}

// Dial is for the client.
func (n *network) Dial(network, addr string, timeout time.Duration) (net.Conn, error) {
	c, err := n.dial(network, addr, timeout)
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.conns = append(n.conns, &connection{Conn: c, of: n})
	return n.conns[len(n.conns)-1], nil
}

// set replaces what happens to the frames that the client writes.
func (n *network) set(spoil func(c net.Conn, op wire.Op, frame []byte) (int, error)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.spoil = spoil
}

// A connection notes whether the client has closed it.
type connection struct {
	net.Conn
	of     *network
	shook  bool // the first frame has no operation
	closed bool
	until  time.Time // of reads
}

// Read does not see the end of a connection whose other side is frozen; its deadline it keeps.
func (c *connection) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if err != io.EOF || c.of.frozen == nil {
		return n, err
	}
	var late <-chan time.Time
	if !c.until.IsZero() {
		late = time.After(time.Until(c.until))
	}
	select {
	case <-late:
		return 0, os.ErrDeadlineExceeded
	case <-c.of.frozen:
		return 0, io.EOF
	}
}

// SetReadDeadline is for the reader, before it reads.
func (c *connection) SetReadDeadline(t time.Time) error {
	c.until = t
	return c.Conn.SetReadDeadline(t)
}

// Write is one frame of the client, as it writes them.
func (c *connection) Write(frame []byte) (int, error) {
	c.of.mu.Lock()
	spoil, first := c.of.spoil, !c.shook
	c.shook = true
	c.of.mu.Unlock()
	if spoil == nil || first {
		return c.Conn.Write(frame)
	}
	return spoil(c.Conn, wire.Op(int32(binary.BigEndian.Uint32(frame[8:]))), frame)
}

// Close is the client's.
func (c *connection) Close() error {
	c.of.mu.Lock()
	c.closed = true
	c.of.mu.Unlock()
	return c.Conn.Close()
}
