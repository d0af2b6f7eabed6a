package zookeepertest_test

import (
	"errors"
	"net"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-zookeeper/zk"

	"github.com/onceover/onceover/sim/zookeeper"
	"github.com/onceover/onceover/sim/zookeeper/zookeepertest"
)

var open = zk.WorldACL(zk.PermAll)

// connect is go-zookeeper as it is, at a server's first member, until the test ends.
func connect(t testing.TB, srv *zookeepertest.Server) (*zk.Conn, <-chan zk.Event) {
	t.Helper()
	c, events, err := zk.Connect([]string{srv.Addr()}, 10*time.Second, zk.WithDialer(srv.Dial), zk.WithLogger(quiet{}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	await(t, events, zk.StateHasSession)
	return c, events
}

func await(t testing.TB, events <-chan zk.Event, want zk.State) {
	t.Helper()
	for e := range events {
		if e.State == want {
			return
		}
	}
	t.Fatalf("no event %v", want)
}

func create(t testing.TB, c *zk.Conn, path string, flags int32) {
	t.Helper()
	if _, err := c.Create(path, nil, flags, open); err != nil {
		t.Fatal(err)
	}
}

// TestSessionsInABubble loses a connection and then a session, in the bubble's time.
func TestSessionsInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zookeepertest.NewServer(t)
		c, events := connect(t, srv)
		session := c.SessionID()
		create(t, c, "/e", zk.FlagEphemeral)
		srv.Disconnect(session)
		await(t, events, zk.StateDisconnected)
		await(t, events, zk.StateHasSession)
		if _, there := srv.Tree()["/e"]; !there || c.SessionID() != session {
			t.Errorf("after a disconnect: ephemeral %v, session %x, was %x", there, c.SessionID(), session)
		}
		srv.ExpireSession(session)
		await(t, events, zk.StateExpired)
		await(t, events, zk.StateHasSession)
		if _, there := srv.Tree()["/e"]; there || c.SessionID() == session {
			t.Errorf("after expiry: ephemeral %v, session %x, was %x", there, c.SessionID(), session)
		}
	})
}

// TestDisconnectAll cuts two clients at once; both come back to their sessions.
func TestDisconnectAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zookeepertest.NewServer(t)
		a, _ := connect(t, srv)
		b, _ := connect(t, srv)
		type clients struct{ A, B zk.State }
		states := func() clients {
			synctest.Wait()
			return clients{a.State(), b.State()}
		}
		sessions := [2]int64{a.SessionID(), b.SessionID()}
		srv.DisconnectAll()
		if got := states(); got != (clients{zk.StateConnecting, zk.StateConnecting}) {
			t.Errorf("cut: %v", got)
		}
		time.Sleep(2 * time.Second)
		if got := states(); got != (clients{zk.StateHasSession, zk.StateHasSession}) || sessions != [2]int64{a.SessionID(), b.SessionID()} {
			t.Errorf("afterwards: %v in sessions %x and %x", got, a.SessionID(), b.SessionID())
		}
	})
}

// TestPartitionExpires keeps a client away for longer than its session lasts.
func TestPartitionExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zookeepertest.NewServer(t)
		c, _ := connect(t, srv)
		create(t, c, "/e", zk.FlagEphemeral)
		srv.Server().Refuse(0, true)
		srv.Disconnect(c.SessionID())
		for _, step := range []struct {
			wait  time.Duration
			there bool
		}{{9 * time.Second, true}, {5 * time.Second, false}} {
			time.Sleep(step.wait)
			if _, there := srv.Tree()["/e"]; there != step.there {
				t.Errorf("ephemeral there: %v, want %v", there, step.there)
			}
		}
		srv.Server().Refuse(0, false)
	})
}

// TestEnsembleIsDialedByMember elects another leader and stops a member: who is dialed is who answers.
func TestEnsembleIsDialedByMember(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zookeepertest.NewServer(t, zookeeper.Config{Members: 3})
		if n := len(srv.Addrs()); n != 3 || srv.Addrs()[0] != srv.Addr() {
			t.Fatalf("members at %q", srv.Addrs())
		}
		srv.Server().Stop(1, time.Second)
		time.Sleep(2 * time.Second)
		for member, addr := range srv.Addrs() {
			c, err := srv.Dial("tcp", addr, time.Second)
			if err != nil {
				t.Fatal(err)
			}
			c.Write(handshake)
			n, _ := c.Read(make([]byte, 1))
			if answers := n == 1; answers != (member != 1) {
				t.Errorf("member %d answers: %v", member, answers)
			}
			c.Close()
		}
	})
}

// TestDialRefuses holds who is refused: at an address of nobody, and when the server is closed.
func TestDialRefuses(t *testing.T) {
	srv := zookeepertest.NewServer(t)
	_, nobody := srv.Dial("tcp", "10.0.0.2:2181", 0)
	srv.Close()
	_, closed := srv.Dial("tcp", srv.Addr(), 0)
	for _, err := range []error{nobody, closed} {
		var op *net.OpError
		if !errors.Is(err, syscall.ECONNREFUSED) || !errors.As(err, &op) || op.Op != "dial" {
			t.Errorf("dial: %v", err)
		}
	}
}

// TestAddressIsWhoTheClientIs protects a znode by the scheme ip.
func TestAddressIsWhoTheClientIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zookeepertest.NewServer(t)
		owner, _ := connect(t, srv)
		if _, err := owner.Create("/mine", nil, 0, []zk.ACL{{Perms: zk.PermAll, Scheme: "ip", ID: "10.0.1.7"}}); err != nil {
			t.Fatal(err)
		}
		c, _, err := zk.Connect(srv.Addrs(), 10*time.Second, zk.WithDialer(srv.DialFrom("10.0.1.7")), zk.WithLogger(quiet{}))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, _, err := c.Get("/mine"); err != nil {
			t.Errorf("from its address: %v", err)
		}
		if _, _, err := owner.Get("/mine"); !errors.Is(err, zk.ErrNoAuth) {
			t.Errorf("from another address: %v", err)
		}
	})
}

// TestLoopback reaches one server by a port and in memory.
func TestLoopback(t *testing.T) {
	srv := zookeepertest.NewLoopbackServer(t, zookeeper.Config{Members: 2})
	for _, addr := range srv.Addrs() {
		port, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		memory, err := srv.Dial("tcp", addr, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []net.Conn{port, memory} {
			c.Write(handshake)
			if n, err := c.Read(make([]byte, 41)); n == 0 || err != nil {
				t.Errorf("%s by %s: %d bytes, %v", addr, c.LocalAddr(), n, err)
			}
			c.Close()
		}
	}
}

// TestMistakes holds that what cannot be meant is said at once.
func TestMistakes(t *testing.T) {
	srv := zookeepertest.NewServer(t)
	for what, do := range map[string]func(){
		"two configurations":    func() { zookeepertest.NewServer(fatal{t}, zookeeper.Config{}, zookeeper.Config{}) },
		"more members than IPs": func() { zookeepertest.NewServer(fatal{t}, zookeeper.Config{Members: 256}) },
		"no IP address":         func() { srv.DialFrom("10.0.1") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: taken", what)
				}
			}()
			do()
		}()
	}
	if srv.ExpireSession(0) || srv.Disconnect(0) {
		t.Error("a session that is not there was ended")
	}
}

// fatal is a test whose end can be recovered from.
type fatal struct{ testing.TB }

func (fatal) Fatalf(string, ...any) { panic("fatal") }
