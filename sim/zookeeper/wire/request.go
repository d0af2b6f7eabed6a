package wire

// A Request is one operation as a client asked for it. One flat struct serves all operations: each uses the fields
// that its body has on the wire.
type Request struct {
	Op        Op
	Path      string // also the prefix of getEphemerals
	Data      []byte // also the credentials of auth; nil is null
	ACL       []ACL
	Flags     int32 // of a create; the mode of addWatch; the type of checkWatches and removeWatches
	Version   int32
	TTL       int64 // milliseconds
	Watch     bool
	Scheme    string      // of auth
	Zxid      int64       // of setWatches: the last one that the client has seen
	Watches   *WatchLists // of setWatches
	Ops       []Request   // of multi and multiRead
	Malformed bool        // the body did not fit the operation
}

// WatchLists are the paths that a client watches, as it tells them after a reconnect.
type WatchLists struct {
	Data, Exist, Child, Persistent, Recursive []string
}

// ParseRequest reads the body of a request. A body that does not fit gives a request that is Malformed: what the
// server answers to it depends on the operation.
func ParseRequest(op Op, body []byte) Request {
	var r Request
	r.parse(op, body)
	return r
}

// ParseFrame reads a request's frame into r, whose memory is used again; false says that not even its header is there.
func (r *Request) ParseFrame(frame []byte) (xid int32, ok bool) {
	d := decoder{rest: frame}
	xid, op := d.int32(), Op(d.int32())
	if d.failed {
		return 0, false
	}
	r.parse(op, d.rest)
	return xid, true
}

// parse is ParseRequest into a request whose memory is used again.
func (r *Request) parse(op Op, body []byte) {
	d := decoder{rest: body}
	*r = Request{Op: op, Ops: r.Ops[:0]}
	d.request(r)
	r.Malformed = d.failed
}

func (d *decoder) request(r *Request) {
	switch r.Op {
	case OpCreate, OpCreate2, OpCreateContainer, OpCreateTTL:
		r.Path, r.Data, r.ACL, r.Flags, r.TTL = d.path(), d.buffer(), d.acl(), d.int32(), -1
		if r.Op == OpCreateTTL {
			r.TTL = d.int64()
		}
	case OpDelete, OpCheck:
		r.Path, r.Version = d.path(), d.int32()
	case OpExists, OpGetData, OpGetChildren, OpGetChildren2:
		r.Path, r.Watch = d.path(), d.bool()
	case OpSetData:
		r.Path, r.Data, r.Version = d.path(), d.buffer(), d.int32()
	case OpSetACL:
		r.Path, r.ACL, r.Version = d.path(), d.acl(), d.int32()
	case OpGetACL, OpSync, OpGetAllChildrenNumber:
		r.Path = d.path()
	case OpGetEphemerals:
		r.Path = d.string()
	case OpCheckWatches, OpRemoveWatches, OpAddWatch:
		r.Path, r.Flags = d.path(), d.int32()
	case OpAuth:
		d.int32() // a type that nobody uses
		r.Scheme, r.Data = d.string(), d.buffer()
	case OpSetWatches, OpSetWatches2:
		r.Zxid = d.int64()
		r.Watches = &WatchLists{Data: d.strings(), Exist: d.strings(), Child: d.strings()}
		if r.Op == OpSetWatches2 {
			r.Watches.Persistent, r.Watches.Recursive = d.strings(), d.strings()
		}
	case OpMulti, OpMultiRead:
		d.operations(r)
	}
}

// operations reads the operations of a multi, up to the header that says done. A transaction holds writes only, and a
// multiRead reads only.
func (d *decoder) operations(r *Request) {
	for {
		op, done := Op(d.int32()), d.bool()
		d.int32() // an error code, always -1
		if done || d.failed {
			return
		}
		if !belongs(r.Op, op) {
			d.failed = true
			return
		}
		r.Ops = append(r.Ops, Request{Op: op})
		d.request(&r.Ops[len(r.Ops)-1])
	}
}

func belongs(multi, op Op) bool {
	switch op {
	case OpCreate, OpCreate2, OpCreateContainer, OpCreateTTL, OpDelete, OpSetData, OpCheck:
		return multi == OpMulti
	case OpGetData, OpGetChildren:
		return multi == OpMultiRead
	}
	return false
}
