package zookeeper

import "github.com/onceover/onceover/sim/zookeeper/wire"

// A member is one server of an ensemble: its copy of the tree, which may be behind the leader's, and the watches and
// connections of those who are connected to it. A server that stands alone is an ensemble of one.
type member struct {
	running     bool
	serves      int64 // when it begins to answer clients: all of them with a quorum, or else those that only read
	tree        *tree
	watches     watches
	clients     map[ClientID]*client // of the whole ensemble
	serving     map[int64]ClientID   // which connection serves a session here
	nextSession int64
	behind      []delayed // in the log and not applied yet, oldest first
	lag         int64     // nanoseconds; what Lag set, or -1
}

// A delayed transaction is applied when its time has come.
type delayed struct {
	txn
	due int64
}

func newMember(number uint8, clients map[ClientID]*client, now int64) *member {
	return &member{
		running: true, tree: newTree(), watches: newWatches(), clients: clients, serving: map[int64]ClientID{},
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

// catchUp applies what is in the member's log while nobody is connected who could be told. A server does that when it
// loses its leader.
func (m *member) catchUp() {
	for i := range m.behind {
		m.apply(&m.behind[i].txn, &Effects{}, nil)
	}
	m.behind = nil
}

// apply does a transaction on the member's tree and tells those who watch it here. It adds the result of each change.
func (m *member) apply(t *txn, e *Effects, results []wire.Reply) []wire.Reply {
	m.tree.zxid = t.zxid
	if t.opens > 0 {
		m.tree.sessions[t.session] = t.opens
	}
	for i := range t.changes {
		results = append(results, m.change(t, &t.changes[i], e))
	}
	if t.ends {
		delete(m.tree.sessions, t.session)
	}
	return results
}

func (m *member) change(t *txn, c *change, e *Effects) wire.Reply {
	reply := wire.Reply{Op: c.reply, Path: c.path}
	before, acl := len(e.Notifications), c.acl
	switch c.op {
	case wire.OpCreate:
		reply.Stat = m.tree.create(t, c)
		e.Notifications = m.watches.created(c.path, e.Notifications)
	case wire.OpDelete:
		acl = m.tree.delete(t, c).acl
		e.Notifications = m.watches.deleted(c.path, e.Notifications)
	case wire.OpSetData:
		reply.Stat = m.tree.setData(t, c)
		e.Notifications = m.watches.changed(c.path, e.Notifications)
	case wire.OpSetACL:
		reply.Stat = m.tree.setACL(c)
	}
	if len(e.Notifications) > before {
		if c.op == wire.OpSetData {
			acl = m.tree.aclOf(c.path)
		}
		m.hide(e, before, acl, m.tree.aclOf(parentOf(c.path)))
	}
	return reply
}
