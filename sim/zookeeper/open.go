package zookeeper

import (
	"errors"
	"slices"
	"time"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// The reasons to hang up on a client instead of answering its connect.
var (
	ErrAhead      = errors.New("client has seen a zxid that this server has not reached")
	ErrNotServing = errors.New("this server is not serving requests")
)

// Connect opens a connection to a member from the address (an IP without port), for a new session or for one to be
// resumed. A reply with session 0 refuses, and the connection is then not known. Whoever was connected to the same
// member for the same session is disconnected first, even if the password turns out to be wrong; a connection to
// another member lives on, and can read until it tries to write.
func (s *State) Connect(
	member int, r *wire.ConnectRequest, address string, now int64,
) (ClientID, wire.ConnectReply, Effects, error) {
	s.effects.reset()
	if !s.Serves(member, now) {
		return 0, wire.ConnectReply{}, s.effects, ErrNotServing
	}
	s.reach(now)
	if r.LastZxidSeen > s.Zxid(member) {
		return 0, wire.ConnectReply{}, s.effects, ErrAhead
	}
	timeout := time.Duration(r.Timeout) * time.Millisecond
	timeout = min(max(timeout, s.config.MinSessionTimeout), s.config.MaxSessionTimeout)
	x := s.sessionFor(member, r, now)
	if x == nil {
		return 0, wire.ConnectReply{}, s.effects, nil
	}
	s.lastClient++
	c := &client{id: s.lastClient, at: member, session: x, ids: []wire.ID{{Scheme: "ip", ID: address}}}
	s.clients[c.id], s.members[member].serving[x.id] = c, c.id
	x.owner, x.timeout = member, int64(timeout)
	s.touch(x, now)
	reply := wire.ConnectReply{Timeout: int32(timeout / time.Millisecond), Session: x.id, Password: password(x.id)}
	return c.id, reply, s.effects, nil
}

// sessionFor finds the session to be resumed, or makes a new one; nil says that there is none to resume.
func (s *State) sessionFor(member int, r *wire.ConnectRequest, now int64) *session {
	m := s.members[member]
	if r.Session == 0 {
		x := &session{id: m.nextSession}
		m.nextSession++
		s.sessions[x.id] = x
		t := s.begin(x.id, now)
		s.commit(&t, m)
		s.effects.Sessions = append(s.effects.Sessions, SessionChange{SessionOpen, x.id})
		return x
	}
	if id, ok := m.serving[r.Session]; ok {
		s.effects.Closed = append(s.effects.Closed, id)
		s.drop(id)
	}
	if p := password(r.Session); !slices.Equal(r.Password, p[:]) {
		return nil
	}
	return s.sessions[r.Session]
}
