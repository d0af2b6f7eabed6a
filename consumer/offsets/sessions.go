package offsets

import (
	"encoding/binary"
	"net"
	"sync"
	"time"

	"github.com/go-zookeeper/zk"
)

// sessions tells what the client does not: when its session has ended, and how long the servers let one last. Servers
// bound what they are asked for.
type sessions struct {
	mu      sync.Mutex
	ended   chan struct{} // closed when the session that there is, or will be next, has ended
	granted time.Duration
	failure error // of the last connection, nil if there is one
}

func newSessions() *sessions { return &sessions{ended: make(chan struct{})} }

// notice is the client's event callback: what goes through its channel may be dropped.
func (s *sessions) notice(e zk.Event) {
	if e.Type != zk.EventSession || e.State != zk.StateExpired {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.ended)
	s.ended = make(chan struct{})
}

// end is closed when the session has ended.
func (s *sessions) end() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ended
}

// timeout is the session timeout: what the servers granted, or else what they were asked for.
func (s *sessions) timeout(asked time.Duration) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.granted > 0 {
		return s.granted
	}
	return asked
}

// dialed is what the last connection failed for.
func (s *sessions) dialed() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failure
}

// dialer makes connections that read along.
func (s *sessions) dialer(dial zk.Dialer) zk.Dialer {
	return func(network, address string, timeout time.Duration) (net.Conn, error) {
		c, err := dial(network, address, timeout)
		s.mu.Lock()
		s.failure = err
		s.mu.Unlock()
		if err != nil {
			return nil, err
		}
		return &greeted{Conn: c, sessions: s}, nil
	}
}

// greeted reads the first answer of a server along: its length, the protocol's version, and the session timeout in
// milliseconds, four bytes each.
type greeted struct {
	net.Conn
	*sessions
	greeting []byte
}

// greetingSize is as far as the timeout.
const greetingSize = 12

// Read implements net.Conn.
func (c *greeted) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if missing := greetingSize - len(c.greeting); missing > 0 {
		c.greeting = append(c.greeting, b[:min(n, missing)]...)
		if len(c.greeting) == greetingSize {
			c.mu.Lock()
			c.granted = time.Duration(binary.BigEndian.Uint32(c.greeting[8:])) * time.Millisecond
			c.mu.Unlock()
		}
	}
	return n, err
}
