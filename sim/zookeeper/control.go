package zookeeper

import (
	"strings"
	"time"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// do carries out a step that no request caused, and tells whom it concerns.
func (s *Server) do(step func(state *State, now int64) Effects) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := step(s.state, s.now())
	s.spread(&e, "")
	s.watchClock()
}

// ExpireSession ends a session before its time: its ephemeral znodes vanish and its connection is closed. It is false
// where there is no such session, or nobody leads who could end it.
func (s *Server) ExpireSession(session int64) (done bool) {
	s.do(func(state *State, now int64) Effects {
		done = state.sessions[session] != nil && state.leader >= 0
		return state.ExpireSession(session, now)
	})
	return done
}

// Disconnect cuts the connection that serves a session, which lives on until its timeout. It is false where none does.
func (s *Server) Disconnect(session int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.byClient[s.state.Serving(session)]
	if c != nil {
		c.net.Close()
	}
	return c != nil
}

// Elect makes a member the leader: all connections are cut and, until the outage is over, nobody is served. A member
// that is stopped cannot lead, nor any without a quorum; then nothing happens and the result is false.
func (s *Server) Elect(member int, outage time.Duration) (done bool) {
	s.do(func(state *State, now int64) Effects {
		if done = state.CanLead(member); done {
			return state.Elect(member, int64(outage), now)
		}
		return Effects{}
	})
	return done
}

// Stop ends a member, as a crash does; if it led, another leads after the outage. Start brings it back. It is false
// where the member was stopped before.
func (s *Server) Stop(member int, outage time.Duration) (done bool) {
	s.do(func(state *State, now int64) Effects {
		done = state.members[member].running
		return state.Stop(member, int64(outage), now)
	})
	return done
}

// Start lets a member that was stopped join again; if that brings the quorum back, it serves after the outage. It is
// false where the member runs.
func (s *Server) Start(member int, outage time.Duration) (done bool) {
	s.do(func(state *State, now int64) Effects {
		done = !state.members[member].running
		return state.Start(member, int64(outage), now)
	})
	return done
}

// Lag makes a member apply transactions so much later than the leader; below 0, as Config.Lag has it again. A leader is
// never behind: then nothing happens and the result is false.
func (s *Server) Lag(member int, by time.Duration) (done bool) {
	s.do(func(state *State, _ int64) Effects {
		if done = by < 0 || member != state.leader; done {
			state.Lag(member, int64(by))
		}
		return Effects{}
	})
	return done
}

// Refuse makes a member hang up on all who connect, until it is told otherwise. Connections that are open stay. It is
// false where nothing changes by it.
func (s *Server) Refuse(member int, refuse bool) (changed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	changed = s.refused[member] != refuse
	s.refused[member] = refuse
	return changed
}

// Overwrite lets a znode hold other data, as an operator's tool does, whatever its ACL. It is false where there is no such
// znode, or nobody leads.
func (s *Server) Overwrite(path string, data []byte) (done bool) {
	s.doTo(path, func(state *State, _ *node, now int64) Effects {
		done = true
		return state.Overwrite(path, data, now)
	})
	return done
}

// Remove deletes a znode, as an operator's tool does, whatever the ACL. It is false where there is no such znode, it has
// children, or nobody leads.
func (s *Server) Remove(path string) (done bool) {
	s.doTo(path, func(state *State, n *node, now int64) Effects {
		if done = n.children.len() == 0 && path != "/"; done {
			return state.Remove(path, now)
		}
		return Effects{}
	})
	return done
}

// Protect leaves everybody only these permissions for a znode, of the letters of zkCli: "cdrwa". So does an operator's tool.
// It is false where there is no such znode, or nobody leads.
func (s *Server) Protect(path, permissions string) (done bool) {
	var bits int32
	for i, letter := range "rwcda" { // in the order of the bits
		if strings.ContainsRune(permissions, letter) {
			bits |= 1 << i
		}
	}
	s.doTo(path, func(state *State, _ *node, now int64) Effects {
		done = true
		return state.Protect(path, []wire.ACL{{Perms: bits, ID: wire.Anyone}}, now)
	})
	return done
}

// doTo carries out a step on a znode, if there is such a one and somebody leads.
func (s *Server) doTo(path string, step func(state *State, n *node, now int64) Effects) {
	s.do(func(state *State, now int64) Effects {
		if state.leader < 0 || state.leading().tree.nodes[path] == nil {
			return Effects{}
		}
		return step(state, state.leading().tree.nodes[path], now)
	})
}

// Save takes a snapshot of what the members have agreed on.
func (s *Server) Save() *Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state.Save()
}

// Restore puts the members back to a snapshot, or wipes them if it is nil; all connections are cut.
func (s *Server) Restore(from *Snapshot) {
	s.do(func(state *State, now int64) Effects { return state.Restore(from, now) })
}
