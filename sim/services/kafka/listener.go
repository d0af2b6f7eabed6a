package main

import (
	"net"
	"sync"
)

// A listener accepts the connections of one broker and knows them all, so that they end with it.
type listener struct {
	net.Listener
	s    *service
	addr advertised

	accepted chan net.Conn
	failed   chan error

	mu    sync.Mutex
	conns map[net.Conn]bool
}

// An advertised address is the one that clients are told: the host's name, not what it resolved to.
type advertised string

// Network is "tcp".
func (advertised) Network() string { return "tcp" }

// String is host:port.
func (a advertised) String() string { return string(a) }

func newListener(s *service, l net.Listener, address string) *listener {
	host, port, err := net.SplitHostPort(address)
	if err == nil && port == "0" {
		_, port, _ = net.SplitHostPort(l.Addr().String())
	}
	wrapped := &listener{
		Listener: l, s: s, addr: advertised(net.JoinHostPort(host, port)), conns: map[net.Conn]bool{},
		accepted: make(chan net.Conn), failed: make(chan error, 1),
	}
	go wrapped.acceptAll()
	return wrapped
}

// Addr is the advertised address.
func (l *listener) Addr() net.Addr { return l.addr }

// Accept waits for a client or for a connection that was injected.
func (l *listener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.accepted:
		return conn, nil
	case err := <-l.failed:
		l.failed <- err
		return nil, err
	}
}

func (l *listener) acceptAll() {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			l.failed <- err
			return
		}
		l.mu.Lock()
		l.conns[conn] = true
		l.mu.Unlock()
		l.s.enter()
		l.inject(newConnection(l, conn))
	}
}

// inject makes Accept return a connection.
func (l *listener) inject(conn net.Conn) { l.accepted <- conn }

// reset ends all connections, as the death of the broker would.
func (l *listener) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for conn := range l.conns {
		conn.Close()
	}
}

func (l *listener) forget(conn net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.conns, conn)
}

// A standIn is the listener of a node that nobody can reach.
type standIn struct {
	closed chan struct{}
	once   sync.Once
}

func newStandIn() *standIn { return &standIn{closed: make(chan struct{})} }

// Accept waits until Close.
func (l *standIn) Accept() (net.Conn, error) {
	<-l.closed
	return nil, net.ErrClosed
}

// Close ends Accept.
func (l *standIn) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr is a host that does not resolve.
func (l *standIn) Addr() net.Addr { return advertised("stand-in.invalid:9092") }
