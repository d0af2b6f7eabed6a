package zookeeper

import (
	"slices"
	"strings"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// An event is what a change means to those who watch the path.
type event struct {
	kind wire.EventType
	path string
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
	clients   map[ClientID]map[string]struct{} // the same the other way round: the paths that each connection watches
	recursive int                              // watchers of mode watchBelow
}

func newWatchTable() watchTable {
	return watchTable{paths: map[string][]watcher{}, clients: map[ClientID]map[string]struct{}{}}
}

func (t *watchTable) add(path string, client ClientID, mode watchMode) {
	list := t.paths[path]
	i := slices.IndexFunc(list, func(w watcher) bool { return w.client == client })
	if mode == watchBelow {
		t.recursive++
	}
	if i < 0 {
		path = strings.Clone(path)
		t.paths[path] = append(list, watcher{client, mode})
		if t.clients[client] == nil {
			t.clients[client] = map[string]struct{}{}
		}
		t.clients[client][path] = struct{}{}
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
	delete(t.clients[client], path)
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
	for path := range t.clients[client] { //tidy:unordered all are removed
		t.remove(path, client)
	}
	delete(t.clients, client)
}

// trigger appends a notification for each connection that watches the path, except those that skip already has, and
// removes the watches that fire once.
func (t *watchTable) trigger(e event, skip, to []Notification) []Notification {
	start := len(to)
	to = t.fire(e, skip, to)
	if t.recursive == 0 || e.kind == wire.ChildrenChanged {
		return to
	}
	for path := e.path; path != "/"; {
		if path = parentOf(path); path == "" {
			path = "/"
		}
		for _, w := range t.paths[path] {
			if w.mode == watchBelow && !told(skip, w.client) && !told(to[start:], w.client) {
				to = append(to, e.notification(w.client))
			}
		}
	}
	return to
}

// fire is trigger for the watches on the path itself, of which each connection has one at most.
func (t *watchTable) fire(e event, skip, to []Notification) []Notification {
	list := t.paths[e.path]
	if len(list) == 0 {
		return to
	}
	kept := list[:0]
	for _, w := range list {
		if (w.mode != watchBelow || e.kind != wire.ChildrenChanged) && !told(skip, w.client) {
			to = append(to, e.notification(w.client))
		}
		if w.mode == watchOnce {
			delete(t.clients[w.client], e.path)
		} else {
			kept = append(kept, w)
		}
	}
	t.store(e.path, kept)
	return to
}

// told reports whether a connection has one of the notifications.
func told(all []Notification, client ClientID) bool {
	return slices.ContainsFunc(all, func(n Notification) bool { return n.Client == client })
}

func (e event) notification(client ClientID) Notification {
	return Notification{client, wire.Notification{Type: e.kind, Path: e.path}}
}
