package main

import (
	"net"
	"testing"

	"github.com/onceover/onceover/sim/zookeeper"
	"github.com/onceover/onceover/sim/zookeeper/wire"
	"github.com/onceover/onceover/sim/zookeeper/zoocfg"
)

// configuration is that of one of three servers, in a data directory of its own.
func configuration(number int, dataDir string) *zoocfg.File {
	f := &zoocfg.File{
		Config: zookeeper.Config{Members: 3}, ClientAddress: "127.0.0.1:0", DataDir: dataDir, MyID: number,
	}
	for i := range 3 {
		f.Servers = append(f.Servers, zoocfg.Server{ID: i + 1, Host: "127.0.0.1", PeerPort: 2000 + i, ElectionPort: 3000 + i})
	}
	return f
}

func start(t *testing.T, h *hub, f *zoocfg.File) *member {
	t.Helper()
	m, err := h.start(f)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if m.isRunning() {
			m.stop()
		}
	})
	return m
}

// session opens a session at an address; nil if the server hangs up.
func session(t *testing.T, address string) *wire.Client {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	c := wire.NewClient(conn)
	if reply, err := c.Connect(wire.ConnectRequest{Timeout: 10000}); err != nil || reply.Session == 0 {
		return nil
	}
	return c
}

func do(t *testing.T, c *wire.Client, r wire.Request) wire.Code {
	t.Helper()
	if c == nil {
		t.Fatal("the server hung up on a client that it should serve")
	}
	reply, err := c.Do(&r)
	if err != nil {
		t.Fatal(err)
	}
	return reply.Err
}

var (
	createA = wire.Request{Op: wire.OpCreate, Path: "/a", ACL: []wire.ACL{{Perms: 31, ID: wire.ID{Scheme: "world", ID: "anyone"}}}}
	existsA = wire.Request{Op: wire.OpExists, Path: "/a"}
)

func TestQuorum(t *testing.T) {
	h := newHub(0)
	one := start(t, h, configuration(1, "/1"))
	if session(t, one.clients.Addr().String()) != nil {
		t.Fatal("one of three servers serves")
	}
	two := start(t, h, configuration(2, "/2"))
	if code := do(t, session(t, one.clients.Addr().String()), createA); code != 0 {
		t.Fatalf("create: %v", code)
	}
	one.stop()
	if _, err := net.Dial("tcp", one.clients.Addr().String()); err == nil {
		t.Error("a server that was stopped accepts connections")
	}
	if session(t, two.clients.Addr().String()) != nil {
		t.Error("one of three servers serves, after the quorum was lost")
	}
	three := start(t, h, configuration(3, "/3"))
	if code := do(t, session(t, three.clients.Addr().String()), existsA); code != 0 {
		t.Errorf("a znode is gone after the quorum came back: %v", code)
	}
}

// A process that was killed may be seen to end after its successor has come.
func TestSuccessorWaits(t *testing.T) {
	h := newHub(0)
	f := configuration(1, "/1")
	before := start(t, h, f)
	if _, found, _ := h.tryStart(f, 0); found != before {
		t.Fatal("a server runs twice")
	}
	go before.stop()
	start(t, h, f)
	if before.isRunning() {
		t.Error("the successor did not wait")
	}
}

// Tests take ports at random: those of an ensemble that is gone may come again, but not its znodes.
func TestOtherDataDirectoryOtherEnsemble(t *testing.T) {
	h := newHub(0)
	run := func(dirs ...string) *wire.Client {
		for i, dir := range dirs {
			m := start(t, h, configuration(i+1, dir))
			if i+1 == len(dirs) {
				return session(t, m.clients.Addr().String())
			}
		}
		return nil
	}
	stopAll := func() {
		for _, e := range h.ensembles {
			for _, m := range e.members {
				m.stop()
			}
		}
	}
	do(t, run("/x/1", "/x/2"), createA)
	stopAll()
	if code := do(t, run("/x/1", "/x/2"), existsA); code != 0 {
		t.Errorf("the znode is gone after all servers were started again: %v", code)
	}
	stopAll()
	if code := do(t, run("/y/1", "/y/2"), existsA); code != wire.NoNode {
		t.Errorf("the znode is there in new data directories: %v", code)
	}
}
