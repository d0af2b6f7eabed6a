package zookeeper

// begin takes the next transaction id.
func (s *State) begin(session, now int64) txn {
	s.tree.zxid++
	return txn{zxid: s.tree.zxid, time: now / 1e6, session: session}
}

// write does a request that changes something, or fails to: either way it takes one transaction id.
func (s *State) write(c *client, r *Request, now int64) Reply {
	t := s.begin(c.session.id, now)
	if r.Malformed {
		return Reply{Err: MarshallingError}
	}
	p := preparation{tree: s.tree, session: c.session.id, ids: c.ids, extended: s.config.ExtendedTypes}
	if r.Op == OpMulti {
		return s.multi(&p, &t, r)
	}
	change, code := p.prepare(r)
	if code != OK {
		return Reply{Err: code}
	}
	reply := s.apply(&t, &change)
	reply.Silent = r.Op == OpCheck // the real server never answers a check outside of a multi that holds
	return reply
}

// multi does all the operations or, if one of them fails, none; the results then say which one it was.
func (s *State) multi(p *preparation, t *txn, r *Request) Reply {
	clear(s.pending)
	p.multi, p.pending = true, s.pending
	changes, failed := s.changes[:0], false
	for i := range r.Ops {
		change, code := change{}, RuntimeInconsistency
		if !failed {
			change, code = p.prepare(&r.Ops[i])
		}
		if code != OK {
			change.op, change.err, failed = OpError, code, true
		}
		changes = append(changes, change)
	}
	results := s.results[:0]
	for i := range changes {
		c := &changes[i]
		if failed {
			results = append(results, Reply{Op: OpError, Err: c.err})
			continue
		}
		results = append(results, s.apply(t, c))
		if c.reply == OpCreate2 {
			results[i].Op = OpCreate // so does the real one
		}
	}
	clear(changes)
	s.changes, s.results = changes, results
	return Reply{Results: results}
}

// apply does one change, tells those who watch, and gives the result.
func (s *State) apply(t *txn, c *change) Reply {
	reply := Reply{Op: c.reply, Path: c.path}
	notes := s.effects.Notifications
	switch c.op {
	case OpCreate:
		reply.Stat = s.tree.create(t, c)
		s.wrote(t, c, "create", 0)
		notes = s.watches.created(c.path, notes)
	case OpDelete:
		s.wrote(t, c, "delete", s.tree.delete(t, c.path))
		notes = s.watches.deleted(c.path, notes)
	case OpSetData:
		reply.Stat = s.tree.setData(t, c)
		s.wrote(t, c, "set", c.version)
		notes = s.watches.changed(c.path, notes)
	case OpSetACL:
		reply.Stat = s.tree.setACL(c)
	}
	s.effects.Notifications = notes
	return reply
}

func (s *State) wrote(t *txn, c *change, kind string, version int32) {
	s.effects.Writes = append(s.effects.Writes, Write{kind, c.path, c.data, version, t.zxid, t.session})
}
