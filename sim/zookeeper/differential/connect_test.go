package differential

import (
	"pgregory.net/rapid"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// connect draws a new session, one resumed with the right or a wrong password, or a frame that is none.
func (s *story) connect() step {
	c := &connect{request: wire.ConnectRequest{
		Timeout:     rapid.SampledFrom([]int32{30000, 100000, 0, 1, -5, 1 << 30}).Draw(s.t, "timeout"),
		Password:    make([]byte, 16),
		HasReadOnly: rapid.Bool().Draw(s.t, "has readOnly"),
	}}
	c.request.ReadOnly = c.request.HasReadOnly && rapid.Bool().Draw(s.t, "readOnly")
	known := len(s.pair.sides[0].sessions)
	switch rapid.IntRange(0, 15).Draw(s.t, "connect") {
	case 1, 2, 8, 9:
		if known > 1 {
			c.label = rapid.IntRange(2, known).Draw(s.t, "session")
		}
	case 3:
		if known > 1 {
			c.label, c.forget = rapid.IntRange(2, known).Draw(s.t, "session"), true
		}
	case 4:
		c.request.Session = rapid.SampledFrom([]int64{1, -1, 0x123456789}).Draw(s.t, "unknown session")
	case 5:
		c.relative, c.zxid = true, rapid.SampledFrom([]int64{-1, 0, 1000000}).Draw(s.t, "seen")
	case 6:
		c.request.Password = rapid.SampledFrom([][]byte{nil, {}, {1, 2, 3}}).Draw(s.t, "password")
	case 7:
		c.cut = rapid.IntRange(1, 44).Draw(s.t, "cut")
	}
	return c
}

// noise draws bytes that are no request.
func (s *story) noise() []byte {
	return rapid.SampledFrom([][]byte{
		{0, 0, 0, 0},
		{0, 0, 0, 4, 0, 0, 0, 1},
		{0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0},
		{0xff, 0xff, 0xff, 0xff},
		{0x80, 0, 0, 0},
		{0, 0x10, 0, 0},
		{0x7f, 0xff, 0xff, 0xff},
	}).Draw(s.t, "noise")
}

// ending draws a request that may end the connection.
func (s *story) ending() request {
	r := s.as(wire.Request{}, true)
	switch rapid.IntRange(0, 7).Draw(s.t, "ending") {
	case 0, 1, 2:
		r.op.Op = wire.OpCloseSession
	case 3:
		r.op = wire.Request{
			Op: wire.OpAuth, Scheme: rapid.SampledFrom([]string{"bogus", "world", "auth", "super", "sasl", "x509", "ip", "", "Digest"}).Draw(s.t, "scheme"),
			Data: s.credentials(),
		}
		r.xid = rapid.SampledFrom([]int32{-4, 9}).Draw(s.t, "xid")
	case 4:
		r.op = wire.Request{Op: wire.OpAuth, Scheme: "digest"}
		if rapid.Bool().Draw(s.t, "null") {
			return r
		}
		r.op.Data = s.credentials()
		r.raw = s.mutated(r.op.Op, r.op.Frame(0)[12:])
	case 5:
		r.op.Op = wire.OpSASL
		r.raw = rapid.SampledFrom([][]byte{{}, {0xff, 0xff, 0xff, 0xff}, {0, 0, 0, 1, 7}}).Draw(s.t, "token")
	default:
		r.op.Op = rapid.SampledFrom([]wire.Op{10, 23, 99, 108, 999, -1, 0, -2, -12, 1 << 30}).Draw(s.t, "unknown")
		r.raw = rapid.SampledFrom([][]byte{{}, {0, 0, 0, 1, 7}}).Draw(s.t, "body")
	}
	return r
}

func (s *story) as(op wire.Request, ends bool) request {
	s.xid++
	return request{xid: s.xid, op: op, ends: ends}
}
