package zookeeper

import (
	"net"
	"sync"
	"time"
)

// A Server serves the members of one State on network connections, in wall-clock time.
type Server struct {
	hooks Hooks
	limit int       // bytes of a frame
	start time.Time // time is counted on the monotonic clock from here, so that it never goes back

	mu        sync.Mutex
	state     *State
	conns     map[*conn]struct{}
	byClient  map[ClientID]*conn
	refused   []bool // by member
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
		conns: map[*conn]struct{}{}, byClient: map[ClientID]*conn{}, refused: make([]bool, c.Members),
	}
}

func (s *Server) now() int64 { return s.start.UnixNano() + int64(time.Since(s.start)) }

// Serve accepts connections until the listener fails or the server is closed; then it returns net.ErrClosed.
func (s *Server) Serve(l net.Listener) error { return s.ServeMember(0, l) }

// ServeMember is Serve for one member of an ensemble, which are numbered from 0.
func (s *Server) ServeMember(member int, l net.Listener) error {
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
		c := newConn(s, member, nc)
		s.mu.Lock()
		if s.closed || s.refused[member] {
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
			c.send(outgoing{frame: n.Frame()})
		}
	}
	for _, id := range e.Closed {
		if c := s.byClient[id]; c != nil {
			delete(s.byClient, id)
			c.finish()
		}
	}
}

// watchClock sees to it that the timer fires when the state next has something to do. Sessions that are heard of expire
// later than it thinks, and then it is only set again. The lock is held.
func (s *Server) watchClock() {
	next, ok := s.state.Next()
	if !ok || s.closed || s.alarm != 0 && s.alarm <= next {
		return
	}
	s.alarm = next
	wait := time.Duration(next - s.now())
	if s.timer == nil {
		s.timer = time.AfterFunc(wait, s.advance)
	} else {
		s.timer.Reset(wait)
	}
}

func (s *Server) advance() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.alarm = 0
	e := s.state.Advance(s.now())
	s.spread(&e, "")
	s.watchClock()
}
