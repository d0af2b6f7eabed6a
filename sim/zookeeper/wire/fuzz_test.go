package wire

import (
	"bytes"
	"reflect"
	"runtime"
	"slices"
	"testing"
	"time"
)

// samples are requests as clients make them, one for each way to encode a body.
var samples = []Request{
	{Op: OpCreate, Path: "/a", Data: []byte("data"), ACL: OpenACL, TTL: -1},
	{Op: OpCreateTTL, Path: "/a", Data: []byte{}, ACL: []ACL{OpenACL[0], {PermRead, ID{"digest", "user:hash"}}}, Flags: 5, TTL: 9000},
	{Op: OpDelete, Path: "/a", Version: -1},
	{Op: OpExists, Path: "/ä", Watch: true},
	{Op: OpSetData, Path: "/a", Version: 7},
	{Op: OpSetACL, Path: "/a", ACL: OpenACL},
	{Op: OpSync, Path: "/"},
	{Op: OpAddWatch, Path: "/a", Flags: 1},
	{Op: OpReconfig, Zxid: -1},
	{Op: OpSASL, Data: []byte("token")},
	{Op: OpCreateSession, Flags: 4000},
	{Op: OpAuth, Scheme: "digest", Data: []byte("user:password")},
	{Op: OpSetWatches, Zxid: 5, Watches: &WatchLists{Data: []string{"/a"}, Child: []string{"/b", "/c"}}},
	{Op: OpSetWatches2, Watches: &WatchLists{Exist: []string{"/a"}, Persistent: []string{"/b"}, Recursive: []string{"/"}}},
	{Op: OpMulti, Ops: []Request{{Op: OpCheck, Path: "/a"}, {Op: OpSetData, Path: "/a", Data: []byte("x")}}},
	{Op: OpMultiRead, Ops: []Request{{Op: OpGetData, Path: "/a"}, {Op: OpGetChildren, Path: "/a"}}},
	{Op: OpPing},
}

// FuzzRequest holds that a request is the same however often it is read, also into memory that was used before, and
// lives on when its frame is gone; that its bytes do not make it large; and that it is what it was when a client writes
// it.
func FuzzRequest(f *testing.F) {
	for _, r := range samples {
		f.Add(int32(r.Op), r.append(nil))
	}
	f.Add(int32(OpCreate), []byte("\x00\x00\x00\x02/a\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00"))
	f.Add(int32(OpSetWatches2), bytes.Repeat([]byte{0}, 28))
	f.Fuzz(func(t *testing.T, op int32, body []byte) {
		defer guard(t, len(body))()
		r := ParseRequest(Op(op), body)
		var again Request
		for _, s := range samples {
			again.parse(s.Op, s.append(nil))
		}
		again.parse(Op(op), bytes.Clone(body))
		clear(body)
		if !same(r, again) {
			t.Fatalf("%+v, then %+v", r, again)
		}
		if n := elements(&r); n > len(body) {
			t.Fatalf("%d elements from %d bytes", n, len(body))
		}
		if sayable(&r) {
			if again = ParseRequest(r.Op, r.append(nil)); !same(r, again) {
				t.Fatalf("%+v is written as %+v", r, again)
			}
		}
	})
}

// guard begins to watch over a run: it may take ten seconds, and memory for its bytes.
func guard(t *testing.T, size int) (end func()) {
	alarm := time.AfterFunc(10*time.Second, func() { panic("it hangs") })
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	return func() {
		alarm.Stop()
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; got > 64<<10+uint64(size)*500 {
			t.Errorf("%d bytes make it allocate %d", size, got)
		}
	}
}

// same compares requests; that one has no operations, it may say in two ways.
func same(a, b Request) bool {
	a.Ops, b.Ops = slices.Clip(a.Ops), slices.Clip(b.Ops)
	if len(a.Ops)+len(b.Ops) == 0 {
		a.Ops, b.Ops = nil, nil
	}
	return reflect.DeepEqual(a, b)
}

func elements(r *Request) int {
	n := len(r.ACL)
	if w := r.Watches; w != nil {
		n += len(w.Data) + len(w.Exist) + len(w.Child) + len(w.Persistent) + len(w.Recursive)
	}
	for i := range r.Ops {
		n += 1 + elements(&r.Ops[i])
	}
	return n
}

// sayable reports whether a client has bytes for the request: none has for what is null where it should not be.
func sayable(r *Request) bool {
	if r.Malformed || r.NullPath || r.NullID || slices.ContainsFunc(r.Ops, func(o Request) bool { return !sayable(&o) }) {
		return false
	}
	w := r.Watches
	return w == nil || !w.Null && !slices.Contains(w.Persistent, NullPath) && !slices.Contains(w.Recursive, NullPath)
}

// FuzzReply reads bytes as each thing that a server may send, which takes no more memory than they have bytes.
func FuzzReply(f *testing.F) {
	stat := Stat{Czxid: 1, Mzxid: 2, Version: 3, NumChildren: 4}
	for _, r := range []Reply{
		{Op: OpCreate, Path: "/a"}, {Op: OpCreate2, Path: "/a", Stat: stat}, {Op: OpExists, Stat: stat},
		{Op: OpGetData, Data: []byte("data"), Stat: stat}, {Op: OpGetACL, ACL: OpenACL, Stat: stat},
		{Op: OpGetChildren2, Names: []string{"a", "b"}, Stat: stat}, {Op: OpAddWatch, Count: 1}, {Op: OpSASL},
		{Op: OpWhoAmI, IDs: []ID{Anyone, {"digest", "user:hash"}}}, {Op: OpSetData, Err: NoNode},
		{Op: OpMulti, Results: []Reply{{Op: OpCreate, Path: "/a"}, {Op: OpError, Err: BadVersion}, {Op: OpSetData, Stat: stat}}},
		{Op: OpMultiRead, Results: []Reply{{Op: OpGetData, Stat: stat}, {Op: OpGetChildren, Names: []string{"a"}}}},
	} {
		f.Add(int32(r.Op), r.Frame(1)[4:])
	}
	f.Add(int32(OpGetData), (&Notification{Created, "/a"}).Frame()[4:])
	f.Add(int32(OpGetData), (&ConnectReply{Timeout: 4000, Session: 1}).Frame(true)[4:])
	f.Fuzz(func(t *testing.T, op int32, frame []byte) {
		defer guard(t, len(frame))()
		whole := bytes.Clone(frame)
		r, err := ParseReply(Op(op), frame)
		ParseConnectReply(frame)
		d := decoder{rest: frame}
		d.notification()
		clear(frame)
		again, problem := ParseReply(Op(op), whole)
		if !reflect.DeepEqual(r, again) || (err == nil) != (problem == nil) {
			t.Fatalf("%+v, %v, then %+v, %v", r, err, again, problem)
		}
		if n := len(r.Names) + len(r.ACL) + len(r.IDs) + len(r.Results); n > len(frame) {
			t.Fatalf("%d elements from %d bytes", n, len(frame))
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
