package differential

import (
	"bytes"
	"net"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"github.com/onceover/onceover/sim/trace"
	"github.com/onceover/onceover/sim/zookeeper"
)

// TestLikeItself holds that what the cases show is the servers' doing alone: two of ours never differ. It needs no
// installed server.
func TestLikeItself(t *testing.T) {
	p := newPair("one", serve(t, zookeeper.Hooks{}), "the other", serve(t, zookeeper.Hooks{}))
	compare(t, fewest, func(draw *rapid.T) bool {
		if err := tell(t, draw, p); err != nil {
			draw.Log(err)
			draw.Fatal("two servers of the same kind differ")
		}
		return p.failed || p.tally[operations] < fewest
	})
}

// TestPlantedFaultsAreFound holds that one wrong answer among many is enough.
func TestPlantedFaultsAreFound(t *testing.T) {
	for name, wrong := range map[string]func(testing.TB) string{
		"every 50th delete fails":           func(t testing.TB) string { return serve(t, failing("zookeeper.delete", 50)) },
		"a session is refused now and then": func(t testing.TB) string { return serve(t, failing("zookeeper.connect", 20)) },
		"a bit in a frame":                  func(t testing.TB) string { return serveOn(t, zookeeper.Hooks{}, flipping) },
	} {
		t.Run(name, func(t *testing.T) {
			p := newPair("right", serve(t, zookeeper.Hooks{}), "wrong", wrong(t))
			compare(t, fewest, func(draw *rapid.T) bool {
				return tell(t, draw, p) == nil && p.tally[operations] < 10*fewest
			})
			if !p.failed {
				t.Errorf("no difference in %d operations", p.tally[operations])
			}
			t.Logf("found in %d operations", p.tally[operations])
		})
	}
}

// failing lets one in n of the operations fail before it is done.
func failing(op string, n int64) zookeeper.Hooks {
	var count atomic.Int64
	return zookeeper.Hooks{Point: func(stage zookeeper.Stage, asked, _ string, _ []trace.Arg) zookeeper.Verdict {
		if stage == zookeeper.Received && asked == op {
			if count.Add(1)%n == 0 {
				return zookeeper.Verdict{Action: zookeeper.Fail, Error: "-101"}
			}
		}
		return zookeeper.Verdict{}
	}}
}

// flipping turns one bit over in the last byte of every 20th write of a connection.
func flipping(l net.Listener) net.Listener { return &flippingListener{l} }

type flippingListener struct{ net.Listener }

func (l *flippingListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return &flippingConn{Conn: c}, err
}

type flippingConn struct {
	net.Conn
	writes int
}

func (c *flippingConn) Write(b []byte) (int, error) {
	if c.writes++; c.writes%20 == 0 {
		b = bytes.Clone(b)
		b[len(b)-1] ^= 1
	}
	return c.Conn.Write(b)
}
