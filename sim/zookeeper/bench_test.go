package zookeeper

import (
	"fmt"
	"testing"

	"github.com/go-zookeeper/zk"
)

// BenchmarkFrame is the work on one frame without the network: parse, apply, encode.
func BenchmarkFrame(b *testing.B) {
	s := NewState(Config{}, 0)
	id, _, _, _ := s.Connect(ConnectRequest{Timeout: 10000}, "10.0.0.9", 0)
	multi := header(1, OpMulti)
	for i := range 10 {
		path := fmt.Sprintf("/offset-%d", i)
		r := Request{Op: OpCreate, Path: path, ACL: openACL, TTL: -1}
		if reply, _ := s.Apply(id, &r, 0); reply.Err != OK {
			b.Fatal(reply.Err)
		}
		multi = appendInt32(appendBool(appendInt32(multi, int32(OpSetData)), false), -1)
		multi = appendInt32(appendBuffer(appendString(multi, path), []byte("12345")), -1)
	}
	multi = appendInt32(appendBool(appendInt32(multi, -1), true), -1)
	path := appendString(nil, "/offset-3")
	for _, c := range []struct {
		name  string
		frame []byte
	}{
		{"getData", append(header(1, OpGetData), appendBool(path, false)...)},
		{"setData", append(header(1, OpSetData), appendInt32(appendBuffer(path, []byte("12345")), -1)...)},
		{"multi10", multi},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			var r Request
			for b.Loop() {
				xid, _ := parseFrame(c.frame, &r)
				reply, _ := s.Apply(id, &r, 0)
				if reply.Err != OK || reply.Op == OpMulti && reply.Results[9].Op != OpSetData {
					b.Fatal(reply.Err)
				}
				replyFrame(xid, &reply)
			}
		})
	}
}

// BenchmarkClient is one operation after the other through go-zookeeper on the loopback interface.
func BenchmarkClient(b *testing.B) {
	_, addr := serve(b, Config{}, Hooks{})
	c, _ := dial(b, addr)
	if _, err := c.Create("/n", nil, 0, zk.WorldACL(zk.PermAll)); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := c.Set("/n", []byte("12345"), -1); err != nil {
			b.Fatal(err)
		}
	}
}
