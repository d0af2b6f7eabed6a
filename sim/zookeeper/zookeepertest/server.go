package zookeepertest

import (
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/onceover/onceover/sim/trace"
	"github.com/onceover/onceover/sim/zookeeper"
)

// A Server is a ZooKeeper server, or an ensemble of them, that lasts as long as a test. Its methods may be called from
// any goroutine.
type Server struct {
	server  *zookeeper.Server
	addrs   []string // of the members
	memory  []*listener
	dialed  atomic.Int64
	serving sync.WaitGroup
	faults  interceptor
}

// NewServer starts a server in memory, which Dial reaches, and closes it when the test ends. At most one configuration
// may be given; without one, it is a single server as stock as can be. Config.Members makes it an ensemble.
func NewServer(t testing.TB, config ...zookeeper.Config) *Server {
	t.Helper()
	s := start(t, config)
	for _, l := range s.memory {
		s.addrs = append(s.addrs, l.Addr().String())
	}
	return s
}

// NewLoopbackServer is NewServer with a loopback port for each member. Dial still connects in memory.
func NewLoopbackServer(t testing.TB, config ...zookeeper.Config) *Server {
	t.Helper()
	s := start(t, config)
	for member := range s.memory {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		s.addrs = append(s.addrs, l.Addr().String())
		s.serve(member, l)
	}
	return s
}

func start(t testing.TB, config []zookeeper.Config) *Server {
	t.Helper()
	if len(config) > 1 {
		t.Fatalf("zookeepertest: %d configurations for one server", len(config))
	}
	var c zookeeper.Config
	if len(config) == 1 {
		c = config[0]
	}
	if c.Members > membersMax {
		t.Fatalf("zookeepertest: an ensemble of %d members; it can have %d", c.Members, membersMax)
	}
	s := &Server{}
	s.server = zookeeper.NewServer(c, zookeeper.Hooks{
		Point: func(stage zookeeper.Stage, op, client string, args []trace.Arg) zookeeper.Verdict {
			return s.faults.ask(stage, op, client, args)
		},
	})
	for member := range max(c.Members, 1) {
		l := newListener(member)
		s.memory = append(s.memory, l)
		s.serve(member, l)
	}
	t.Cleanup(s.Close)
	return s
}

func (s *Server) serve(member int, l net.Listener) {
	s.serving.Go(func() { s.server.ServeMember(member, l) })
}

// Close cuts all connections and stops listening, as a server that dies. It is called when the test ends; to call it
// before does no harm.
func (s *Server) Close() {
	s.server.Close()
	s.serving.Wait()
	for _, l := range s.memory {
		l.hangUp()
	}
}

// Addr is the address of the first member, host:port.
func (s *Server) Addr() string { return s.addrs[0] }

// Addrs are the addresses of all members, for a client that is to choose.
func (s *Server) Addrs() []string { return slices.Clone(s.addrs) }

// Server is the server itself, with all that can be done to it: leader changes, members that lag, stop, start or
// refuse, and data that is rolled back.
func (s *Server) Server() *zookeeper.Server { return s.server }

// ExpireSession ends a session before its time: its ephemeral znodes vanish, its connection is closed, and its client
// learns of it when it connects again. It is false where there is no such session, as before a client has connected.
func (s *Server) ExpireSession(session int64) bool { return s.server.ExpireSession(session) }

// Disconnect cuts the connection of a session, which lives on until its timeout. It is false where there is none.
func (s *Server) Disconnect(session int64) bool { return s.server.Disconnect(session) }
