package differential

import (
	"encoding/binary"
	"math"
	"slices"

	"pgregory.net/rapid"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// mutated draws a body that is not quite the given one: cut off, with something behind it, or with a wrong number in it.
// The number may make something null, but for the paths in a multi: they throw the real server off its course, so that
// it loses a zxid and sends part of an answer.
func (s *story) mutated(op wire.Op, body []byte) []byte {
	body = slices.Clone(body)
	at := rapid.IntRange(0, max(len(body)-1, 0)).Draw(s.t, "at")
	switch rapid.IntRange(0, 3).Draw(s.t, "mutation") {
	case 0:
		return body[:at]
	case 1:
		return append(body, rapid.SliceOfN(rapid.Byte(), 1, 5).Draw(s.t, "more")...)
	case 2:
		if at < len(body) {
			body[at] ^= 1 << rapid.IntRange(0, 7).Draw(s.t, "bit")
		}
		return body
	}
	if at+4 <= len(body) {
		n := rapid.SampledFrom([]int32{-1, -2, 0, 1, math.MaxInt32, math.MinInt32, 1 << 20, 1 << 24}).Draw(s.t, "number")
		if op == wire.OpMulti || op == wire.OpMultiRead {
			n &^= math.MinInt32
		}
		binary.BigEndian.PutUint32(body[at:], uint32(n))
	}
	return body
}

// odd draws operations that clients do not send, and that leave the connection open. The number in a createSession is
// the new timeout of the session, so that it is a long one.
func (s *story) odd() request {
	r := s.as(wire.Request{}, false)
	r.op.Op = rapid.SampledFrom([]wire.Op{wire.OpReconfig, wire.OpDeleteContainer, wire.OpCreateSession}).Draw(s.t, "odd")
	bodies := [][]byte{
		{},
		[]byte("\x00\x00\x00\x08" + s.root),
		[]byte(s.root),
		[]byte("\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"),
		[]byte("\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x01x\x00\x00\x00\x00\x00\x00\x00\x01"),
	}
	if r.op.Op == wire.OpCreateSession {
		bodies = [][]byte{{}, {0, 9, 0x27}, {0, 9, 0x27, 0xc0}, {0, 9, 0x27, 0xc0, 1}}
	}
	r.raw = rapid.SampledFrom(bodies).Draw(s.t, "body")
	return r
}
