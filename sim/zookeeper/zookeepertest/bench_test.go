package zookeepertest_test

import (
	"testing"

	"github.com/onceover/onceover/sim/zookeeper/wire"
	"github.com/onceover/onceover/sim/zookeeper/zookeepertest"
)

// BenchmarkStart starts a server, opens a session, reads a znode, and closes the server.
func BenchmarkStart(b *testing.B) {
	for _, c := range []struct {
		name  string
		start func(testing.TB) *zookeepertest.Server
	}{
		{"memory", func(t testing.TB) *zookeepertest.Server { return zookeepertest.NewServer(t) }},
		{"loopback", func(t testing.TB) *zookeepertest.Server { return zookeepertest.NewLoopbackServer(t) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				srv := c.start(b)
				nc, err := srv.Dial("tcp", srv.Addr(), 0)
				if err != nil {
					b.Fatal(err)
				}
				client := wire.NewClient(nc)
				if _, err := client.Connect(wire.ConnectRequest{Timeout: 10000, Password: make([]byte, 16)}); err != nil {
					b.Fatal(err)
				}
				if r, err := client.Do(&wire.Request{Op: wire.OpGetData, Path: "/"}); err != nil || r.Err != wire.OK {
					b.Fatal(r.Err, err)
				}
				nc.Close()
				srv.Close()
			}
		})
	}
}

// BenchmarkSet is one write after the other, by go-zookeeper.
func BenchmarkSet(b *testing.B) {
	srv := zookeepertest.NewServer(b)
	c, _ := connect(b, srv)
	create(b, c, "/n", 0)
	for b.Loop() {
		if _, err := c.Set("/n", []byte("12345"), -1); err != nil {
			b.Fatal(err)
		}
	}
}
