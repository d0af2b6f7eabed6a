package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/onceover/onceover/sim/zookeeper/zoocfg"
)

// A hub holds the ensembles of which processes run members.
type hub struct {
	outage    time.Duration // of an ensemble that has to find a leader
	mu        sync.Mutex
	ensembles map[string]*ensemble // by identity
}

func newHub(outage time.Duration) *hub {
	return &hub{outage: outage, ensembles: map[string]*ensemble{}}
}

// serve takes the connections of processes until the listener is closed.
func (h *hub) serve(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go h.attend(c)
	}
}

// attend runs the member whose configuration comes on a connection, as long as that is open.
func (h *hub) attend(c net.Conn) {
	defer c.Close()
	var f zoocfg.File
	if err := json.NewDecoder(c).Decode(&f); err != nil {
		return
	}
	m, err := h.start(&f)
	if err != nil {
		json.NewEncoder(c).Encode(answer{Error: err.Error()})
		return
	}
	defer m.stop()
	if json.NewEncoder(c).Encode(answer{Address: m.clients.Addr().String()}) == nil {
		io.Copy(io.Discard, c)
	}
}

// start starts a member of the ensemble that the configuration is of. A process that was killed is sometimes seen to end only after
// the one that follows it has come: that one waits.
func (h *hub) start(f *zoocfg.File) (*member, error) {
	n := memberNumber(f)
	for {
		m, before, err := h.tryStart(f, n)
		if before == nil {
			return m, err
		}
		if err := before.awaitEnd(); err != nil {
			return nil, err
		}
	}
}

// tryStart starts a member unless it is running still; then it returns that.
func (h *hub) tryStart(f *zoocfg.File, n int) (m, before *member, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	id := identity(f)
	e := h.ensembles[id]
	if e == nil || e.isOver(n, f.DataDir) {
		if e != nil {
			e.server.Close()
		}
		e = newEnsemble(f.Config, h.outage)
		h.ensembles[id] = e
	}
	if before := e.members[n]; before != nil && before.isRunning() {
		return nil, before, nil
	}
	m, err = e.start(n, f)
	return m, nil, err
}

// identity is what the members of one ensemble have in common, and those of no other.
func identity(f *zoocfg.File) string {
	if len(f.Servers) <= 1 {
		return "alone in " + f.DataDir
	}
	var b strings.Builder
	for _, s := range f.Servers {
		fmt.Fprintf(&b, "server.%d=%s:%d:%d\n", s.ID, s.Host, s.PeerPort, s.ElectionPort)
	}
	return b.String()
}

// memberNumber counts from 0 in the order of the servers' ids.
func memberNumber(f *zoocfg.File) int {
	for i, s := range f.Servers {
		if s.ID == f.MyID {
			return i
		}
	}
	return 0
}
