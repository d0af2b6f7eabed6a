package zookeeper

import "github.com/onceover/onceover/sim/zookeeper/wire"

// resumeWatches sets the watches that a client had before it lost its connection; what happened in between is told at
// once instead.
func (s *State) resumeWatches(c *client, r *wire.Request) {
	w := r.Watches
	for _, path := range w.Data {
		n := s.members[c.at].tree.get(path)
		s.resume(c, &s.members[c.at].watches.data, path, n, wire.DataChanged, n != nil && n.stat.Mzxid > r.Zxid)
	}
	for _, path := range w.Exist {
		if s.members[c.at].tree.get(path) != nil {
			s.notify(c, wire.Created, path)
		} else {
			s.members[c.at].watches.data.add(path, c.id, watchOnce)
		}
	}
	for _, path := range w.Child {
		n := s.members[c.at].tree.get(path)
		s.resume(c, &s.members[c.at].watches.child, path, n, wire.ChildrenChanged, n != nil && n.stat.Pzxid > r.Zxid)
	}
	for _, path := range w.Persistent {
		s.members[c.at].watches.data.add(path, c.id, watchAlways)
		s.members[c.at].watches.child.add(path, c.id, watchAlways)
	}
	for _, path := range w.Recursive {
		s.members[c.at].watches.data.add(path, c.id, watchBelow)
		s.members[c.at].watches.child.add(path, c.id, watchBelow)
	}
}

func (s *State) resume(c *client, table *watchTable, path string, n *node, kind wire.EventType, moved bool) {
	switch {
	case n == nil:
		s.notify(c, wire.Deleted, path)
	case moved:
		s.notify(c, kind, path)
	default:
		table.add(path, c.id, watchOnce)
	}
}

func (s *State) notify(c *client, kind wire.EventType, path string) {
	s.effects.Notifications = append(s.effects.Notifications, Notification{c.id, wire.Notification{Type: kind, Path: path}})
}

func (s *State) addWatch(c *client, r *wire.Request) wire.Reply {
	if r.Flags != 0 && r.Flags != 1 {
		return wire.Reply{Err: wire.MarshallingError}
	}
	mode := watchAlways + watchMode(r.Flags)
	s.members[c.at].watches.data.add(r.Path, c.id, mode)
	s.members[c.at].watches.child.add(r.Path, c.id, mode)
	return wire.Reply{}
}

// checkWatches asks for watches of a type (1 children, 2 data, 3 any), and removes them if that was the request.
func (s *State) checkWatches(c *client, r *wire.Request) wire.Reply {
	const ofChildren, ofData, ofAny = 1, 2, 3
	if r.Flags < ofChildren || r.Flags > ofAny {
		return wire.Reply{Err: wire.MarshallingError}
	}
	found := false
	check := (*watchTable).contains
	if r.Op == wire.OpRemoveWatches {
		check = (*watchTable).remove
	}
	if r.Flags != ofData {
		found = check(&s.members[c.at].watches.child, r.Path, c.id)
	}
	if r.Flags != ofChildren {
		found = check(&s.members[c.at].watches.data, r.Path, c.id) || found
	}
	if !found {
		return wire.Reply{Err: wire.NoWatcher}
	}
	return wire.Reply{}
}
