package zookeepertest

import (
	"net"
	"sync"
)

// A listener is where one member is reached in memory.
type listener struct {
	addr   *net.TCPAddr
	queue  chan net.Conn
	closed chan struct{}
	once   sync.Once

	mu   sync.Mutex
	open map[*conn]struct{} // the server's ends
}

// membersMax is how many addresses newListener has.
const membersMax = 255

// newListener is at the address of a member, numbered from 0: 10.0.0.1:2181 is the first.
func newListener(member int) *listener {
	return &listener{
		addr: &net.TCPAddr{IP: net.IPv4(10, 0, 0, byte(member+1)), Port: 2181}, queue: make(chan net.Conn),
		closed: make(chan struct{}), open: map[*conn]struct{}{},
	}
}

// dial makes a connection, unless nobody accepts any more.
func (l *listener) dial(from *net.TCPAddr) (net.Conn, bool) {
	client, server := pipe(from, l.addr)
	server.closed = func() { l.forget(server) }
	l.mu.Lock()
	l.open[server] = struct{}{}
	l.mu.Unlock()
	select {
	case l.queue <- server:
		return client, true
	case <-l.closed:
		server.Close()
		return nil, false
	}
}

func (l *listener) forget(c *conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, c)
}

// hangUp ends the connections that the server has forgotten, and still writes to.
func (l *listener) hangUp() {
	l.mu.Lock()
	var open []*conn
	for c := range l.open {
		open = append(open, c)
	}
	l.mu.Unlock()
	for _, c := range open {
		c.Close()
	}
}

// Accept waits for somebody who dials.
func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.queue:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close refuses everybody from now on.
func (l *listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr is the member's address.
func (l *listener) Addr() net.Addr { return l.addr }
