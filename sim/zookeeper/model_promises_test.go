package zookeeper

import (
	"fmt"
	"slices"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

func (w *crowd) violated(promise, format string, args ...any) {
	if w.violations[promise] == "" {
		w.violations[promise] = fmt.Sprintf(format, args...)
	}
}

// observe looks at what a step did: transaction ids grow, a session's ephemerals go at once, watches fire once.
func (w *crowd) observe(reply *wire.Reply, e Effects) {
	w.transcript = append(w.transcript, fmt.Sprintf("%v %+v", reply, e))
	if w.bug == "split" && len(e.Writes) > 1 {
		e.Writes = slices.Clone(e.Writes)
		e.Writes[len(e.Writes)-1].Zxid++
	}
	before := w.last
	for i, x := range e.Writes {
		if x.Zxid <= before || i > 0 && x.Zxid < e.Writes[i-1].Zxid {
			w.violated("zxids grow", "%+v after %#x", x, w.last)
		}
		w.last = max(w.last, x.Zxid)
		w.note(x)
	}
	for _, x := range e.Sessions {
		w.ended(x, e.Writes)
	}
	switch w.bug {
	case "mute":
		e.Notifications = nil
	case "refire":
		e.Notifications = append(slices.Clone(e.Notifications), e.Notifications...)
	}
	for _, n := range e.Notifications {
		w.told(n)
	}
	w.links = slices.DeleteFunc(w.links, func(l *link) bool { return slices.Contains(e.Closed, l.id) })
}

// note keeps what a write made true.
func (w *crowd) note(x Write) {
	owner := int64(0)
	if n := w.state.leadingOr0().tree.get(x.Path); n != nil {
		owner = n.owner
	}
	switch x.Kind {
	case "delete":
		delete(w.truth, x.Path)
		for session := range w.owned {
			if x.Session != session { // what its own session deletes is looked at when that ends
				w.owned[session] = slices.DeleteFunc(w.owned[session], func(p string) bool { return p == x.Path })
			}
		}
	case "create":
		w.born[x.Path] = x.Zxid
		if owner != 0 {
			w.owned[owner] = append(w.owned[owner], x.Path)
		}
		w.truth[x.Path] = x.Zxid
	default:
		w.truth[x.Path] = x.Zxid
	}
}

func (w *crowd) ended(x SessionChange, writes []Write) {
	if x.Event == SessionOpen {
		return
	}
	zxids := map[int64]bool{}
	for _, write := range writes {
		if write.Session == x.Session && write.Kind == "delete" {
			zxids[write.Zxid] = true
		}
	}
	if len(zxids) > 1 {
		w.violated("ephemerals vanish in one zxid", "session %#x: %v", x.Session, zxids)
	}
	for _, path := range w.owned[x.Session] {
		if n := w.state.leadingOr0().tree.get(path); n != nil && n.owner == x.Session {
			w.violated("ephemerals vanish in one zxid", "%s outlives session %#x", path, x.Session)
		}
	}
	delete(w.owned, x.Session)
}

// told holds that a notification answers a watch that was set and has not fired.
func (w *crowd) told(n Notification) {
	for _, l := range w.links {
		if l.id != n.Client {
			continue
		}
		keys := []string{"data " + n.Path}
		switch n.Type {
		case wire.ChildrenChanged:
			keys[0] = "child " + n.Path
		case wire.Deleted:
			keys = append(keys, "child "+n.Path)
		}
		set := len(l.watched)
		for _, key := range keys {
			delete(l.watched, key)
		}
		if len(l.watched) == set {
			w.violated("a watch fires once", "%v", n)
		}
		return
	}
	w.violated("a watch fires once", "%v, whose connection has ended", n)
}

// answered holds that a client never goes back, and that sequence numbers do not come again.
func (w *crowd) answered(l *link, r *wire.Request, reply *wire.Reply) {
	if reply.Zxid < l.floor {
		w.violated("a session does not go back", "zxid %#x after %#x", reply.Zxid, l.floor)
	}
	l.floor = max(l.floor, reply.Zxid)
	l.seen = max(l.seen, reply.Zxid)
	if r.Flags == flagSequence && reply.Err == wire.OK && r.Op == wire.OpCreate {
		key := fmt.Sprint(w.born["/q"], reply.Path)
		if w.sequences[key] {
			w.violated("sequence numbers do not repeat", "%s", key)
		}
		w.sequences[key] = true
		w.numbered = reply.Path
	}
}

// read reads a znode, or its children, with a watch or without. Where a promise is named, it must be up to date.
func (w *crowd) read(l *link, path, promise string) {
	r := wire.Request{Op: wire.OpExists, Path: path, Watch: w.pick(2) == 0}
	table := "data "
	if w.pick(3) == 0 && promise == "" {
		r.Op, table = wire.OpGetChildren2, "child "
	}
	reply, ok := w.apply(l, r)
	if !ok {
		return
	}
	at := reply.Stat.Mzxid
	if table == "child " {
		at = reply.Stat.Pzxid
	}
	if was, ok := l.watched[table+path]; ok && was != at {
		w.violated("a watcher is told before it reads", "%s%s: %#x and now %#x", table, path, was, at)
	}
	if r.Watch && (reply.Err == wire.OK || r.Op == wire.OpExists) {
		l.watched[table+path] = at
	}
	if at < l.read[table+path] && at > 0 {
		w.violated("a session does not go back", "%s%s: %#x after %#x", table, path, at, l.read[table+path])
	}
	l.read[table+path] = max(l.read[table+path], at)
	l.mzxid[table+path] = max(l.mzxid[table+path], at)
	if promise != "" && at != w.truth[path] {
		w.violated(promise, "%s has mzxid %#x, not %#x", path, at, w.truth[path])
	}
}
