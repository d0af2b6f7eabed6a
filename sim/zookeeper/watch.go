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

type watchMode uint8

const (
	watchOnce watchMode = iota
	watchAlways
	watchBelow // always, and for all descendants, without ChildrenChanged
)

type watcher struct {
	client ClientID
	mode   watchMode
}

// A watchTable holds one kind of watches of one server: for each path the connections that watch it, each once, in the
// order in which they began to.
type watchTable struct {
	paths     map[string][]watcher
	recursive int // watchers of mode watchBelow
}

func (t *watchTable) add(path string, client ClientID, mode watchMode) {
	list := t.paths[path]
	i := slices.IndexFunc(list, func(w watcher) bool { return w.client == client })
	if mode == watchBelow {
		t.recursive++
	}
	if i < 0 {
		t.paths[strings.Clone(path)] = append(list, watcher{client, mode})
		return
	}
	if list[i].mode == watchBelow {
		t.recursive--
	}
	list[i].mode = mode
}

// remove forgets a watch and reports whether there was one.
func (t *watchTable) remove(path string, client ClientID) bool {
	list := t.paths[path]
	i := slices.IndexFunc(list, func(w watcher) bool { return w.client == client })
	if i < 0 {
		return false
	}
	if list[i].mode == watchBelow {
		t.recursive--
	}
	t.store(path, slices.Delete(list, i, i+1))
	return true
}

func (t *watchTable) store(path string, list []watcher) {
	if len(list) == 0 {
		delete(t.paths, path)
	} else {
		t.paths[path] = list
	}
}

// forget removes all watches of a connection.
func (t *watchTable) forget(client ClientID) {
	for path := range t.paths { //tidy:unordered all are removed
		t.remove(path, client)
	}
}

// trigger appends a notification for each connection that watches the path, except those that skip already has, and
// removes the watches that fire once.
func (t *watchTable) trigger(e event, skip, to []Notification) []Notification {
	start := len(to)
	if list, ok := t.paths[e.path]; ok {
		kept := list[:0]
		for _, w := range list {
			if w.mode != watchBelow || e.kind != wire.ChildrenChanged {
				to = notify(to, start, skip, Notification{w.client, wire.Notification{Type: e.kind, Path: e.path}})
			}
			if w.mode != watchOnce {
				kept = append(kept, w)
			}
		}
		t.store(e.path, kept)
	}
	if t.recursive == 0 || e.kind == wire.ChildrenChanged {
		return to
	}
	for path := e.path; path != "/"; {
		if path = parentOf(path); path == "" {
			path = "/"
		}
		for _, w := range t.paths[path] {
			if w.mode == watchBelow {
				to = notify(to, start, skip, Notification{w.client, wire.Notification{Type: e.kind, Path: e.path}})
			}
		}
	}
	return to
}

func notify(to []Notification, start int, skip []Notification, n Notification) []Notification {
	same := func(o Notification) bool { return o.Client == n.Client }
	if slices.ContainsFunc(skip, same) || slices.ContainsFunc(to[start:], same) {
		return to
	}
	return append(to, n)
}

// watches are the two tables of a server: reads of data and of existence fill one, reads of children the other.
type watches struct{ data, child watchTable }

func newWatches() watches {
	return watches{watchTable{paths: map[string][]watcher{}}, watchTable{paths: map[string][]watcher{}}}
}

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
