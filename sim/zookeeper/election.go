package zookeeper

// leading is the member that decides. There must be one.
func (s *State) leading() *member { return s.members[s.leader] }

// Leader is the member that decides, or -1 while there is no quorum.
func (s *State) Leader() int { return s.leader }

// Serves reports whether a member answers clients: there is a quorum, it belongs to it, and the last election is over.
func (s *State) Serves(member int, now int64) bool {
	return s.leader >= 0 && s.members[member].running && now >= s.elected
}

// CanLead reports whether a member could be elected: it is running, and there is a quorum.
func (s *State) CanLead(member int) bool { return s.leader >= 0 && s.members[member].running }

// Elect makes a member the leader. All connections are cut and nobody is served for the outage (nanoseconds), after
// which the epoch has risen and the end of every session is as far off as if it had just been heard of. It panics if
// the member cannot lead.
func (s *State) Elect(member int, outage, now int64) Effects {
	if !s.CanLead(member) {
		panic("zookeeper: member cannot lead")
	}
	s.effects.reset()
	s.elect(member, outage, now)
	return s.effects
}

func (s *State) elect(member int, outage, now int64) {
	for i := range s.members {
		s.cut(i)
	}
	s.leader, s.elected = member, now+outage
	s.catchUp()
	s.epoch++
	for i, m := range s.members {
		if m.running && i != member && m.tree.zxid < s.leading().tree.zxid {
			m.tree = s.leading().tree.clone()
		}
	}
	for _, m := range s.members {
		if m.running {
			m.tree.zxid = s.epoch << 32
		}
	}
	for _, x := range s.sessions { //tidy:unordered each is put off by itself
		s.touch(x, s.elected)
	}
}

// catchUp applies all that is in the logs; nobody is connected who could be told.
func (s *State) catchUp() {
	for _, m := range s.members {
		if !m.running {
			continue
		}
		for i := range m.behind {
			m.apply(&m.behind[i].txn, &Effects{}, nil)
		}
		m.behind = nil
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
	s.settle(s.leader == member, outage, now)
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
	m.running = true
	if s.leader >= 0 {
		m.tree, m.behind = s.leading().tree.clone(), nil
	}
	s.settle(s.leader < 0, outage, now)
	return s.effects
}

// settle sees to a leader after a member has come or gone.
func (s *State) settle(vacant bool, outage, now int64) {
	running, best := 0, -1
	for i, m := range s.members {
		if m.running {
			running++
			if best < 0 || m.learned() >= s.members[best].learned() { // of equals, the highest number
				best = i
			}
		}
	}
	switch {
	case running <= len(s.members)/2:
		s.leader = -1
		for i := range s.members {
			s.cut(i)
		}
	case vacant:
		s.elect(best, outage, now)
	}
}

// cut ends all connections of a member. Their sessions live on.
func (s *State) cut(member int) {
	m := s.members[member]
	for _, id := range sortedClients(m.serving) {
		s.effects.Closed = append(s.effects.Closed, id)
		s.drop(id)
	}
}
