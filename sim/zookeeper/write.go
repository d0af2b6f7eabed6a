package zookeeper

import "github.com/onceover/onceover/sim/zookeeper/wire"

// write does a request that changes something, or fails to: either way it takes one transaction id.
func (s *State) write(c *client, r *wire.Request, now int64) wire.Reply {
	t := s.begin(c.session.id, now)
	p := preparation{tree: s.leading().tree, session: c.session.id, ids: c.ids, extended: s.config.ExtendedTypes}
	var reply wire.Reply
	t.changes = s.changes[:0]
	switch {
	case r.Malformed:
		reply.Err = wire.MarshallingError
	case r.Op == wire.OpMulti:
		reply.Results = s.prepareMulti(&p, &t, r)
	default:
		var change change
		if change, reply.Err = p.prepare(r); reply.Err == wire.OK {
			t.changes = append(t.changes, change)
		}
	}
	results := s.commit(&t, s.members[c.at])
	switch {
	case r.Op == wire.OpMulti && reply.Results == nil:
		reply.Results = results
	case len(results) == 1 && r.Op != wire.OpMulti:
		reply = results[0]
		s.effects.Silent = r.Op == wire.OpCheck // the real server never answers a check outside of a multi that holds
	}
	clear(t.changes)
	s.changes = t.changes
	return reply
}

// prepareMulti decides what all the operations change or, if one of them fails, gives the results that say which.
func (s *State) prepareMulti(p *preparation, t *txn, r *wire.Request) []wire.Reply {
	clear(s.pending)
	p.multi, p.pending = true, s.pending
	for i := range r.Ops {
		change, code := p.prepare(&r.Ops[i])
		if code != wire.OK {
			t.changes = t.changes[:0]
			return failedAt(i, code, len(r.Ops))
		}
		if change.reply == wire.OpCreate2 {
			change.reply = wire.OpCreate // so does the real one
		}
		t.changes = append(t.changes, change)
	}
	return nil
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
