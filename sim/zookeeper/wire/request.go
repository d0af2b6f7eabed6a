package wire

// A Request is one operation as a client asked for it. One flat struct serves all operations: each uses the fields
// that its body has on the wire.
type Request struct {
	Op        Op
	Path      string // also the prefix of getEphemerals
	NullPath  bool   // the path was null, where that is not yet Malformed
	Data      []byte // also the credentials of auth; nil is null
	ACL       []ACL
	NullID    bool  // of an ACL entry, where the server stumbles over it
	Flags     int32 // of a create; the mode of addWatch; the type of checkWatches and removeWatches; the timeout of a createSession
	Version   int32
	TTL       int64 // milliseconds
	Watch     bool
	Scheme    string      // of auth
	Zxid      int64       // of setWatches: the last one that the client has seen
	Watches   *WatchLists // of setWatches
	Ops       []Request   // of multi and multiRead
	Malformed bool        // the body did not fit the operation
}

// NullPath stands for a null path where that is a value like others: no string that was decoded is equal to it.
const NullPath = "\xff"

// WatchLists are the paths that a client watches, as it tells them after a reconnect.
type WatchLists struct {
	Data, Exist, Child, Persistent, Recursive []string

	Null bool // a list, or a path, was null: what stands before it counts, and the lists end there
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
	const kept = 256 // operations, for whose memory the next multi need not ask again
	d := decoder{rest: body}
	clear(r.Ops)
	*r = Request{Op: op, Ops: r.Ops[:0]}
	if cap(r.Ops) > kept {
		r.Ops = nil
	}
	d.request(r)
	r.Malformed = d.failed
}
