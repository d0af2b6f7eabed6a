package zookeeper

import (
	"net"
	"strconv"
	"sync"
	"time"
)

// A Server serves the members of one State on network connections, in wall-clock time.
type Server struct {
	hooks Hooks
	limit int             // bytes of a frame
	start time.Time       // time is counted on the monotonic clock from here, so that it never goes back
	words map[string]bool // that are answered

	mu        sync.Mutex
	state     *State
	conns     map[*conn]struct{}
	byClient  map[ClientID]*conn
	refused   []bool // by member
	ports     []int  // to which clients connect, by member; -1 if they do not by number
	counts    []memberCounts
	masks     []int64 // of gtmk, by member
	accepted  int64   // connections
	listeners []net.Listener
	timer     *time.Timer
	alarm     int64 // when the timer fires, or 0
	closed    bool
	done      chan struct{} // closed with the server

	perHost int // connections to a member from one host; no limit if negative
}

// NewServer returns a server that does not listen yet.
func NewServer(c Config, h Hooks) *Server {
	c = c.withDefaults()
	start := time.Now()
	s := &Server{
		hooks: h, limit: c.MaxFrame, start: start, words: whitelisted(c), state: NewState(c, start.UnixNano()),
		conns: map[*conn]struct{}{}, byClient: map[ClientID]*conn{}, refused: make([]bool, c.Members),
		done: make(chan struct{}), perHost: c.MaxConnections,
	}
	for i := range c.Members {
		s.ports, s.masks = append(s.ports, -1), append(s.masks, 306)
		s.counts = append(s.counts, newMemberCounts(s.state.Since(i)))
	}
	return s
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
	s.listeners, s.ports[member] = append(s.listeners, l), portOf(l.Addr())
	s.mu.Unlock()
	for {
		nc, err := l.Accept()
		if err != nil {
			return err
		}
		s.mu.Lock()
		if s.closed || s.refused[member] {
			nc.Close()
		} else {
			s.admit(newConn(s, member, nc))
		}
		s.mu.Unlock()
	}
}

// admit begins to serve a connection, unless its host has too many. The lock is held.
func (s *Server) admit(c *conn) {
	if c.crowded() {
		c.net.Close()
		return
	}
	s.conns[c] = struct{}{}
	go c.serve()
	go c.write()
}

// portOf is the number of a port, or -1 where addresses have none.
func portOf(a net.Addr) int {
	_, text, _ := net.SplitHostPort(a.String())
	if port, err := strconv.Atoi(text); err == nil {
		return port
	}
	return -1
}

// Close stops listening and cuts all connections, as a server that dies.
func (s *Server) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		close(s.done)
	}
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
