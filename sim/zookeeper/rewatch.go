package zookeeper

// resumeWatches sets the watches that a client had before it lost its connection; what happened in between is told at
// once instead.
func (s *State) resumeWatches(c *client, r *Request) {
	w := r.Watches
	for _, path := range w.Data {
		n := s.tree.get(path)
		s.resume(c, &s.watches.data, path, n, DataChanged, n != nil && n.stat.Mzxid > r.Zxid)
	}
	for _, path := range w.Exist {
		if s.tree.get(path) != nil {
			s.tell(c, Created, path)
		} else {
			s.watches.data.add(path, c.id, watchOnce)
		}
	}
	for _, path := range w.Child {
		n := s.tree.get(path)
		s.resume(c, &s.watches.child, path, n, ChildrenChanged, n != nil && n.stat.Pzxid > r.Zxid)
	}
	for _, path := range w.Persistent {
		s.watches.data.add(path, c.id, watchAlways)
		s.watches.child.add(path, c.id, watchAlways)
	}
	for _, path := range w.Recursive {
		s.watches.data.add(path, c.id, watchBelow)
		s.watches.child.add(path, c.id, watchBelow)
	}
}

func (s *State) resume(c *client, table *watchTable, path string, n *node, kind EventType, moved bool) {
	switch {
	case n == nil:
		s.tell(c, Deleted, path)
	case moved:
		s.tell(c, kind, path)
	default:
		table.add(path, c.id, watchOnce)
	}
}

func (s *State) tell(c *client, kind EventType, path string) {
	s.effects.Notifications = append(s.effects.Notifications, Notification{c.id, kind, path})
}

func (s *State) addWatch(c *client, r *Request) Reply {
	if r.Flags != 0 && r.Flags != 1 {
		return Reply{Err: MarshallingError}
	}
	mode := watchAlways + watchMode(r.Flags)
	s.watches.data.add(r.Path, c.id, mode)
	s.watches.child.add(r.Path, c.id, mode)
	return Reply{}
}

// checkWatches asks for watches of a type (1 children, 2 data, 3 any), and removes them if that was the request.
func (s *State) checkWatches(c *client, r *Request) Reply {
	const ofChildren, ofData, ofAny = 1, 2, 3
	if r.Flags < ofChildren || r.Flags > ofAny {
		return Reply{Err: MarshallingError}
	}
	found := false
	check := (*watchTable).contains
	if r.Op == OpRemoveWatches {
		check = (*watchTable).remove
	}
	if r.Flags != ofData {
		found = check(&s.watches.child, r.Path, c.id)
	}
	if r.Flags != ofChildren {
		found = check(&s.watches.data, r.Path, c.id) || found
	}
	if !found {
		return Reply{Err: NoWatcher}
	}
	return Reply{}
}
