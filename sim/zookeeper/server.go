package zookeeper

import (
	"net"
	"sync"
	"time"
)

// A Server serves one State on network connections, in wall-clock time.
type Server struct {
	hooks Hooks
	limit int       // bytes of a frame
	start time.Time // time is counted on the monotonic clock from here, so that it never goes back

	mu        sync.Mutex
	state     *State
	conns     map[*conn]struct{}
	byClient  map[ClientID]*conn
	listeners []net.Listener
	timer     *time.Timer
	alarm     int64 // when the timer fires, or 0
	closed    bool
}

// NewServer returns a server that does not listen yet.
func NewServer(c Config, h Hooks) *Server {
	c = c.withDefaults()
	start := time.Now()
	return &Server{
		hooks: h, limit: c.MaxFrame, start: start, state: NewState(c, start.UnixNano()),
		conns: map[*conn]struct{}{}, byClient: map[ClientID]*conn{},
	}
}

func (s *Server) now() int64 { return s.start.UnixNano() + int64(time.Since(s.start)) }

// Serve accepts connections until the listener fails or the server is closed; then it returns net.ErrClosed.
func (s *Server) Serve(l net.Listener) error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		l.Close()
		return net.ErrClosed
	}
	s.listeners = append(s.listeners, l)
	s.mu.Unlock()
	for {
		nc, err := l.Accept()
		if err != nil {
			return err
		}
		c := newConn(s, nc)
		s.mu.Lock()
		if s.closed {
			nc.Close()
		} else {
			s.conns[c] = struct{}{}
			go c.serve()
			go c.write()
		}
		s.mu.Unlock()
	}
}

// Close stops listening and cuts all connections, as a server that dies.
func (s *Server) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	if s.timer != nil {
		s.timer.Stop()
	}
	var err error
	for _, l := range s.listeners {
		if e := l.Close(); err == nil {
			err = e
		}
	}
	for c := range s.conns { //tidy:unordered all are closed at once
		c.net.Close()
	}
	return err
}

// spread records what a step did and tells the connections that it concerns. The lock is held.
func (s *Server) spread(e *Effects, client string) {
	s.hooks.record(e, client)
	for i := range e.Notifications {
		n := &e.Notifications[i]
		if c := s.byClient[n.Client]; c != nil {
			c.send(outgoing{frame: notificationFrame(n)})
		}
	}
	for _, id := range e.Closed {
		if c := s.byClient[id]; c != nil {
			delete(s.byClient, id)
			c.finish()
		}
	}
}

// watchExpiry sees to it that the timer fires when the next session expires. Sessions that are heard of expire later
// than it thinks, and then it is only set again. The lock is held.
func (s *Server) watchExpiry() {
	next, ok := s.state.NextExpiry()
	if !ok || s.closed || s.alarm != 0 && s.alarm <= next {
		return
	}
	s.alarm = next
	wait := time.Duration(next - s.now())
	if s.timer == nil {
		s.timer = time.AfterFunc(wait, s.expire)
	} else {
		s.timer.Reset(wait)
	}
}

func (s *Server) expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.alarm = 0
	e := s.state.Expire(s.now())
	s.spread(&e, "")
	s.watchExpiry()
}

// ExpireSession ends a session before its time: its ephemeral znodes vanish and its connection is closed.
func (s *Server) ExpireSession(session int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.state.ExpireSession(session, s.now())
	s.spread(&e, "")
}

// Disconnect cuts the connection that serves a session, which lives on until its timeout.
func (s *Server) Disconnect(session int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.byClient[s.state.Serving(session)]; c != nil {
		c.net.Close()
	}
}
