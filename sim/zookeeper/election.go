package zookeeper

import "time"

// leading is the member that decides. There must be one.
func (s *State) leading() *member { return s.members[s.leader] }

// Leader is the member that decides, or -1 while there is no quorum.
func (s *State) Leader() int { return s.leader }

// Serves reports whether a member answers all clients: there is a quorum, it belongs to it, and its outage is over.
func (s *State) Serves(member int, now int64) bool {
	m := s.members[member]
	return s.leader >= 0 && m.running && now >= m.serves
}

// ReadOnly reports whether a member answers clients that only read, as there is no quorum.
func (s *State) ReadOnly(member int, now int64) bool {
	m := s.members[member]
	return s.config.ReadOnlyMode && len(s.members) > 1 && s.leader < 0 && m.running && now >= m.serves
}

// CanLead reports whether a member could be elected: it is running, and there is a quorum.
func (s *State) CanLead(member int) bool { return s.leader >= 0 && s.members[member].running }

// Elect makes a member the leader. All connections are cut and nobody is served for the outage (nanoseconds), after
// which the epoch has risen and the end of every session is as far off as if it had just been opened. It panics if the
// member cannot lead.
func (s *State) Elect(member int, outage, now int64) Effects {
	if !s.CanLead(member) {
		panic("zookeeper: member cannot lead")
	}
	s.effects.reset()
	s.elect(member, outage, now)
	return s.effects
}

// elect lets a member lead, whose log must not lack what another running member has. The others follow it, and the
// sessions are those that are in its tree. A server alone has no epochs.
func (s *State) elect(member int, outage, now int64) {
	s.leader, s.lost = member, 0
	if len(s.members) > 1 {
		s.epoch++
	}
	for i := range s.members {
		s.cut(i)
	}
	leader := s.leading()
	leader.catchUp()
	for _, m := range s.members {
		if m.running {
			m.follow(leader)
			m.serves = now + outage
		}
	}
	s.cleaned = leader.serves
	s.trackSessions(leader.serves)
}

// follow brings a member's log to where the leader's is.
func (m *member) follow(leader *member) {
	m.catchUp()
	switch {
	case m.tree.zxid > leader.tree.zxid:
		panic("zookeeper: leader has not learned what a follower has")
	case m.tree.zxid < leader.tree.zxid:
		m.tree = leader.tree.clone()
	}
}

// Stop ends a member, as a crash does: its connections are cut. If the leader or the quorum goes with it, so are all
// others; another member leads after the outage, or nobody is served until the quorum is back.
func (s *State) Stop(member int, outage, now int64) Effects {
	s.effects.reset()
	m := s.members[member]
	if !m.running {
		return s.effects
	}
	s.cut(member)
	m.running = false
	switch {
	case s.leader >= 0 && !s.quorum():
		s.disband(now)
	case s.leader == member:
		s.elect(s.best(), outage, now)
	}
	return s.effects
}

// Start lets a member that was stopped join again, with the leader's znodes. If that brings the quorum back, there is
// an election first.
func (s *State) Start(member int, outage, now int64) Effects {
	s.effects.reset()
	m := s.members[member]
	if m.running {
		return s.effects
	}
	m.running, m.serves = true, now+s.grace()
	switch {
	case s.leader >= 0:
		m.follow(s.leading())
		m.serves = s.leading().serves
	case s.quorum():
		s.elect(s.best(), outage, now)
	}
	return s.effects
}

// disband leaves the running members without a leader.
func (s *State) disband(now int64) {
	s.leader = -1
	for i, m := range s.members {
		s.cut(i)
		m.catchUp()
		m.serves = now + s.grace()
	}
}

// grace is for how long a member looks for a leader before it serves readers without one (QuorumPeer).
func (s *State) grace() int64 { return int64(max(2*time.Second, s.config.Tick)) }

// quorum reports whether the running members are a majority.
func (s *State) quorum() bool {
	running := 0
	for _, m := range s.members {
		if m.running {
			running++
		}
	}
	return running > len(s.members)/2
}

// best is the running member that has learned most; of equals, the one with the highest number.
func (s *State) best() int {
	best := -1
	for i, m := range s.members {
		if m.running && (best < 0 || m.learned() >= s.members[best].learned()) {
			best = i
		}
	}
	return best
}
