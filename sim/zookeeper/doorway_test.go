package zookeeper

import (
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/onceover/onceover/sim/zookeeper/wire"
)

// A doorway is a listener in memory.
type doorway chan net.Conn

func (d doorway) Accept() (net.Conn, error) {
	if c, ok := <-d; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}

func (d doorway) Close() error   { close(d); return nil }
func (d doorway) Addr() net.Addr { return address("10.0.0.1:2181") }

type address string

func (a address) Network() string { return "tcp" }
func (a address) String() string  { return string(a) }

// An entrant is a connection with an address of its own.
type entrant struct {
	net.Conn
	from address
}

func (v entrant) RemoteAddr() net.Addr { return v.from }

// enter connects from an address.
func (d doorway) enter(t *testing.T, from address) net.Conn {
	ours, theirs := net.Pipe()
	d <- entrant{theirs, from}
	t.Cleanup(func() { ours.Close() })
	return ours
}

// ask sends a word, with what follows it, and returns all that comes until the connection ends.
func (d doorway) ask(t *testing.T, word string) string {
	c := d.enter(t, "10.0.0.7:999")
	go io.WriteString(c, word)
	text, err := io.ReadAll(c)
	if err != nil {
		t.Error(err)
	}
	return string(text)
}

// session is a client that has connected.
func (d doorway) session(t *testing.T, from address) *wire.Client {
	c := wire.NewClient(d.enter(t, from))
	must[wire.ConnectReply](t)(c.Connect(wire.ConnectRequest{Timeout: 4000, Password: make([]byte, 16)}))
	return c
}

// doorways is a server with an entry to each member, which stops with the test.
func doorways(t *testing.T, c Config, h Hooks) (*Server, []doorway) {
	s := NewServer(c, h)
	var doors []doorway
	for i := range max(c.Members, 1) {
		d := make(doorway)
		doors = append(doors, d)
		go s.ServeMember(i, d)
	}
	synctest.Wait()
	t.Cleanup(func() {
		s.Close()
		time.Sleep(time.Second) // of the bubble: what is held back ends too
	})
	return s, doors
}
