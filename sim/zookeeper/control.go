package zookeeper

import "time"

// do carries out a step that no request caused, and tells whom it concerns.
func (s *Server) do(step func(state *State, now int64) Effects) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := step(s.state, s.now())
	s.spread(&e, "")
	s.watchClock()
}

// ExpireSession ends a session before its time: its ephemeral znodes vanish and its connection is closed.
func (s *Server) ExpireSession(session int64) {
	s.do(func(state *State, now int64) Effects { return state.ExpireSession(session, now) })
}

// Disconnect cuts the connection that serves a session, which lives on until its timeout.
func (s *Server) Disconnect(session int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.byClient[s.state.Serving(session)]; c != nil {
		c.net.Close()
	}
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

// Stop ends a member, as a crash does; if it led, another leads after the outage. Start brings it back.
func (s *Server) Stop(member int, outage time.Duration) {
	s.do(func(state *State, now int64) Effects { return state.Stop(member, int64(outage), now) })
}

// Start lets a member that was stopped join again; if that brings the quorum back, it serves after the outage.
func (s *Server) Start(member int, outage time.Duration) {
	s.do(func(state *State, now int64) Effects { return state.Start(member, int64(outage), now) })
}

// Lag makes a member apply transactions so much later than the leader; below 0, as Config.Lag has it again.
func (s *Server) Lag(member int, by time.Duration) {
	s.do(func(state *State, _ int64) Effects {
		state.Lag(member, int64(by))
		return Effects{}
	})
}

// Refuse makes a member hang up on all who connect, until it is told otherwise. Connections that are open stay.
func (s *Server) Refuse(member int, refuse bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused[member] = refuse
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
