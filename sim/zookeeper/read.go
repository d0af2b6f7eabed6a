package zookeeper

import (
	"math"
	"strings"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// read does a request that changes nothing but watches.
func (s *State) read(c *client, r *wire.Request) wire.Reply {
	switch r.Op {
	case wire.OpPing:
		return wire.Reply{}
	case wire.OpSync:
		s.applyUntil(s.members[c.at], math.MaxInt64)
		return wire.Reply{Path: r.Path, NullPath: r.NullPath}
	case wire.OpWhoAmI:
		return wire.Reply{IDs: c.ids}
	case wire.OpMultiRead:
		return s.multiRead(c, r)
	case wire.OpGetEphemerals:
		return wire.Reply{Names: s.ephemeralsUnder(c, r.Path)}
	case wire.OpSetWatches, wire.OpSetWatches2:
		return s.resumeWatches(c, r)
	case wire.OpAddWatch:
		return s.addWatch(c, r)
	case wire.OpCheckWatches:
		return s.checkWatches(r, &s.members[c.at].watches)
	case wire.OpRemoveWatches:
		return s.removeWatches(c, r, &s.members[c.at].watches)
	case wire.OpExists:
		return s.exists(c, r)
	}
	return s.readNode(c, r)
}

// exists needs no permission, and its watch is set on a missing node too.
func (s *State) exists(c *client, r *wire.Request) wire.Reply {
	if strings.IndexByte(r.Path, 0) >= 0 {
		return wire.Reply{Err: wire.BadArguments}
	}
	if r.Watch {
		s.members[c.at].watches.data.add(r.Path, c.id, watchOnce)
	}
	n := s.members[c.at].tree.get(r.Path)
	if n == nil {
		return wire.Reply{Err: wire.NoNode}
	}
	return wire.Reply{Stat: n.statNow()}
}

// readNode does the reads of a node that must be there.
func (s *State) readNode(c *client, r *wire.Request) wire.Reply {
	if r.NullPath {
		return wire.Reply{Err: wire.MarshallingError}
	}
	n := s.members[c.at].tree.get(r.Path)
	if n == nil {
		return wire.Reply{Err: wire.NoNode}
	}
	perm := wire.PermRead
	if r.Op == wire.OpGetACL {
		perm |= wire.PermAdmin
	}
	if !allowed(n.acl, perm, c.ids) {
		return wire.Reply{Err: wire.NoAuth}
	}
	reply := wire.Reply{Stat: n.statNow()}
	switch r.Op {
	case wire.OpGetData:
		reply.Data = n.data
		if r.Watch {
			s.members[c.at].watches.data.add(r.Path, c.id, watchOnce)
		}
	case wire.OpGetChildren, wire.OpGetChildren2:
		reply.Names = n.children.list()
		if r.Watch {
			s.members[c.at].watches.child.add(r.Path, c.id, watchOnce)
		}
	case wire.OpGetACL:
		reply.ACL = n.acl
		if !allowed(n.acl, wire.PermAdmin, c.ids) {
			reply.ACL = masked(n.acl)
		}
	case wire.OpGetAllChildrenNumber:
		reply.Count = s.members[c.at].tree.descendants(r.Path)
	default:
		return wire.Reply{Err: wire.MarshallingError}
	}
	return reply
}

func (s *State) multiRead(c *client, r *wire.Request) wire.Reply {
	if len(r.Ops) > 0 && !r.Reads() {
		return wire.Reply{Err: wire.MarshallingError, Stumbled: true}
	}
	reply := wire.Reply{Results: make([]wire.Reply, 0, len(r.Ops))}
	for _, one := range r.Ops {
		one.Watch = false // the real server reads the flag and drops it
		result := s.readNode(c, &one)
		result.Op = one.Op
		if result.Err != wire.OK {
			result.Op = wire.OpError
		}
		if one.NullPath {
			reply.Err, reply.Stumbled = wire.MarshallingError, true
			break
		}
		reply.Results = append(reply.Results, result)
	}
	return reply
}

func (s *State) ephemeralsUnder(c *client, prefix string) []string {
	var list []string
	blank := strings.TrimFunc(prefix, func(c rune) bool { return c <= ' ' })
	for _, path := range s.members[c.at].tree.ephemeralsOf(c.session.id) {
		if blank == "" || blank == "/" || strings.HasPrefix(path, prefix) {
			list = append(list, path)
		}
	}
	return list
}

// descendants is how many nodes lie below a path.
func (t *tree) descendants(path string) int32 {
	var n int32
	for p := range t.nodes { //tidy:unordered a count
		if p != path && isUnder(p, path) {
			n++
		}
	}
	return n
}
