package wire

// request reads the body of a request as the operation's record in zookeeper.jute has it.
func (d *decoder) request(r *Request) {
	switch r.Op {
	case OpCreate, OpCreate2, OpCreateContainer, OpCreateTTL:
		d.create(r)
	case OpDelete, OpCheck:
		d.mayBeNull(r)
		r.Version = d.int32()
	case OpExists, OpGetChildren2:
		r.Path, r.Watch = d.path(), d.bool()
	case OpGetData, OpGetChildren:
		d.mayBeNull(r)
		r.Watch = d.bool()
	case OpSetData:
		d.mayBeNull(r)
		r.Data, r.Version = d.buffer(), d.int32()
	case OpSetACL:
		d.mayBeNull(r)
		r.ACL, r.NullID = d.acl()
		r.Version = d.int32()
	case OpSync, OpGetEphemerals:
		d.mayBeNull(r)
	case OpGetACL, OpGetAllChildrenNumber:
		r.Path = d.path()
	case OpRemoveWatches, OpAddWatch:
		d.mayBeNull(r)
		r.Flags = d.int32()
	case OpCheckWatches:
		r.Path, r.Flags = d.path(), d.int32()
	case OpMulti, OpMultiRead:
		d.operations(r)
	default:
		d.session(r)
	}
}

// session reads the requests that are not about one znode.
func (d *decoder) session(r *Request) {
	switch r.Op {
	case OpAuth:
		d.int32() // a type that nobody uses
		r.Scheme, r.Data = d.string(), d.buffer()
	case OpSASL:
		r.Data = d.buffer()
	case OpSetWatches, OpSetWatches2:
		r.Zxid, r.Watches = d.int64(), &WatchLists{}
		d.watches(r.Watches, r.Op)
	case OpCreateSession:
		r.Flags = d.int32()
	case OpReconfig:
		for range 3 { // who joins, who leaves, who is to stay
			d.string()
		}
		r.Zxid = d.int64()
	}
}

func (d *decoder) create(r *Request) {
	d.mayBeNull(r)
	r.Data = d.buffer()
	r.ACL, r.NullID = d.acl()
	r.Flags, r.TTL = d.int32(), -1
	if r.Op == OpCreateTTL {
		r.TTL = d.int64()
	}
}

func (d *decoder) mayBeNull(r *Request) {
	s, ok := d.nullable()
	r.Path, r.NullPath = s, !ok
}

func (d *decoder) watches(w *WatchLists, op Op) {
	lists := []*[]string{&w.Data, &w.Exist, &w.Child, &w.Persistent, &w.Recursive}
	if op == OpSetWatches {
		lists = lists[:3]
	}
	for i, list := range lists {
		const once = 3 // kinds of watches that fire once; the others may be on a null path
		paths, null := d.paths(i >= once)
		if !w.Null {
			*list, w.Null = paths, null
		}
	}
}

// paths is the next list. It ends where a path is null, unless that is allowed, and then null is true, as it is if the
// list itself is.
func (d *decoder) paths(allowed bool) (list []string, null bool) {
	null = d.peek() == -1
	for range d.count(4) {
		path, ok := d.nullable()
		if !ok && allowed {
			path, ok = NullPath, true
		}
		if null = null || !ok; !null {
			list = append(list, path)
		}
	}
	return list, null
}

// operations reads the operations of a multi, up to the header that says done. They are all writes or all reads,
// whichever the multi is for.
func (d *decoder) operations(r *Request) {
	for {
		op, done := Op(d.int32()), d.bool()
		d.int32() // an error code, always -1
		if done || d.failed {
			return
		}
		if !op.multiple() || len(r.Ops) > 0 && op.reads() != r.Reads() {
			d.failed = true
			return
		}
		r.Ops = append(r.Ops, Request{Op: op})
		d.request(&r.Ops[len(r.Ops)-1])
	}
}

// Reads reports whether the operations of a multi change nothing.
func (r *Request) Reads() bool { return len(r.Ops) > 0 && r.Ops[0].Op.reads() }

// multiple reports whether the operation may be part of a multi, and reads whether it is one that changes nothing.
func (o Op) multiple() bool {
	switch o {
	case OpCreate, OpCreate2, OpCreateContainer, OpCreateTTL, OpDelete, OpSetData, OpCheck:
		return true
	}
	return o.reads()
}

func (o Op) reads() bool { return o == OpGetData || o == OpGetChildren }
