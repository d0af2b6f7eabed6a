package wire

// Stat is what a client learns about a znode, in the order of the wire.
type Stat struct {
	Czxid          int64 `json:"czxid"` // transaction of the creation
	Mzxid          int64 `json:"mzxid"` // of the last change of the data
	Ctime          int64 `json:"ctime"` // milliseconds since 1970
	Mtime          int64 `json:"mtime"`
	Version        int32 `json:"version"`        // changes of the data
	Cversion       int32 `json:"cversion"`       // of the children
	Aversion       int32 `json:"aversion"`       // of the ACL
	EphemeralOwner int64 `json:"ephemeralOwner"` // session, or 0
	DataLength     int32 `json:"dataLength"`
	NumChildren    int32 `json:"numChildren"`
	Pzxid          int64 `json:"pzxid"` // transaction of the last change of the children
}

// A Reply is the answer to one request. Like Request it is one flat struct: Op says which fields go to the wire.
type Reply struct {
	Op       Op
	Zxid     int64 // last one applied, 0 or -1 in the cases where the real server says so
	Err      Code  // an error reply has no body
	Path     string
	NullPath bool // of a sync, which echoes what it was sent
	Data     []byte
	Stat     Stat
	Names    []string // children or ephemerals
	ACL      []ACL
	IDs      []ID
	Count    int32
	Results  []Reply // of a multi, which has Err OK even if it failed
	Connect  []byte  // in place of everything else: a createSession gets a ConnectReply
	Stumbled bool    // a multi in which something was null where nobody expected it: an error with a body
}

// append adds the reply's frame without its length.
func (r *Reply) append(b []byte, xid int32) []byte {
	if r.Connect != nil {
		return append(b, r.Connect...)
	}
	if r.Op == OpPing {
		xid = pingXid
	}
	b = appendInt32(appendInt64(appendInt32(b, xid), r.Zxid), int32(r.Err))
	if r.Err != OK && !r.Stumbled {
		return b
	}
	switch r.Op {
	case OpMulti, OpMultiRead:
		for i := range r.Results {
			b = appendResult(b, &r.Results[i])
		}
		return appendInt32(appendBool(appendInt32(b, -1), true), -1)
	case OpAddWatch, OpGetAllChildrenNumber:
		return appendInt32(b, r.Count)
	case OpWhoAmI:
		b = appendInt32(b, int32(len(r.IDs)))
		for _, id := range r.IDs {
			b = appendText(appendText(b, id.Scheme), id.User())
		}
		return b
	}
	return appendBody(b, r)
}

// appendBody writes what a reply and a result of a multi have in common.
func appendBody(b []byte, r *Reply) []byte {
	switch r.Op {
	case OpCreate, OpSync:
		if r.NullPath {
			return appendInt32(b, -1)
		}
		return appendText(b, r.Path)
	case OpCreate2, OpCreateContainer, OpCreateTTL:
		return appendStat(appendText(b, r.Path), &r.Stat)
	case OpExists, OpSetData, OpSetACL:
		return appendStat(b, &r.Stat)
	case OpGetData:
		return appendStat(appendBuffer(b, r.Data), &r.Stat)
	case OpGetACL:
		return appendStat(appendACL(b, r.ACL, appendText), &r.Stat)
	case OpGetChildren, OpGetEphemerals:
		return appendStrings(b, r.Names, appendText)
	case OpGetChildren2:
		return appendStat(appendStrings(b, r.Names, appendText), &r.Stat)
	case OpSASL:
		return appendInt32(b, -1) // a token that a server without SASL does not have
	}
	return b
}

func appendResult(b []byte, r *Reply) []byte {
	op := r.Op
	switch op {
	case OpError:
		b = appendInt32(appendBool(appendInt32(b, -1), false), int32(r.Err))
		return appendInt32(b, int32(r.Err))
	case OpCreateContainer, OpCreateTTL:
		op = OpCreate2
	}
	return appendBody(appendInt32(appendBool(appendInt32(b, int32(op)), false), 0), r)
}

func appendStat(b []byte, s *Stat) []byte {
	b = appendInt64(appendInt64(appendInt64(appendInt64(b, s.Czxid), s.Mzxid), s.Ctime), s.Mtime)
	b = appendInt32(appendInt32(appendInt32(b, s.Version), s.Cversion), s.Aversion)
	b = appendInt32(appendInt32(appendInt64(b, s.EphemeralOwner), s.DataLength), s.NumChildren)
	return appendInt64(b, s.Pzxid)
}
