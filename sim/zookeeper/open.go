package zookeeper

import (
	"errors"
	"slices"
	"time"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// The reasons not to answer a connect. ErrReadOnly is told to the client, in a bare header with xid 0; for the others
// the server hangs up.
var (
	ErrAhead      = errors.New("client has seen a zxid that this server has not reached")
	ErrNotServing = errors.New("this server is not serving requests")
	ErrReadOnly   = errors.New("this server has no quorum to open a session")
)

// Connect opens a connection to a member from the address (an IP without port), for a new session or for one to be
// resumed. A reply with session 0 refuses, and the connection is then not known. Whoever was connected to the same
// member for the same session is disconnected first, even if the password turns out to be wrong; a connection to
// another member lives on, and can read until it tries to write.
func (s *State) Connect(
	member int, r *wire.ConnectRequest, address string, now int64,
) (ClientID, wire.ConnectReply, Effects, error) {
	s.effects.reset()
	s.reach(now)
	readOnly := s.ReadOnly(member, now)
	if err := s.refuses(member, r, readOnly, now); err != nil {
		return 0, wire.ConnectReply{}, s.effects, err
	}
	timeout := time.Duration(r.Timeout) * time.Millisecond
	timeout = min(max(timeout, s.config.MinSessionTimeout), s.config.MaxSessionTimeout)
	x := s.sessionFor(member, r, int64(timeout), now)
	if x == nil {
		return 0, wire.ConnectReply{ReadOnly: readOnly}, s.effects, nil
	}
	s.lastClient++
	c := &client{
		id: s.lastClient, at: member, session: x, timeout: int64(timeout), young: r.HasReadOnly, ids: []wire.ID{{Scheme: "ip", ID: address}},
	}
	s.clients[c.id], s.members[member].serving[x.id] = c, c.id
	x.owner = member
	s.hear(c, now)
	reply := wire.ConnectReply{
		Timeout: int32(timeout / time.Millisecond), Session: x.id, Password: password(x.id), ReadOnly: readOnly,
	}
	return c.id, reply, s.effects, nil
}

// refuses gives the reason, if there is one, not to look at the session of a connect at all. Without a quorum, only
// those are let in who ask for no more, and a session that the member knows would have to be touched.
func (s *State) refuses(member int, r *wire.ConnectRequest, readOnly bool, now int64) error {
	switch {
	case !s.Serves(member, now) && !(readOnly && r.ReadOnly):
		return ErrNotServing
	case r.LastZxidSeen > s.Zxid(member):
		return ErrAhead
	case readOnly && r.Session == 0:
		return ErrReadOnly
	case readOnly && s.members[member].tree.sessions[r.Session] > 0:
		return ErrNotServing
	}
	return nil
}

// sessionFor finds the session to be resumed, or makes a new one; nil says that there is none to resume. A member
// without a quorum cannot know what has become of a session that it does not know, and believes the password.
func (s *State) sessionFor(member int, r *wire.ConnectRequest, timeout, now int64) *session {
	m := s.members[member]
	if r.Session == 0 {
		return s.openSession(m, timeout, now)
	}
	if id, ok := m.serving[r.Session]; ok {
		s.hangUp(id)
	}
	if p := password(r.Session); !slices.Equal(r.Password, p[:]) {
		return nil
	}
	if s.leader < 0 {
		return &session{id: r.Session}
	}
	return s.sessions[r.Session]
}

// openSession makes a session in a transaction of its own.
func (s *State) openSession(m *member, timeout, now int64) *session {
	x := &session{id: m.nextSession, timeout: timeout}
	m.nextSession++
	s.sessions[x.id] = x
	t := s.begin(x.id, now)
	t.opens = timeout
	s.commit(&t, m)
	s.effects.Sessions = append(s.effects.Sessions, SessionChange{SessionOpen, x.id})
	return x
}
