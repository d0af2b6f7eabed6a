package benchmark

import (
	"encoding/binary"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// A load is clients that do the same request over and over, each with so many requests under way.
type load struct {
	operation string // setData, getData, or multi: 10 setData
	clients   int
	depth     int
}

func (l load) String() string {
	return fmt.Sprintf("%s, %d connections, %d in flight", l.operation, l.clients, l.depth)
}

// connect opens a session.
func connect(b testing.TB, addr string) *wire.Client {
	b.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close() })
	c := wire.NewClient(conn)
	if r, err := c.Connect(wire.ConnectRequest{Timeout: 40000, Password: make([]byte, 16)}); err != nil || r.Session == 0 {
		b.Fatalf("connect to %s: %v %v", addr, r, err)
	}
	return c
}

// request is what the client of that number sends: it has znodes of its own.
func (l load) request(client int) wire.Request {
	set := wire.Request{Op: wire.OpSetData, Path: znode(client, 0), Data: []byte("0123456789"), Version: -1}
	switch l.operation {
	case "setData":
		return set
	case "getData":
		return wire.Request{Op: wire.OpGetData, Path: set.Path}
	}
	multi := wire.Request{Op: wire.OpMulti}
	for i := range offsets {
		set.Path = znode(client, i)
		multi.Ops = append(multi.Ops, set)
	}
	return multi
}

const offsets = 10 // the znodes of a client

func znode(client, i int) string { return fmt.Sprintf("/client-%d-%d", client, i) }

// prepare makes the znodes.
func prepare(b testing.TB, addr string, clients int) {
	b.Helper()
	c := connect(b, addr)
	for client := range clients {
		for i := range offsets {
			r := wire.Request{Op: wire.OpCreate, Path: znode(client, i), Data: []byte("0123456789"), ACL: wire.OpenACL}
			if reply, err := c.Do(&r); err != nil || reply.Err != wire.OK {
				b.Fatalf("create: %v %v", reply.Err, err)
			}
		}
	}
}

// run is how many requests are answered per second, all clients together.
func (l load) run(b testing.TB, addr string, d time.Duration) float64 {
	b.Helper()
	var done atomic.Int64
	var stop atomic.Bool
	var clients sync.WaitGroup
	var ready sync.WaitGroup
	start := make(chan struct{})
	for i := range l.clients {
		c, r := connect(b, addr), l.request(i)
		ready.Add(1)
		clients.Go(func() {
			defer c.Conn.Close()
			ready.Done()
			<-start
			if err := drive(c, r.Frame(1), l.depth, &done, &stop); err != nil {
				b.Error(err)
			}
		})
	}
	ready.Wait()
	began := time.Now()
	time.AfterFunc(d, func() { stop.Store(true) })
	close(start)
	clients.Wait()
	return float64(done.Load()) / time.Since(began).Seconds()
}

// drive sends the frame until it is to stop, and counts the answers.
func drive(c *wire.Client, frame []byte, depth int, done *atomic.Int64, stop *atomic.Bool) error {
	for range depth {
		if _, err := c.Conn.Write(frame); err != nil {
			return err
		}
	}
	for under := depth; under > 0; {
		answer, err := c.Frame()
		if err != nil {
			return err
		}
		if code := int32(binary.BigEndian.Uint32(answer[12:])); code != 0 {
			return fmt.Errorf("answer %d", code)
		}
		done.Add(1)
		if stop.Load() {
			under--
		} else if _, err := c.Conn.Write(frame); err != nil {
			return err
		}
	}
	return nil
}
