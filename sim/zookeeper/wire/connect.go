package wire

// A ConnectRequest is the first frame of a connection. It has no header.
type ConnectRequest struct {
	LastZxidSeen int64
	Timeout      int32 // milliseconds, as the client would like it
	Session      int64 // 0 asks for a new session
	Password     []byte
	HasReadOnly  bool // clients since 3.4 send a byte more, and get one more back
	ReadOnly     bool // that byte: a server without a quorum will do
}

// A ConnectReply answers it. Session 0 says that the session is gone, or that the password is wrong.
type ConnectReply struct {
	Timeout  int32
	Session  int64
	Password [16]byte
	ReadOnly bool // the server has no quorum; only sent to a client that HasReadOnly
}

// ParseConnect reads the first frame; false says that it is none.
func ParseConnect(frame []byte) (ConnectRequest, bool) {
	d := decoder{rest: frame}
	d.int32() // the protocol version, which nobody looks at
	r := ConnectRequest{LastZxidSeen: d.int64(), Timeout: d.int32(), Session: d.int64(), Password: d.buffer()}
	r.HasReadOnly = !d.failed && len(d.rest) > 0
	r.ReadOnly = r.HasReadOnly && d.bool()
	return r, !d.failed
}

// Frame is the request as it goes to the server.
func (r *ConnectRequest) Frame() []byte {
	b := appendInt32(appendInt64(appendInt32(newFrame(64), 0), r.LastZxidSeen), r.Timeout)
	b = appendBuffer(appendInt64(b, r.Session), r.Password)
	if r.HasReadOnly {
		b = appendBool(b, r.ReadOnly)
	}
	return sealed(b)
}

// Frame is the reply as it goes to a client that sent a readOnly byte, or did not.
func (r *ConnectReply) Frame(readOnlyByte bool) []byte {
	b := appendInt64(appendInt32(appendInt32(newFrame(48), 0), r.Timeout), r.Session)
	b = appendBuffer(b, r.Password[:])
	if readOnlyByte {
		b = appendBool(b, r.ReadOnly)
	}
	return sealed(b)
}

// ParseConnectReply reads the first frame that a server sends; false says that it is none.
func ParseConnectReply(frame []byte) (ConnectReply, bool) {
	d := decoder{rest: frame}
	d.int32() // the protocol version
	r := ConnectReply{Timeout: d.int32(), Session: d.int64()}
	d.failed = copy(r.Password[:], d.raw()) != len(r.Password) || d.failed
	if !d.failed && len(d.rest) > 0 {
		r.ReadOnly = d.bool()
	}
	return r, !d.failed
}
