package zookeeper

import (
	"slices"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// apply does one request, and false says that it had no answer.
func (w *crowd) apply(l *link, r wire.Request) (wire.Reply, bool) {
	r.ACL, r.TTL = wire.OpenACL, -1
	reply, effects := w.state.Apply(l.id, &r, w.now)
	w.observe(&reply, effects)
	if effects.Silent || effects.HangUp {
		w.state.Disconnect(l.id)
		w.links = slices.DeleteFunc(w.links, func(o *link) bool { return o == l })
	}
	if effects.Silent {
		return reply, false
	}
	w.answered(l, &r, &reply)
	return reply, true
}

func (w *crowd) syncAndRead(l *link, paths []string, promise string) {
	if w.bug != "lazy" {
		if reply, ok := w.apply(l, wire.Request{Op: wire.OpSync, Path: "/"}); !ok || reply.Err != wire.OK {
			return
		}
	}
	for _, path := range paths {
		w.read(l, path, promise)
	}
}
