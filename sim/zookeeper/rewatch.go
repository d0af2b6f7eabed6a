package zookeeper

import (
	"strings"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// resumeWatches sets the watches that a client had before it lost its connection; what happened in between is told at
// once instead.
func (s *State) resumeWatches(c *client, r *wire.Request) wire.Reply {
	tree, watches, w := s.members[c.at].tree, &s.members[c.at].watches, r.Watches
	for _, path := range w.Data {
		n := tree.get(path)
		s.resume(c, &watches.data, path, n, wire.DataChanged, n != nil && n.stat.Mzxid > r.Zxid)
	}
	for _, path := range w.Exist {
		if tree.get(path) != nil {
			s.notify(c, wire.Created, path)
		} else {
			watches.data.add(path, c.id, watchOnce)
		}
	}
	for _, path := range w.Child {
		n := tree.get(path)
		s.resume(c, &watches.child, path, n, wire.ChildrenChanged, n != nil && n.stat.Pzxid > r.Zxid)
	}
	fine := !w.Null
	for _, path := range w.Persistent {
		fine = watches.both(path, c.id, watchAlways) && fine
	}
	for _, path := range w.Recursive {
		fine = watches.both(path, c.id, watchBelow) && fine
	}
	if !fine {
		return wire.Reply{Err: wire.MarshallingError}
	}
	return wire.Reply{}
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
	if !s.members[c.at].watches.both(watchKey(r), c.id, watchAlways+watchMode(r.Flags)) {
		return wire.Reply{Err: wire.MarshallingError}
	}
	return wire.Reply{}
}

// watchKey is the path that a watch is about. A null one is a key of its own, which no path can be.
func watchKey(r *wire.Request) string {
	if r.NullPath {
		return wire.NullPath
	}
	return r.Path
}

// The types of watches that checkWatches and removeWatches are about.
const (
	ofChildren = 1
	ofData     = 2
	ofAny      = 3
)

// checkWatches asks whether there is a watch of a type. That it need not be the caller's own is an error of the real
// server (WatchManager.containsWatcher), as are the answers to paths that are none.
func (s *State) checkWatches(r *wire.Request, w *watches) wire.Reply {
	_, ofOthersData := w.data.paths[r.Path]
	_, ofOthersChildren := w.child.paths[r.Path]
	switch {
	case r.Flags < ofChildren || r.Flags > ofAny, r.Path != "" && !strings.Contains(r.Path, "/"):
		return wire.Reply{Err: wire.MarshallingError}
	case r.Path != "" && (ofOthersChildren && r.Flags != ofData || ofOthersData && r.Flags != ofChildren):
		return wire.Reply{}
	}
	return wire.Reply{Err: wire.NoWatcher}
}

// removeWatches removes the caller's own watches of a type.
func (s *State) removeWatches(c *client, r *wire.Request, w *watches) wire.Reply {
	if r.Flags < ofChildren || r.Flags > ofAny {
		return wire.Reply{Err: wire.MarshallingError}
	}
	found := false
	if r.Flags != ofData {
		found = w.child.remove(watchKey(r), c.id)
	}
	if r.Flags != ofChildren {
		found = w.data.remove(watchKey(r), c.id) || found
	}
	if !found {
		return wire.Reply{Err: wire.NoWatcher}
	}
	return wire.Reply{}
}
