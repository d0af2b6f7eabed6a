package zookeeper

import (
	"slices"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// write does a request that changes something, or fails to: either way it takes one transaction id.
func (s *State) write(c *client, r *wire.Request, now int64) wire.Reply {
	t := s.begin(c.session.id, now)
	p := preparation{
		tree: s.leading().tree, session: c.session.id, moved: !s.owns(c), ids: c.ids,
		extended: s.config.ExtendedTypes, enforce: s.config.EnforceQuota,
	}
	var reply wire.Reply
	t.changes = s.changes[:0]
	switch {
	case r.Malformed || r.Op == wire.OpMulti && r.Reads():
		reply.Err = wire.MarshallingError
	case r.Op == wire.OpMulti && slices.ContainsFunc(r.Ops, func(o wire.Request) bool { return o.NullPath }):
		s.lost++
		return wire.Reply{Err: wire.MarshallingError, Stumbled: true}
	case r.Op == wire.OpCreateSession:
		reply.Connect = s.createAgain(c, r, now)
	case r.Op == wire.OpMulti:
		reply.Results, reply.Err = s.prepareMulti(&p, &t, r)
	default:
		var change change
		if change, reply.Err = p.prepare(r); reply.Err == wire.OK {
			t.changes = append(t.changes, change)
		}
	}
	results := s.commit(&t, s.members[c.at])
	switch {
	case r.Op == wire.OpMulti && reply.Results == nil && reply.Err == wire.OK:
		reply.Results = results
	case len(results) == 1 && r.Op != wire.OpMulti:
		reply = results[0]
		s.effects.Silent = r.Op == wire.OpCheck // the real server never answers a check outside of a multi that holds
	}
	s.effects.Later = s.effects.Later || slices.ContainsFunc(t.changes, func(c change) bool { return c.container || c.ttl > 0 })
	clear(t.changes)
	s.changes = t.changes
	return reply
}

// createAgain answers a createSession on a connection that has a session, which no client sends: it is told of that
// session as if it had just connected, and the session's end is put off by what it says.
func (s *State) createAgain(c *client, r *wire.Request, now int64) []byte {
	s.touch(c.session, int64(r.Flags)*1e6, now)
	reply := wire.ConnectReply{
		Timeout: int32(c.timeout / 1e6), Session: c.session.id, Password: password(c.session.id),
	}
	return reply.Frame(c.young)[4:]
}

// prepareMulti decides what all the operations change or, if one of them fails, gives the results that say which. A code
// is for the multi as a whole.
func (s *State) prepareMulti(p *preparation, t *txn, r *wire.Request) ([]wire.Reply, wire.Code) {
	const kept = 1024 // records; to clear a map takes as long as its largest use needed
	if len(s.pending) > kept {
		s.pending = map[string]record{}
	}
	clear(s.pending)
	p.multi, p.pending = true, s.pending
	for i := range r.Ops {
		one, ok := inMulti(&r.Ops[i])
		change, code := p.prepare(&one)
		if ok && code == wire.OK {
			if change.reply == wire.OpCreate2 {
				change.reply = wire.OpCreate // so does the real one
			}
			t.changes = append(t.changes, change)
			continue
		}
		t.changes = t.changes[:0]
		switch {
		case code == wire.SessionMoved:
			return nil, code
		case !ok || code == wire.MarshallingError:
			return nil, wire.MarshallingError
		}
		return failedAt(i, code, len(r.Ops)), wire.OK
	}
	return nil, wire.OK
}

// failedAt is the results of a multi of n operations of which one failed.
func failedAt(i int, code wire.Code, n int) []wire.Reply {
	results := make([]wire.Reply, n)
	for j := range results {
		results[j].Op = wire.OpError
		if j > i {
			results[j].Err = wire.RuntimeInconsistency
		}
	}
	results[i].Err = code
	return results
}
