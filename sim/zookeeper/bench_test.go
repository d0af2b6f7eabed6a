package zookeeper

import (
	"fmt"
	"testing"

	"github.com/go-zookeeper/zk"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// BenchmarkFrame is the work on one frame without the network: parse, apply, encode.
func BenchmarkFrame(b *testing.B) {
	s := NewState(Config{}, 0)
	id, _, _, _ := s.Connect(0, &wire.ConnectRequest{Timeout: 10000}, "10.0.0.9", 0)
	multi := wire.Request{Op: wire.OpMulti}
	for i := range 10 {
		path := fmt.Sprintf("/offset-%d", i)
		r := wire.Request{Op: wire.OpCreate, Path: path, ACL: wire.OpenACL, TTL: -1}
		if reply, _ := s.Apply(id, &r, 0); reply.Err != wire.OK {
			b.Fatal(reply.Err)
		}
		multi.Ops = append(multi.Ops, wire.Request{Op: wire.OpSetData, Path: path, Data: []byte("12345"), Version: -1})
	}
	get := wire.Request{Op: wire.OpGetData, Path: "/offset-3"}
	set := wire.Request{Op: wire.OpSetData, Path: "/offset-3", Data: []byte("12345"), Version: -1}
	for _, c := range []struct {
		name  string
		frame []byte
	}{
		{"getData", get.Frame(1)[4:]},
		{"setData", set.Frame(1)[4:]},
		{"multi10", multi.Frame(1)[4:]},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			var r wire.Request
			for b.Loop() {
				xid, _ := r.ParseFrame(c.frame)
				reply, _ := s.Apply(id, &r, 0)
				if reply.Err != wire.OK || reply.Op == wire.OpMulti && reply.Results[9].Op != wire.OpSetData {
					b.Fatal(reply.Err)
				}
				reply.Frame(xid)
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
