package main

import (
	"fmt"
	"net"
	"time"

	"github.com/onceover/onceover/sim/zookeeper"
	"github.com/onceover/onceover/sim/zookeeper/zoocfg"
)

// An ensemble is the servers that share znodes. It is under the hub's lock.
type ensemble struct {
	server  *zookeeper.Server
	members map[int]*member // that have ever run
	outage  time.Duration   // when a leader has to be found; a server alone has nobody to ask
}

// newEnsemble returns an ensemble of which no member runs.
func newEnsemble(c zookeeper.Config, outage time.Duration) *ensemble {
	e := &ensemble{server: zookeeper.NewServer(c, zookeeper.Hooks{}), members: map[int]*member{}}
	if c.Members > 1 {
		e.outage = outage
	}
	for i := range max(c.Members, 1) {
		e.server.Stop(i, 0)
	}
	return e
}

// isOver reports whether the ensemble was another one than that of which a member now has this data directory, although their servers
// have the same addresses: tests take ports at random.
func (e *ensemble) isOver(n int, dataDir string) bool {
	for _, m := range e.members {
		if m.isRunning() {
			return false
		}
	}
	m := e.members[n]
	return m != nil && m.dataDir != dataDir
}

// start opens the member to its process, which relays clients.
func (e *ensemble) start(n int, f *zoocfg.File) (*member, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for relayed clients: %w", err)
	}
	m := &member{ensemble: e, number: n, dataDir: f.DataDir, clients: l, ended: make(chan struct{})}
	e.members[n] = m
	e.server.Start(n, e.outage)
	go e.server.ServeMember(n, l)
	return m, nil
}

// A member is one run of a server.
type member struct {
	ensemble *ensemble
	number   int
	dataDir  string
	clients  net.Listener
	ended    chan struct{}
}

// stop is a crash: clients are cut off, and nobody listens any more.
func (m *member) stop() {
	m.clients.Close()
	m.ensemble.server.Stop(m.number, m.ensemble.outage)
	close(m.ended)
}

func (m *member) isRunning() bool {
	select {
	case <-m.ended:
		return false
	default:
		return true
	}
}

// awaitEnd waits for a run whose process should be gone.
func (m *member) awaitEnd() error {
	select {
	case <-m.ended:
		return nil
	case <-time.After(5 * time.Second):
		return fmt.Errorf("server %d runs already, with the data in %s", m.number+1, m.dataDir)
	}
}
