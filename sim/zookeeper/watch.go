package zookeeper

import (
	"slices"
	"strings"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// A Notification is for one connection.
type Notification struct {
	Client ClientID
	wire.Notification
}

// watches are the two tables of a server: reads of data and of existence fill one, reads of children the other.
type watches struct{ data, child watchTable }

func newWatches() watches { return watches{newWatchTable(), newWatchTable()} }

func (w *watches) forget(client ClientID) {
	w.data.forget(client)
	w.child.forget(client)
}

// both adds a watch to both tables. The real server stumbles over a null path next to another or an empty one, which
// has the same hash (WatcherModeManager.Key.equals); then the result is false.
func (w *watches) both(path string, client ClientID, mode watchMode) bool {
	before := func(w watcher) bool { return w.client == client && w.mode != watchOnce }
	stumbles := path == wire.NullPath &&
		(slices.ContainsFunc(w.data.paths[wire.NullPath], before) || slices.ContainsFunc(w.data.paths[""], before))
	w.data.add(path, client, mode)
	w.child.add(path, client, mode)
	return !stumbles
}

// created, deleted and changed append the notifications that a change of a node causes, in the order of the wire.
func (w *watches) created(path string, to []Notification) []Notification {
	to = w.data.trigger(event{wire.Created, path}, nil, to)
	return w.childrenChanged(path, to)
}

func (w *watches) deleted(path string, to []Notification) []Notification {
	start := len(to)
	to = w.data.trigger(event{wire.Deleted, path}, nil, to)
	to = w.child.trigger(event{wire.Deleted, path}, to[start:len(to):len(to)], to)
	return w.childrenChanged(path, to)
}

func (w *watches) changed(path string, to []Notification) []Notification {
	return w.data.trigger(event{wire.DataChanged, path}, nil, to)
}

func (w *watches) childrenChanged(path string, to []Notification) []Notification {
	parent := parentOf(path)
	if parent == "" {
		parent = "/"
	}
	return w.child.trigger(event{wire.ChildrenChanged, parent}, nil, to)
}

// hide takes out those of the notifications from an index on that are for connections which may not read the node that
// they are about, or the parent of which they tell (CVE-2024-23944, mended in 3.8.4). The watches have fired all the same.
func (m *member) hide(e *Effects, from int, node, parent []wire.ACL) {
	kept := e.Notifications[:from]
	for _, n := range e.Notifications[from:] {
		acl := node
		if n.Type == wire.ChildrenChanged {
			acl = parent
		}
		if c := m.clients[n.Client]; c != nil && allowed(acl, wire.PermRead, c.ids) {
			kept = append(kept, n)
		}
	}
	e.Notifications = kept
}

// isUnder reports whether path is prefix or lies below it.
func isUnder(path, prefix string) bool {
	return prefix == "/" || path == prefix || strings.HasPrefix(path, prefix) && path[len(prefix)] == '/'
}
