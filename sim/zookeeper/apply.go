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
	s.touch(c.session, now)
	var reply wire.Reply
	switch {
	case r.Op.TakesZxid() && !s.owns(c):
		s.disown(c, now)
	case r.Op == wire.OpCloseSession:
		s.close(c, now)
	case r.Op.TakesZxid():
		reply = s.write(c, r, now)
	case r.Op == wire.OpAuth || r.Op == wire.OpSASL:
		reply = s.authenticate(c, r)
		reply.Op = r.Op
		return reply, s.effects // with zxid 0
	case r.Malformed:
		reply.Err = wire.MarshallingError
	case !r.Op.Known():
		s.effects.HangUp = true
		return wire.Reply{Op: r.Op, Zxid: -1, Err: wire.Unimplemented}, s.effects
	default:
		reply = s.read(c, r)
	}
	reply.Op, reply.Zxid = r.Op, s.Zxid(c.at)
	return reply, s.effects
}

// owns reports whether a connection's session is still there and was not taken to another member.
func (s *State) owns(c *client) bool {
	return s.sessions[c.session.id] == c.session && c.session.owner == c.at
}

// disown refuses a write of a connection that no longer owns its session. The attempt takes a transaction id, and the
// client is hung up on without being told why.
func (s *State) disown(c *client, now int64) {
	t := s.begin(c.session.id, now)
	s.commit(&t, s.members[c.at])
	s.effects.Silent, s.effects.HangUp = true, true
	s.drop(c.id)
}

// close ends the session at the wish of its client, who is answered before the connection ends.
func (s *State) close(c *client, now int64) {
	m := s.members[c.at]
	delete(m.serving, c.session.id)
	s.end(c.session, SessionClose, m, now)
	s.drop(c.id)
	s.effects.HangUp = true
}

func (s *State) authenticate(c *client, r *wire.Request) wire.Reply {
	switch {
	case r.Op == wire.OpSASL || r.Scheme == "ip":
		return wire.Reply{}
	case r.Malformed || r.Scheme != "digest":
		s.effects.HangUp = true
		return wire.Reply{Err: wire.AuthFailed}
	}
	id := digestID(r.Data)
	if id.ID == s.config.SuperDigest {
		c.add(wire.ID{Scheme: "super"})
	}
	c.add(id)
	return wire.Reply{}
}

func (c *client) add(id wire.ID) {
	if !slices.Contains(c.ids, id) {
		c.ids = append(c.ids, id)
	}
}
