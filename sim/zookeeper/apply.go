package zookeeper

import (
	"slices"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// Apply does one request of a connection.
func (s *State) Apply(id ClientID, r *wire.Request, now int64) (wire.Reply, Effects) {
	s.effects.reset()
	s.reach(now)
	c := s.clients[id]
	if c == nil {
		s.effects.Silent, s.effects.HangUp = true, true
		return wire.Reply{Op: r.Op}, s.effects
	}
	if r.Op == wire.OpAuth || r.Op == wire.OpSASL {
		reply := s.authenticate(c, r)
		reply.Op = r.Op
		return reply, s.effects
	}
	s.hear(c, now)
	var reply wire.Reply
	switch {
	case !r.Op.Known():
		s.effects.HangUp = true
		return wire.Reply{Op: r.Op, Zxid: -1, Err: wire.Unimplemented}, s.effects
	case s.leader < 0 && (r.Op.TakesZxid() || r.Op == wire.OpSync):
		reply.Err = wire.NotReadOnly
	case r.Op == wire.OpReconfig && r.Malformed: // it is read before it takes a transaction id
		reply.Err = wire.MarshallingError
	case r.Op == wire.OpCloseSession && c.session.owner != nobody:
		s.close(c, now)
	case r.Op.TakesZxid():
		reply = s.write(c, r, now)
	case c.at == s.leader && !s.owns(c): // a leader asks that of readers too
		reply.Err = wire.SessionMoved
	case r.Malformed:
		reply.Err = wire.MarshallingError
	default:
		reply = s.read(c, r)
	}
	if reply.Err == wire.SessionMoved || slices.Contains(s.effects.Closed, id) { // or its session turned out to have ended
		s.effects.Silent, s.effects.HangUp = true, true
		s.Disconnect(id)
	}
	reply.Op, reply.Zxid = r.Op, s.Zxid(c.at)
	return reply, s.effects
}

// owns reports whether a connection's session is still there and was not taken to another member.
func (s *State) owns(c *client) bool { return c.session.owner == c.at }

// close ends the session at the wish of its client, who is answered before the connection ends. Nobody asks whether the
// connection owns the session.
func (s *State) close(c *client, now int64) {
	m := s.members[c.at]
	delete(m.serving, c.session.id)
	s.end(c.session, SessionClose, m, now)
	s.Disconnect(c.id)
	s.effects.HangUp = true
}
