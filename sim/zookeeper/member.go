package zookeeper

import "github.com/onceover/onceover/sim/zookeeper/wire"

// A member is one server of an ensemble: its copy of the tree, which may be behind the leader's, and the watches and
// connections of those who are connected to it. A server that stands alone is an ensemble of one.
type member struct {
	running     bool
	tree        *tree
	watches     watches
	serving     map[int64]ClientID // which connection serves a session here
	nextSession int64
	behind      []delayed // in the log and not applied yet, oldest first
	lag         int64     // nanoseconds; what Lag set, or -1
}

// A delayed transaction is applied when its time has come.
type delayed struct {
	txn
	due int64
}

func newMember(number uint8, now int64) *member {
	return &member{
		running: true, tree: newTree(), watches: newWatches(), serving: map[int64]ClientID{},
		nextSession: firstSession(number, now), lag: -1,
	}
}

// learned is the last transaction that is in the member's log, applied or not.
func (m *member) learned() int64 {
	if n := len(m.behind); n > 0 {
		return m.behind[n-1].zxid
	}
	return m.tree.zxid
}

// apply does a transaction on the member's tree and tells those who watch it here. It adds the result of each change.
func (m *member) apply(t *txn, e *Effects, results []wire.Reply) []wire.Reply {
	m.tree.zxid = t.zxid
	for i := range t.changes {
		results = append(results, m.change(t, &t.changes[i], e))
	}
	if t.ends {
		if id, ok := m.serving[t.session]; ok {
			e.Closed = append(e.Closed, id)
		}
	}
	return results
}

func (m *member) change(t *txn, c *change, e *Effects) wire.Reply {
	reply := wire.Reply{Op: c.reply, Path: c.path}
	switch c.op {
	case wire.OpCreate:
		reply.Stat = m.tree.create(t, c)
		e.Notifications = m.watches.created(c.path, e.Notifications)
	case wire.OpDelete:
		m.tree.delete(t, c)
		e.Notifications = m.watches.deleted(c.path, e.Notifications)
	case wire.OpSetData:
		reply.Stat = m.tree.setData(t, c)
		e.Notifications = m.watches.changed(c.path, e.Notifications)
	case wire.OpSetACL:
		reply.Stat = m.tree.setACL(c)
	}
	return reply
}

// applyUntil does the transactions that are due, in the order of the log.
func (m *member) applyUntil(now int64, e *Effects) {
	n := 0
	for n < len(m.behind) && m.behind[n].due <= now {
		m.apply(&m.behind[n].txn, e, nil)
		n++
	}
	if n > 0 {
		m.behind = append(m.behind[:0], m.behind[n:]...)
	}
}
