package zookeeper

import (
	"bufio"
	"bytes"
	"runtime"
	"slices"
	"testing"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// seeds are connections as clients make them: a connect, then requests.
func seeds() [][]byte {
	connect := (&wire.ConnectRequest{Timeout: 10000, Password: make([]byte, 16)}).Frame()
	young := (&wire.ConnectRequest{Timeout: 10000, HasReadOnly: true}).Frame()
	create := wire.Request{Op: wire.OpCreate, Path: "/a", Data: []byte("data"), ACL: wire.OpenACL}
	get := wire.Request{Op: wire.OpGetData, Path: "/a", Watch: true}
	multi := wire.Request{Op: wire.OpMulti, Ops: []wire.Request{create, {Op: wire.OpCheck, Path: "/a"}}}
	watches := wire.Request{Op: wire.OpSetWatches, Watches: &wire.WatchLists{Data: []string{"/a"}, Child: []string{"/b"}}}
	return [][]byte{
		connect,
		slices.Concat(young, request(-2, wire.OpPing)),
		slices.Concat(connect, create.Frame(1), get.Frame(2)),
		slices.Concat(connect, multi.Frame(3), watches.Frame(4), request(5, wire.OpCloseSession)),
		slices.Concat(connect, request(1, 999)),
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
	frame, err := wire.ReadFrame(in, nil, limit)
	if err != nil {
		return
	}
	connect, ok := wire.ParseConnect(frame)
	if !ok {
		return
	}
	id, reply, _, err := s.Connect(0, &connect, "10.0.0.9", 0)
	if err != nil {
		return
	}
	reply.Frame(connect.HasReadOnly)
	var r wire.Request
	for now := int64(0); ; now += 1e9 {
		if frame, err = wire.ReadFrame(in, frame, limit); err != nil {
			return
		}
		xid, ok := r.ParseFrame(frame)
		if !ok {
			return
		}
		reply, effects := s.Apply(id, &r, now)
		for i := range effects.Notifications {
			effects.Notifications[i].Frame()
		}
		reply.Frame(xid)
		s.Advance(now)
	}
}
