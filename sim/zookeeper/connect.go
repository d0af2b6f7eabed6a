package zookeeper

// A ConnectRequest is the first frame of a connection. It has no header.
type ConnectRequest struct {
	LastZxidSeen int64
	Timeout      int32 // milliseconds, as the client would like it
	Session      int64 // 0 asks for a new session
	Password     []byte
	HasReadOnly  bool // clients since 3.4 send a byte more, and get one more back
}

// A ConnectReply answers it. Session 0 says that the session is gone, or that the password is wrong.
type ConnectReply struct {
	Timeout  int32
	Session  int64
	Password [16]byte
}

// ParseConnect reads the first frame; false says that it is none.
func ParseConnect(frame []byte) (ConnectRequest, bool) {
	d := decoder{rest: frame}
	d.int32() // the protocol version, which nobody looks at
	r := ConnectRequest{LastZxidSeen: d.int64(), Timeout: d.int32(), Session: d.int64(), Password: d.buffer()}
	r.HasReadOnly = !d.failed && len(d.rest) > 0
	return r, !d.failed
}

func appendConnectReply(b []byte, r *ConnectReply, readOnlyByte bool) []byte {
	b = appendInt64(appendInt32(appendInt32(b, 0), r.Timeout), r.Session)
	b = appendBuffer(b, r.Password[:])
	if readOnlyByte {
		b = appendBool(b, false)
	}
	return b
}
