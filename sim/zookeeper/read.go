package zookeeper

import "strings"

// read does a request that changes nothing but watches.
func (s *State) read(c *client, r *Request) Reply {
	switch r.Op {
	case OpPing:
		return Reply{}
	case OpSync:
		return Reply{Path: r.Path}
	case OpWhoAmI:
		return Reply{IDs: c.ids}
	case OpMultiRead:
		return s.multiRead(c, r)
	case OpGetEphemerals:
		return Reply{Names: s.ephemeralsUnder(c, r.Path)}
	case OpSetWatches, OpSetWatches2:
		s.resumeWatches(c, r)
		return Reply{}
	case OpAddWatch:
		return s.addWatch(c, r)
	case OpCheckWatches, OpRemoveWatches:
		return s.checkWatches(c, r)
	case OpExists:
		return s.exists(c, r)
	}
	return s.readNode(c, r)
}

// exists needs no permission, and its watch is set on a missing node too.
func (s *State) exists(c *client, r *Request) Reply {
	if strings.IndexByte(r.Path, 0) >= 0 {
		return Reply{Err: BadArguments}
	}
	if r.Watch {
		s.watches.data.add(r.Path, c.id, watchOnce)
	}
	n := s.tree.get(r.Path)
	if n == nil {
		return Reply{Err: NoNode}
	}
	return Reply{Stat: n.statNow()}
}

// readNode does the reads of a node that must be there.
func (s *State) readNode(c *client, r *Request) Reply {
	n := s.tree.get(r.Path)
	if n == nil {
		return Reply{Err: NoNode}
	}
	perm := PermRead
	if r.Op == OpGetACL {
		perm |= PermAdmin
	}
	if !allowed(n.acl, perm, c.ids) {
		return Reply{Err: NoAuth}
	}
	reply := Reply{Stat: n.statNow()}
	switch r.Op {
	case OpGetData:
		reply.Data = n.data
		if r.Watch {
			s.watches.data.add(r.Path, c.id, watchOnce)
		}
	case OpGetChildren, OpGetChildren2:
		reply.Names = n.children.list()
		if r.Watch {
			s.watches.child.add(r.Path, c.id, watchOnce)
		}
	case OpGetACL:
		reply.ACL = n.acl
		if !allowed(n.acl, PermAdmin, c.ids) {
			reply.ACL = masked(n.acl)
		}
	case OpGetAllChildrenNumber:
		reply.Count = s.tree.descendants(r.Path)
	default:
		return Reply{Err: MarshallingError}
	}
	return reply
}

func (s *State) multiRead(c *client, r *Request) Reply {
	reply := Reply{Results: make([]Reply, len(r.Ops))}
	for i := range r.Ops {
		one := r.Ops[i]
		one.Watch = false // the real server reads the flag and drops it
		result := s.readNode(c, &one)
		result.Op = one.Op
		if result.Err != OK {
			result.Op = OpError
		}
		reply.Results[i] = result
	}
	return reply
}

func (s *State) ephemeralsUnder(c *client, prefix string) []string {
	var list []string
	for _, path := range s.tree.ephemeralsOf(c.session.id) {
		if strings.HasPrefix(path, prefix) {
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
