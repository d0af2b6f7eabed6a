package zookeeper

import (
	"bufio"
	"bytes"
	"runtime"
	"testing"
)

func frames(requests ...[]byte) []byte {
	var b []byte
	for _, r := range requests {
		b = append(b, sealed(append(newFrame(4), r...))...)
	}
	return b
}

func header(xid int32, op Op) []byte { return appendInt32(appendInt32(nil, xid), int32(op)) }

// seeds are connections as clients make them: a connect, then requests.
func seeds() [][]byte {
	connect := appendBuffer(appendInt64(appendInt32(appendInt64(appendInt32(nil, 0), 0), 10000), 0), make([]byte, 16))
	create := func(path string) []byte {
		b := appendACL(appendBuffer(appendString(nil, path), []byte("data")), openACL)
		return appendInt32(b, 0)
	}
	multi := appendInt32(appendBool(header(3, OpMulti), false), -1)
	multi = appendInt32(multi[:8], int32(OpCreate))
	multi = append(appendInt32(appendBool(multi, false), -1), create("/m")...)
	multi = appendInt32(appendBool(appendInt32(multi, -1), true), -1)
	watches := appendInt64(header(4, OpSetWatches), 0)
	watches = appendStrings(appendStrings(appendStrings(watches, []string{"/a"}), nil), []string{"/b"})
	return [][]byte{
		frames(connect),
		frames(append(connect, 0), header(-2, OpPing)),
		frames(connect, append(header(1, OpCreate), create("/a")...), append(header(2, OpGetData), appendBool(appendString(nil, "/a"), true)...)),
		frames(connect, multi, watches, header(5, OpCloseSession)),
		frames(connect, header(1, 999)),
		{0xff, 0xff, 0xff, 0xff}, {0x7f, 0xff, 0xff, 0xff}, {0, 0, 0, 4, 1},
	}
}

// FuzzConnection feeds bytes to a server as one connection, without a network. Whatever they are, nothing panics, and
// no frame makes the server take much more memory than the frame has bytes.
func FuzzConnection(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		const limit = 4096
		s, in := NewState(Config{ExtendedTypes: true}, 0), bufio.NewReader(bytes.NewReader(stream))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		converse(s, in, limit)
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; got > 1<<20+uint64(len(stream))*2000 {
			t.Errorf("%d bytes made the server allocate %d", len(stream), got)
		}
	})
}

func converse(s *State, in *bufio.Reader, limit int) {
	frame, err := readFrame(in, nil, limit)
	if err != nil {
		return
	}
	connect, ok := ParseConnect(frame)
	if !ok {
		return
	}
	id, reply, _, err := s.Connect(connect, "10.0.0.9", 0)
	if err != nil {
		return
	}
	connectFrame(&reply, connect.HasReadOnly)
	var r Request
	for now := int64(0); ; now += 1e9 {
		if frame, err = readFrame(in, frame, limit); err != nil {
			return
		}
		xid, ok := parseFrame(frame, &r)
		if !ok {
			return
		}
		reply, effects := s.Apply(id, &r, now)
		for i := range effects.Notifications {
			notificationFrame(&effects.Notifications[i])
		}
		replyFrame(xid, &reply)
		s.Expire(now)
	}
}

// FuzzRequest holds that a request parses the same twice and does not share memory with its frame.
func FuzzRequest(f *testing.F) {
	f.Add(int32(OpCreate), []byte("\x00\x00\x00\x02/a\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00"))
	f.Add(int32(OpSetWatches2), bytes.Repeat([]byte{0}, 28))
	f.Add(int32(OpMulti), []byte("\x00\x00\x00\x0d\x00\xff\xff\xff\xff\x00\x00\x00\x01/\x00\x00\x00\x00\xff\xff\xff\xff\x01\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, op int32, body []byte) {
		r := ParseRequest(Op(op), body)
		data := bytes.Clone(r.Data)
		clear(body)
		if !bytes.Equal(data, r.Data) {
			t.Error("the request changes with its frame")
		}
		total := len(r.Ops) + len(r.ACL)
		if r.Watches != nil {
			total += len(r.Watches.Data)
		}
		if total > len(body) {
			t.Errorf("%d elements from %d bytes", total, len(body))
		}
	})
}

// TestHugeCountsAreRefused holds that a count is not believed before the bytes for it are seen.
func TestHugeCountsAreRefused(t *testing.T) {
	for _, op := range []Op{OpSetWatches, OpCreate} {
		body := appendInt64(nil, 0)
		if op == OpCreate {
			body = appendBuffer(appendString(nil, "/a"), nil)
		}
		body = appendInt32(body, 1<<30)
		if r := ParseRequest(op, body); !r.Malformed {
			t.Errorf("%v with 2^30 elements in %d bytes is accepted", op, len(body))
		}
	}
}
